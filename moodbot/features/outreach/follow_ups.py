"""Follow-ups: offers buttons for a single message the next day or some hours later, and queues it when pressed."""

from moodbot.core.dialogue import Choice, Cue, Session, TalkCue, TalkPhase
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.care.cues import CareCue, CarePhase
from moodbot.features.journal.rules.suggestions import suggestion_in
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.commands import hello_to, not_reached
from moodbot.features.outreach.rules.plans import OutreachKind
from moodbot.features.outreach.service import Checkins, OptIn
from moodbot.language.packs import ReplyPack
from moodbot.times.local_time import local_text

FOLLOW_CUE = "follow:"
HELP, FRIEND, STEP = "help", "friend", "step"
_KINDS = {HELP: OutreachKind.AFTER_HELP, FRIEND: OutreachKind.AFTER_FRIEND, STEP: OutreachKind.DID_IT_HELP}
_STEP_TAKEN = frozenset({TalkCue.YES, TalkCue.MAYBE, TalkCue.STORY})


def follow_choice(about: str, pack: ReplyPack) -> Choice:
    """Return the button that requests the follow-up *about* HELP, FRIEND or STEP."""
    return Choice(f"{FOLLOW_CUE}{about}", pack.text(f"choice_follow_{about}"))


def follow_offer(turn: Turn, advance: Advance, after: Session) -> tuple[Choice, ...]:
    """Return the button of the follow-up that fits this advance; empty if none fits or outreach is not possible.

    After an answer to abuse no follow-up is offered: somebody else may read the phone.
    """
    before = turn.session.phase
    if not turn.of(Checkins).possible or not after.place.private or advance.cue is CareCue.RISK_ABUSE:
        return ()
    if after.phase is CarePhase.SAFE and before is not CarePhase.SAFE:
        return (follow_choice(HELP, turn.pack),)
    if after.phase is not TalkPhase.REST:
        return ()
    if before is TalkPhase.OPENERS and advance.cue is TalkCue.YES:
        return (follow_choice(FRIEND, turn.pack),)
    suggested = turn.preferences.journal and suggestion_in(turn.pack, after.heard) is not None
    return (
        (follow_choice(STEP, turn.pack),)
        if before is TalkPhase.STEP and advance.cue in _STEP_TAKEN and suggested
        else ()
    )


async def follow(turn: Turn) -> Outcome:
    """Queue the follow-up that the button requests, and say when it comes."""
    pack, person = turn.pack, turn.incoming.person
    kind = _KINDS.get(turn.argument)
    last = next(iter(await turn.of(Journal).suggestions(person, 1)), None) if kind is OutreachKind.DID_IT_HELP else None
    if kind is None or (kind is OutreachKind.DID_IT_HELP and last is None):
        return turn.side_reply("follow_gone")
    checkins, zone_name = turn.of(Checkins), turn.preferences.zone
    zone = checkins.times.zone_of(zone_name) if zone_name else None
    reached = await checkins.reach(person, hello_to(turn))
    if reached is not OptIn.DONE:
        return not_reached(turn, reached)
    due = await checkins.follow_up(person, kind, zone, str(last.number) if last else "")
    if due is None:
        return turn.side_reply("follow_there_already")
    if zone is None:
        return turn.side_reply("follow_planned_no_zone")
    moment = local_text(pack, due, zone, checkins.clock.now())
    return turn.side_reply("follow_planned", moment=moment)


def beside_care(services: Services, pack: ReplyPack, cue: Cue) -> tuple[Choice, ...]:
    """Return the follow-up button under the answer to a risk, empty if outreach is not possible."""
    return (follow_choice(HELP, pack),) if services.of(Checkins).possible and cue is CareCue.RISK else ()
