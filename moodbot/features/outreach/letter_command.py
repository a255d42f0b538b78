"""The `letter` command and its button: switch the weekly letter on or off, or show its status."""

from moodbot.core.commands import SWITCH, Command
from moodbot.core.dialogue import Choice, TalkCue
from moodbot.core.outcomes import Outcome, private_reply
from moodbot.core.turn import Turn
from moodbot.features.journal.commands import OFF, ON, STATUS
from moodbot.features.journal.flow import JournalPhase
from moodbot.features.journal.places import zone_choices
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.commands import hello_to, not_reached
from moodbot.features.outreach.rules.plans import OutreachKind
from moodbot.features.outreach.service import Checkins, OptIn
from moodbot.times.local_time import local_text

LETTER_CUE = "letter:off"


async def letter(turn: Turn) -> Outcome:
    """Switch the letter on or off, or show its status."""
    wanted = turn.argument.strip().casefold()
    contact = turn.preferences.contact
    if wanted == OFF:
        return await letter_off(turn)
    if wanted == ON:
        return await _on(turn)
    how = turn.pack.text("letter_how", prefix=turn.commands.prefix)
    if wanted not in ("", STATUS) or contact is None:
        return private_reply((how,))
    if contact.letter and not turn.preferences.journal:
        return turn.side_reply("letter_needs_journal")
    if contact.letter and contact.closed_at is not None:
        return turn.side_reply("letter_status_closed")
    rows = await turn.of(Checkins).waiting.waiting_of(contact.person)
    due = next((row.slot for row in rows if row.kind is OutreachKind.LETTER), None)
    if not contact.letter or due is None:
        return private_reply((f"{turn.pack.text('letter_status_off')}\n{how}",))
    return turn.side_reply("letter_status_on", moment=_moment(turn, due))


async def _on(turn: Turn) -> Outcome:
    pack, person, checkins = turn.pack, turn.incoming.person, turn.of(Checkins)
    zone, prefix = turn.preferences.zone, turn.commands.prefix
    if not turn.preferences.journal:
        return turn.side_reply("letter_needs_journal")
    if zone is None:
        choices = zone_choices(turn.of(Journal).times, turn.incoming.locale)
        later = Choice(TalkCue.LATER, pack.text("choice_zone_later"))
        return private_reply(
            (pack.text("letter_needs_zone", prefix=prefix),), (*choices, later), asks=JournalPhase.ZONE
        )
    reached = await checkins.reach(person, hello_to(turn))
    if reached is not OptIn.DONE:
        return not_reached(turn, reached)
    await checkins.plans.want_letter(person, wanted=True)
    due = await checkins.plan_letter(person, checkins.times.zone_of(zone))
    return turn.side_reply("letter_on", moment=_moment(turn, due))


async def letter_off(turn: Turn) -> Outcome:
    """Switch the letter off and cancel the waiting one."""
    await turn.of(Checkins).plans.want_letter(turn.incoming.person, wanted=False)
    await turn.of(Checkins).waiting.cancel(turn.incoming.person, OutreachKind.LETTER)
    return turn.side_reply("letter_off")


def _moment(turn: Turn, at: int) -> str:
    zone = turn.of(Checkins).times.zone_of(turn.preferences.zone)
    return local_text(turn.pack, at, zone, turn.of(Checkins).clock.now())


LETTER = (Command("letter", letter, argument=SWITCH, needs_server=True, private=True),)
