"""Asking for a person: what the member sees before anything is posted, and every answer they can give afterwards."""

from dataclasses import replace
from itertools import count

from moodbot.core.commands import Argument, Command
from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import DM, Choice, Cue, PlaceKind, Session, TalkCue, TalkPhase
from moodbot.core.outcomes import Advance, Outcome, SideReply, private_reply
from moodbot.core.retention import Retention
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.cues import BARRIERS, CareCue, CarePhase
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.features.counsellors.drafts import Draft
from moodbot.features.counsellors.ports import DeskFailed, DeskFault
from moodbot.features.counsellors.rendering import member_choice, to_member
from moodbot.features.counsellors.rules.requests import WORDS_LIMIT, Desk, DeskKind, Request, RequestState
from moodbot.features.counsellors.service import Refusal, Requests
from moodbot.features.outreach.commands import hello_to, not_reached
from moodbot.features.outreach.rules.plans import Waiting
from moodbot.features.outreach.service import Checkins, OptIn, nonce_of
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import local_text

ASK, IN, SEND, HOW, OPENS, LEAVE, WORDS = "ask", "in", "send", "how", "opens", "leave", "words"
_HARD_ENDS = frozenset({TalkPhase.STEP, TalkPhase.OPENERS, CarePhase.SAFE, CarePhase.ASKED, TalkPhase.HELPS})
_WANT_A_PERSON = frozenset({TalkCue.HUMAN, TalkCue.HELP, TalkCue.UNCLEAR, TalkCue.UNCLEAR_AGAIN, *BARRIERS})
WITH, WITHOUT, NOW, LATER = "w", "o", "n", "l"
"""Short, because with everything else in it the id of a button has room for 100 characters."""

_SPELT = {"with": WITH, "without": WITHOUT, "now": NOW, "later": LATER}
"""What stands in the ids of older buttons."""

_SHARES = {WITH: "with", WITHOUT: "without"}


def ask_choice(pack: ReplyPack) -> Choice:
    """Return the button that asks for a counsellor."""
    return Choice(f"{COUNSELLOR_CUE}{ASK}", pack.text("choice_counsellor_ask"))


