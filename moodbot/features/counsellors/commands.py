"""Member's side of requests: the command, the choice of what to send, and the buttons about a request."""

from dataclasses import replace
from itertools import count

from moodbot.core.commands import Argument, Command
from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import DM, Choice, Cue, PlaceKind, Session, TalkCue, TalkPhase
from moodbot.core.outcomes import Advance, Outcome, SideReply, private_reply
from moodbot.core.retention import Retention
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.flow import BARRIERS, CareCue, CarePhase
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.features.counsellors.drafts import Draft
from moodbot.features.counsellors.ports import DeskFailed, DeskFault
from moodbot.features.counsellors.rendering import member_choice, member_reply
from moodbot.features.counsellors.rules.requests import WORDS_LIMIT, Desk, DeskKind, Request, RequestState
from moodbot.features.counsellors.service import Refusal, Requests
from moodbot.features.outreach.commands import hello_to, not_reached
from moodbot.features.outreach.rules.plans import Waiting
from moodbot.features.outreach.service import Checkins, OptIn, nonce_of
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import local_text

ASK, IN, SEND, HOW, OPENS, LEAVE, WORDS = "ask", "in", "send", "how", "opens", "leave", "words"
_HARD_ENDS = frozenset({TalkPhase.STEP, TalkPhase.OPENERS, CarePhase.CARE, CarePhase.ASKED, TalkPhase.HELPS})
_CUES_FOR_OFFER = frozenset({TalkCue.HUMAN, TalkCue.HELP, TalkCue.UNCLEAR, TalkCue.UNCLEAR_AGAIN, *BARRIERS})
WITH, WITHOUT, NOW, LATER = "w", "o", "n", "l"
"""Short, because the custom_id of a button is limited to 100 characters."""

_OLD_PARTS = {"with": WITH, "without": WITHOUT, "now": NOW, "later": LATER}
"""Parts of the custom_ids of older buttons, with their present form."""

_SHARES = {WITH: "with", WITHOUT: "without"}


def ask_choice(pack: ReplyPack) -> Choice:
    """Return the button that requests a counsellor."""
    return Choice(f"{COUNSELLOR_CUE}{ASK}", pack.text("choice_counsellor_ask"))