def beside_care(services: Services, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
    """Return the button for a counsellor under the answer to a risk, where any server has people to turn to."""
    return (ask_choice(pack),) if services.of(Requests).visits.possible and cue is not CareCue.RISK_OTHER else ()


def person_offer(turn: Turn, advance: Advance, after: Session) -> tuple[Choice, ...]:
    """Return the button for a counsellor where a person may be wanted: asked for, not understood, after a hard talk, in
    the help block; none where no server has counsellors.
    """
    if not turn.of(Requests).visits.possible or turn.incoming.place.kind is PlaceKind.TERMINAL:
        return ()
    ends = (
        after.phase is TalkPhase.REST
        and turn.session.phase in _HARD_ENDS
        and advance.cue not in (TalkCue.STOP, TalkCue.LATER)
    )
    enters_care = after.phase is CarePhase.SAFE and turn.session.phase is not CarePhase.SAFE
    return (ask_choice(turn.pack),) if ends or enters_care or advance.cue in _WANT_A_PERSON else ()


async def counsellor(turn: Turn) -> Outcome:
    """Ask for a person, with a few words; nothing is posted before the person has agreed to who will read it."""
    words = turn.argument.strip()
    if len(words) > WORDS_LIMIT:
        return turn.side_reply("counsellor_too_long", most=str(WORDS_LIMIT))
    turn.of(Requests).drafts.write_down(turn.incoming.person, Draft(words, turn.session.mood))
    return await _where(turn)


async def _where(turn: Turn) -> Outcome:
    if turn.incoming.member is not None:
        return await _before(turn, turn.incoming.member.server)
    try:
        servers = await turn.of(Requests).visits.servers_of(turn.incoming.person)
    except DeskFailed:
        return turn.side_reply("counsellor_later")
    if not servers:
        return turn.side_reply("counsellor_nowhere", moderators=turn.of(Care).slots(turn.incoming)["moderators"])
    if len(servers) == 1:
        return await _before(turn, servers[0][0])
    choices = tuple(Choice(f"{COUNSELLOR_CUE}{IN}:{server}", name) for server, name in servers)
    return private_reply((turn.pack.text("counsellor_which"),), choices)


async def _before(turn: Turn, server: int) -> Outcome:
    """Say who will be able to read it, what is kept, and when somebody is there; then let the person choose."""
    found = await turn.of(Requests).may_ask(server, turn.incoming.person)
    if isinstance(found, Refusal):
        return await _refused(turn, server, found)
    moderators = turn.of(Care).slots(turn.incoming)["moderators"]
    try:
        facts = await turn.of(Requests).staff.facts(found)
        may_talk = await turn.of(Requests).staff.may_talk(server, found.room, turn.incoming.person)
    except DeskFailed as fault:
        if fault.fault is not DeskFault.GONE:
            return turn.side_reply("counsellor_later")
        # It does not come back by itself.
        text = turn.pack.text("counsellor_missing", moderators=moderators)
        return private_reply((text,), (Choice(CareCue.LINES, turn.pack.text("choice_lines")),))
    if not may_talk:
        text = turn.pack.text("counsellor_shut", server=facts.name, moderators=moderators)
        return private_reply((text,), (Choice(CareCue.LINES, turn.pack.text("choice_lines")),))
    opens = await turn.of(Requests).opens(found)
    backup, lead = (
        turn.of(Requests).staff.name_of_role(server, role) if role else None
        for role in (found.backup_role, found.lead_role)
    )
    roles = turn.pack.text("rhythm_and").join(filter(None, (facts.role, backup)))
    key = "counsellor_readers_lead" if lead else "counsellor_readers"
    readers = turn.pack.text(key, role=roles, lead=lead or "")
    days = str(turn.of(Retention).requests)
    texts = [turn.pack.text("counsellor_before", server=facts.name, readers=readers, days=days)]
    if opens is not None:
        texts.append(turn.pack.text("counsellor_hours", moment=_moment(turn, found, opens)))
    return _choose(turn, server, "\n".join(texts), closed=opens is not None)


def _choose(turn: Turn, server: int, text: str, *, closed: bool) -> SideReply:
    """Say *text* above the ways to ask. A typed yes is one of them only where there is no other."""
    ways = _ways(turn, server, closed=closed)
    asks = [each.cue for each in ways if each.cue.startswith((f"{COUNSELLOR_CUE}{SEND}", f"{COUNSELLOR_CUE}{OPENS}"))]
    how = f"{COUNSELLOR_CUE}{HOW}:{server}:{LATER if closed else NOW}"
    yes = asks[0] if len(asks) == 1 else how
    return private_reply((text,), ways, yes=yes, no=f"{COUNSELLOR_CUE}{LEAVE}")


def _ways(turn: Turn, server: int, *, closed: bool) -> tuple[Choice, ...]:
    draft, pack = turn.of(Requests).drafts.draft(turn.incoming.person), turn.pack
    when = LATER if closed else NOW
    shares = [WITH, WITHOUT] if draft.words or draft.mood else [WITHOUT]
    choices = [
        Choice(f"{COUNSELLOR_CUE}{SEND}:{server}:{share}:{when}", pack.text(f"choice_counsellor_send_{_SHARES[share]}"))
        for share in shares
    ]
    if closed:
        choices.append(Choice(f"{COUNSELLOR_CUE}{OPENS}:{server}", pack.text("choice_counsellor_opens")))
    choices.append(Choice(CareCue.LINES, pack.text("choice_lines")))
    choices.append(Choice(f"{COUNSELLOR_CUE}{LEAVE}", pack.text("choice_counsellor_leave")))
    return tuple(choices)


async def _refused(turn: Turn, server: int, refusal: Refusal) -> Outcome:
    person, pack = turn.incoming.person, turn.pack
    moderators = turn.of(Care).slots(turn.incoming)["moderators"]
    lines = (Choice(CareCue.LINES, pack.text("choice_lines")),)
    if refusal is Refusal.OPEN_ALREADY:
        request = await turn.of(Requests).store.open_request(server, person)
        return await state_of(turn, request) if request else turn.side_reply("counsellor_gone")
    if refusal is Refusal.BLOCKED:
        block = await turn.of(Requests).store.blocked(server, person, turn.of(Requests).clock.now())
        desk = await turn.of(Requests).store.desk(server)
        if block is not None and desk is not None:
            text = pack.text("counsellor_blocked", moment=_moment(turn, desk, block.until), moderators=moderators)
            return private_reply((text,), lines)
    key = "counsellor_enough_today" if refusal is Refusal.TOO_MANY else "counsellor_no_desk"
    return private_reply((pack.text(key, moderators=moderators),), lines)


async def state_of(turn: Turn, request: Request) -> SideReply:
    """Say how the open request of this person stands."""
    pack, since = turn.pack, request.waiting_at
    desk = await turn.of(Requests).store.desk(request.server)
    zone = turn.of(Requests).times.zone_of(turn.preferences.zone or (desk.zone if desk else None))
    moment = local_text(pack, since, zone, turn.of(Requests).clock.now())
    thread = f"<#{request.thread}>" if request.thread else ""
    name = await _name_of_claimer(turn, request) if request.state is RequestState.CLAIMED else ""
    text = pack.text(f"counsellor_state_{request.state}", moment=moment, thread=thread, name=name)
    choices = [member_choice(request, "withdraw", pack), Choice(CareCue.LINES, pack.text("choice_lines"))]
    if request.state is RequestState.CLAIMED:
        choices = [member_choice(request, deed, pack) for deed in ("accept", "other")] + choices
    return private_reply((text,), tuple(choices))


async def _name_of_claimer(turn: Turn, request: Request) -> str:
    try:
        return await turn.of(Requests).staff.name_of(request.server, request.claimer or 0) or "?"
    except DeskFailed:
        return f"<@{request.claimer}>"


async def press_request(turn: Turn) -> Outcome:
    """Carry out one of the person's own buttons about a counsellor; it works whenever it is pressed."""
    deed, *rest = (_SPELT.get(part, part) for part in turn.argument.split(":"))
    if deed == ASK:
        turn.of(Requests).drafts.write_down(turn.incoming.person, Draft(mood=turn.session.mood))
        return await _where(turn)
    if deed == WORDS:
        return await counsellor(replace(turn, argument=turn.incoming.text))
    if deed == LEAVE:
        turn.of(Requests).drafts.tear_up(turn.incoming.person)
        return turn.side_reply("counsellor_left")
    if deed == IN:
        return await _before(turn, int(rest[0]))
    if deed == HOW:
        return _choose(turn, int(rest[0]), turn.pack.text("counsellor_how"), closed=rest[1] == LATER)
    if deed == OPENS:
        return await _remind(turn, int(rest[0]))
    if deed == SEND:
        return await _send(turn, int(rest[0]), share=rest[1] == WITH, later=rest[2] == LATER)
    return await _about(turn, deed, int(rest[0]), int(rest[1]))


async def _send(turn: Turn, server: int, *, share: bool, later: bool) -> Outcome:
    found = await turn.of(Requests).may_ask(server, turn.incoming.person)
    if share and not isinstance(found, Refusal) and turn.of(Requests).drafts.draft(turn.incoming.person) == Draft():
        return _choose(turn, server, turn.pack.text("counsellor_lost"), closed=later)
    urgent = turn.of(Care).memory.tier(turn.incoming.person) is not Tier.NONE
    if not isinstance(found, Refusal) and not later and not urgent and await turn.of(Requests).opens(found) is not None:
        # The button is from an hour at which somebody was there; now the person chooses anew.
        return await _before(turn, server)
    words = turn.of(Requests).drafts.draft(turn.incoming.person).words if share else ""
    made = await turn.of(Requests).ask(server, turn.incoming.person, urgent=urgent, share=share, later=later)
    if isinstance(made, Refusal):
        return await _refused(turn, server, made)
    held = made.state is RequestState.HELD
    key = "counsellor_sent_later" if held else "counsellor_sent"
    if not await _can_be_told(turn, made):
        key = f"{key}_closed"
    choices = (Choice(CareCue.LINES, turn.pack.text("choice_lines")), member_choice(made, "withdraw", turn.pack))
    text = turn.pack.text(key)
    if held and words and not turn.of(Requests).store.keeps_words:
        text = f"{text}\n{turn.pack.text('counsellor_words_waiting')}"
    return private_reply((text,), choices)


async def _can_be_told(turn: Turn, made: Request) -> bool:
    """Say in the person's DM that this is where they hear of it; False where it is closed."""
    if turn.session.place == DM:
        return True
    server = turn.of(Requests).staff.name_of_server(made.server) or "?"
    reply = to_member(made, turn.pack.text("member_hello", server=server), turn.pack)
    try:
        return await turn.of(Requests).staff.tell(reply, nonce_of("hello", made.server, made.number, made.asked_at))
    except DeskFailed:
        return True


async def _remind(turn: Turn, server: int) -> Outcome:
    """Write to the person once when somebody should be there."""
    desk = await turn.of(Requests).store.desk(server)
    opens = await turn.of(Requests).opens(desk) if desk else None
    if desk is None or opens is None:
        return await _before(turn, server)
    reached = await turn.of(Checkins).reach(turn.incoming.person, hello_to(turn))
    if reached is not OptIn.DONE:
        return not_reached(turn, reached)
    waiting, person = turn.of(Checkins).waiting, turn.incoming.person
    there = [each for each in await waiting.waiting_of(person) if each.kind is DeskKind.DESK_OPENS]
    if all(each.detail != str(server) for each in there):
        # Two servers may begin at the same time; each has a row of its own.
        slot = next(at for at in count(opens) if all(each.slot != at for each in there))
        await waiting.enqueue(Waiting(person, DeskKind.DESK_OPENS, slot, detail=str(server)))
    return turn.side_reply("counsellor_reminds", moment=_moment(turn, desk, opens))


async def _about(turn: Turn, deed: str, server: int, number: int) -> Outcome:
    request = await turn.of(Requests).store.request(server, number)
    if request is None or request.person != turn.incoming.person:
        return turn.side_reply("counsellor_gone")
    if deed == "withdraw":
        done = await turn.of(Requests).end(request, turn.incoming.person)
        return turn.side_reply("counsellor_withdrawn" if done else "counsellor_gone")
    if deed == "reopen":
        return await _reopen(turn, request)
    if deed == "accept":
        done = await turn.of(Requests).accept(request)
        return turn.side_reply("counsellor_opening") if done else await _moved_on(turn, request)
    done = await turn.of(Requests).refuse(request)
    return turn.side_reply("counsellor_other") if done else await _moved_on(turn, request)


async def _reopen(turn: Turn, request: Request) -> Outcome:
    made = await turn.of(Requests).reopen(request)
    if isinstance(made, Request):
        return turn.side_reply("counsellor_sent_later" if made.state is RequestState.HELD else "counsellor_reopened")
    if made in (Refusal.GONE, Refusal.OPEN_ALREADY):
        return turn.side_reply("counsellor_gone")
    return await _refused(turn, request.server, made)


async def _moved_on(turn: Turn, request: Request) -> Outcome:
    now = await turn.of(Requests).store.open_request(request.server, request.person)
    return await state_of(turn, now) if now else turn.side_reply("counsellor_gone")


def _moment(turn: Turn, desk: Desk, at: int) -> str:
    """Return *at* in the person's own zone; in the desk's where theirs is unknown."""
    zone = turn.of(Requests).times.zone_of(turn.preferences.zone or desk.zone)
    return local_text(turn.pack, at, zone, turn.of(Requests).clock.now())


COUNSELLOR = (
    Command(
        "counsellor",
        counsellor,
        aliases=("counselor", "human", "person"),
        argument=Argument("words"),
        needs_server=True,
        private=True,
    ),
)