def beside_care(services: Services, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
    """Return the button for a counsellor below an answer to a risk, if any server has a desk."""
    return (ask_choice(pack),) if services.of(Requests).visits.possible and cue is not CareCue.RISK_OTHER else ()


def person_offer(turn: Turn, advance: Advance, after: Session) -> tuple[Choice, ...]:
    """Return the button for a counsellor at turns where a person may want one: on a request for a human, words not
    understood, the end of a hard talk, the help block. None in a terminal or if no server has a desk.
    """
    if not turn.of(Requests).visits.possible or turn.incoming.place.kind is PlaceKind.TERMINAL:
        return ()
    ends = (
        after.phase is TalkPhase.REST
        and turn.session.phase in _HARD_ENDS
        and advance.cue not in (TalkCue.STOP, TalkCue.LATER)
    )
    enters_care = after.phase is CarePhase.CARE and turn.session.phase is not CarePhase.CARE
    return (ask_choice(turn.pack),) if ends or enters_care or advance.cue in _CUES_FOR_OFFER else ()


async def counsellor(turn: Turn) -> Outcome:
    """Start a request, with a few words; nothing is posted before the person consents to its readers."""
    words = turn.argument.strip()
    if len(words) > WORDS_LIMIT:
        return turn.side_reply("counsellor_too_long", most=str(WORDS_LIMIT))
    turn.of(Requests).drafts.remember(turn.incoming.person, Draft(words, turn.session.mood))
    return await _choose_server(turn)


async def _choose_server(turn: Turn) -> Outcome:
    """Go on in the server of the turn or the only one possible; else let the person choose one."""
    if turn.incoming.member is not None:
        return await _ask_consent(turn, turn.incoming.member.server)
    try:
        servers = await turn.of(Requests).visits.servers_of(turn.incoming.person)
    except DeskFailed:
        return turn.side_reply("counsellor_later")
    if not servers:
        return turn.side_reply("counsellor_nowhere", moderators=turn.of(Care).slots(turn.incoming)["moderators"])
    if len(servers) == 1:
        return await _ask_consent(turn, servers[0][0])
    choices = tuple(Choice(f"{COUNSELLOR_CUE}{IN}:{server}", name) for server, name in servers)
    return private_reply((turn.pack.text("counsellor_which"),), choices)


async def _ask_consent(turn: Turn, server: int) -> Outcome:
    """Tell the person who can read a request, how long it is stored and when the desk opens; offer ways to send it."""
    desk = await turn.of(Requests).may_ask(server, turn.incoming.person)
    if isinstance(desk, Refusal):
        return await _refusal_reply(turn, server, desk)
    moderators = turn.of(Care).slots(turn.incoming)["moderators"]
    try:
        facts = await turn.of(Requests).staff.facts(desk)
        may_talk = await turn.of(Requests).staff.may_talk(server, desk.room, turn.incoming.person)
    except DeskFailed as fault:
        if fault.fault is not DeskFault.GONE:
            return turn.side_reply("counsellor_later")
        # A deleted channel or role does not come back, so "later" would be wrong.
        text = turn.pack.text("counsellor_missing", moderators=moderators)
        return private_reply((text,), (Choice(CareCue.LINES, turn.pack.text("choice_lines")),))
    if not may_talk:
        text = turn.pack.text("counsellor_shut", server=facts.name, moderators=moderators)
        return private_reply((text,), (Choice(CareCue.LINES, turn.pack.text("choice_lines")),))
    opens = await turn.of(Requests).next_opening(desk)
    backup, lead = (
        turn.of(Requests).staff.name_of_role(server, role) if role else None
        for role in (desk.backup_role, desk.lead_role)
    )
    roles = turn.pack.text("rhythm_and").join(filter(None, (facts.role, backup)))
    key = "counsellor_readers_lead" if lead else "counsellor_readers"
    readers = turn.pack.text(key, role=roles, lead=lead or "")
    days = str(turn.of(Retention).requests)
    texts = [turn.pack.text("counsellor_before", server=facts.name, readers=readers, days=days)]
    if opens is not None:
        texts.append(turn.pack.text("counsellor_hours", moment=_moment(turn, desk, opens)))
    return _offer_ways(turn, server, "\n".join(texts), closed=opens is not None)


def _offer_ways(turn: Turn, server: int, text: str, *, closed: bool) -> SideReply:
    """Return *text* with the ways to send a request. A typed yes takes the only way; with several, it asks which."""
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


async def _refusal_reply(turn: Turn, server: int, refusal: Refusal) -> Outcome:
    person, pack = turn.incoming.person, turn.pack
    moderators = turn.of(Care).slots(turn.incoming)["moderators"]
    lines = (Choice(CareCue.LINES, pack.text("choice_lines")),)
    if refusal is Refusal.OPEN_ALREADY:
        request = await turn.of(Requests).store.open_request(server, person)
        return await state_reply(turn, request) if request else turn.side_reply("counsellor_gone")
    if refusal is Refusal.BLOCKED:
        block = await turn.of(Requests).store.blocked(server, person, turn.of(Requests).clock.now())
        desk = await turn.of(Requests).store.desk(server)
        if block is not None and desk is not None:
            text = pack.text("counsellor_blocked", moment=_moment(turn, desk, block.until), moderators=moderators)
            return private_reply((text,), lines)
    key = "counsellor_enough_today" if refusal is Refusal.TOO_MANY else "counsellor_no_desk"
    return private_reply((pack.text(key, moderators=moderators),), lines)


async def state_reply(turn: Turn, request: Request) -> SideReply:
    """Tell the person the state of their open request, with its buttons."""
    pack, since = turn.pack, request.waiting_at
    desk = await turn.of(Requests).store.desk(request.server)
    zone = turn.of(Requests).times.zone_of(turn.preferences.zone or (desk.zone if desk else None))
    moment = local_text(pack, since, zone, turn.of(Requests).clock.now())
    thread = f"<#{request.thread}>" if request.thread else ""
    name = await _name_of_claimer(turn, request) if request.state is RequestState.CLAIMED else ""
    text = pack.text(f"counsellor_state_{request.state}", moment=moment, thread=thread, name=name)
    choices = [member_choice(request, "withdraw", pack), Choice(CareCue.LINES, pack.text("choice_lines"))]
    if request.state is RequestState.CLAIMED:
        choices = [member_choice(request, action, pack) for action in ("accept", "other")] + choices
    return private_reply((text,), tuple(choices))


async def _name_of_claimer(turn: Turn, request: Request) -> str:
    try:
        return await turn.of(Requests).staff.name_of(request.server, request.claimer or 0) or "?"
    except DeskFailed:
        return f"<@{request.claimer}>"


async def press_request(turn: Turn) -> Outcome:
    """Carry out a person's button about a counsellor, at any time, in a talk or outside."""
    action, *rest = (_OLD_PARTS.get(part, part) for part in turn.argument.split(":"))
    if action == ASK:
        turn.of(Requests).drafts.remember(turn.incoming.person, Draft(mood=turn.session.mood))
        return await _choose_server(turn)
    if action == WORDS:
        return await counsellor(replace(turn, argument=turn.incoming.text))
    if action == LEAVE:
        turn.of(Requests).drafts.discard(turn.incoming.person)
        return turn.side_reply("counsellor_left")
    if action == IN:
        return await _ask_consent(turn, int(rest[0]))
    if action == HOW:
        return _offer_ways(turn, int(rest[0]), turn.pack.text("counsellor_how"), closed=rest[1] == LATER)
    if action == OPENS:
        return await _schedule_opening_message(turn, int(rest[0]))
    if action == SEND:
        return await _send(turn, int(rest[0]), share=rest[1] == WITH, later=rest[2] == LATER)
    return await _act_on_request(turn, action, int(rest[0]), int(rest[1]))


async def _send(turn: Turn, server: int, *, share: bool, later: bool) -> Outcome:
    desk = await turn.of(Requests).may_ask(server, turn.incoming.person)
    if share and not isinstance(desk, Refusal) and turn.of(Requests).drafts.draft(turn.incoming.person) == Draft():
        return _offer_ways(turn, server, turn.pack.text("counsellor_lost"), closed=later)
    urgent = turn.of(Care).memory.tier(turn.incoming.person) is not Tier.NONE
    closed = not isinstance(desk, Refusal) and not later and not urgent and await _is_closed(turn, desk)
    if closed:
        # The button dates from the opening hours; the person chooses again.
        return await _ask_consent(turn, server)
    words = turn.of(Requests).drafts.draft(turn.incoming.person).words if share else ""
    request = await turn.of(Requests).ask(server, turn.incoming.person, urgent=urgent, share=share, later=later)
    if isinstance(request, Refusal):
        return await _refusal_reply(turn, server, request)
    held = request.state is RequestState.HELD
    key = "counsellor_sent_later" if held else "counsellor_sent"
    if not await _open_dm(turn, request):
        key = f"{key}_closed"
    choices = (Choice(CareCue.LINES, turn.pack.text("choice_lines")), member_choice(request, "withdraw", turn.pack))
    text = turn.pack.text(key)
    if held and words and not turn.of(Requests).store.keeps_words:
        text = f"{text}\n{turn.pack.text('counsellor_words_waiting')}"
    return private_reply((text,), choices)


async def _is_closed(turn: Turn, desk: Desk) -> bool:
    return await turn.of(Requests).next_opening(desk) is not None


async def _open_dm(turn: Turn, request: Request) -> bool:
    """Tell the person by DM that news of the request come there; return False if their DMs are closed."""
    if turn.session.place == DM:
        return True
    server = turn.of(Requests).staff.name_of_server(request.server) or "?"
    reply = member_reply(request, turn.pack.text("member_hello", server=server), turn.pack)
    try:
        nonce = nonce_of("hello", request.server, request.number, request.asked_at)
        return await turn.of(Requests).staff.tell(reply, nonce)
    except DeskFailed:
        return True


async def _schedule_opening_message(turn: Turn, server: int) -> Outcome:
    """Schedule one outreach message to the person for the next opening of the desk."""
    desk = await turn.of(Requests).store.desk(server)
    opens = await turn.of(Requests).next_opening(desk) if desk else None
    if desk is None or opens is None:
        return await _ask_consent(turn, server)
    reached = await turn.of(Checkins).reach(turn.incoming.person, hello_to(turn))
    if reached is not OptIn.DONE:
        return not_reached(turn, reached)
    waiting, person = turn.of(Checkins).waiting, turn.incoming.person
    scheduled = [each for each in await waiting.waiting_of(person) if each.kind is DeskKind.DESK_OPENS]
    if all(each.detail != str(server) for each in scheduled):
        # Desks of two servers may open at the same time; each needs a slot of its own.
        slot = next(at for at in count(opens) if all(each.slot != at for each in scheduled))
        await waiting.enqueue(Waiting(person, DeskKind.DESK_OPENS, slot, detail=str(server)))
    return turn.side_reply("counsellor_reminds", moment=_moment(turn, desk, opens))


async def _act_on_request(turn: Turn, action: str, server: int, number: int) -> Outcome:
    request = await turn.of(Requests).store.request(server, number)
    if request is None or request.person != turn.incoming.person:
        return turn.side_reply("counsellor_gone")
    if action == "withdraw":
        done = await turn.of(Requests).end(request, turn.incoming.person)
        return turn.side_reply("counsellor_withdrawn" if done else "counsellor_gone")
    if action == "reopen":
        return await _reopen(turn, request)
    if action == "accept":
        done = await turn.of(Requests).accept(request)
        return turn.side_reply("counsellor_opening") if done else await _current_state(turn, request)
    done = await turn.of(Requests).refuse(request)
    return turn.side_reply("counsellor_other") if done else await _current_state(turn, request)


async def _reopen(turn: Turn, request: Request) -> Outcome:
    outcome = await turn.of(Requests).reopen(request)
    if isinstance(outcome, Request):
        return turn.side_reply("counsellor_sent_later" if outcome.state is RequestState.HELD else "counsellor_reopened")
    if outcome in (Refusal.GONE, Refusal.OPEN_ALREADY):
        return turn.side_reply("counsellor_gone")
    return await _refusal_reply(turn, request.server, outcome)


async def _current_state(turn: Turn, request: Request) -> Outcome:
    """Tell the person the state of their open request, after *request* has changed."""
    current = await turn.of(Requests).store.open_request(request.server, request.person)
    return await state_reply(turn, current) if current else turn.side_reply("counsellor_gone")


def _moment(turn: Turn, desk: Desk, at: int) -> str:
    """Return the text of *at* (UTC ms) in the person's time zone, or the desk's if theirs is unknown."""
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
