"""The `zone` command and its buttons: show or set a person's time zone and reschedule their outreach."""

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import Choice
from moodbot.core.errors import StoreUnavailable
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.features.journal.flow import JournalPhase
from moodbot.features.journal.places import ZONE_CUE, place_choices, zone_choices
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.plan_text import plan_text
from moodbot.features.outreach.service import Checkins
from moodbot.times.local_time import local_text
from moodbot.times.zones import ZoneMatch


async def zone(turn: Turn) -> Outcome:
    """Set the zone of the place in the argument; without one, show the current zone and offer some places."""
    if named := turn.argument.strip():
        return await find_zone(turn, named) or _unknown(turn)
    choices = zone_choices(turn.of(Journal).times, turn.incoming.locale)
    if turn.preferences.zone is None:
        return private_reply((turn.pack.text("zone_how", prefix=turn.commands.prefix),), choices)
    text = _now_in(turn, turn.preferences.zone, "zone_is")
    return private_reply((text, turn.pack.text("zone_how", prefix=turn.commands.prefix)), choices)


def _unknown(turn: Turn) -> SideReply:
    return private_reply((turn.pack.text("zone_nowhere", prefix=turn.commands.prefix),))


async def find_zone(turn: Turn, named: str) -> SideReply | None:
    """Set the zone of the place *named*; offer several or only similar ones as buttons; None if none fits."""
    match = turn.of(Journal).times.zones.find(named)
    if match.zone is not None:
        return await set_zone(turn, match.zone)
    return _ask_which(turn, match) if match.candidates else None


def _ask_which(turn: Turn, match: ZoneMatch) -> SideReply:
    """Ask which of the candidates is meant; the last button chooses none of them."""
    neither = Choice(ZONE_CUE, turn.pack.text("choice_zone_none"))
    choices = (*place_choices(match.candidates), neither)
    if len(match.candidates) == 1:
        (only,) = match.candidates
        question = turn.pack.text("zone_near_one", place=only.label)
        return private_reply((question,), choices, yes=choices[0].cue, no=neither.cue)
    return private_reply((turn.pack.text("zone_near" if match.near else "zone_which"),), choices, no=neither.cue)


async def set_zone(turn: Turn, name: str) -> SideReply:
    """Save the zone *name* (IANA) for this person and show the time there, so that a mistake is noticed."""
    try:
        await turn.of(Journal).set_zone(turn.incoming.person, name)
        plan = await turn.of(Checkins).zone_changed(turn.incoming.person, name)
        again = await turn.of(Checkins).snoozed(turn.incoming.person)
    except StoreUnavailable:
        return private_reply((turn.pack.text("journal_store_failed"),))
    now_there = _now_in(turn, name, "zone_set")
    following = (plan_text(plan, turn.pack, turn.of(Checkins), turn.commands.prefix, again=again),) if plan else ()
    return private_reply((now_there, *following), settles=JournalPhase.ZONE)


def _now_in(turn: Turn, name: str, key: str) -> str:
    journal, now = turn.of(Journal), turn.of(Journal).clock.now()
    moment = local_text(turn.pack, now, journal.times.zone_of(name), now)
    label = journal.times.zones.label(name)
    return turn.pack.text(key, zone=label, moment=moment, prefix=turn.commands.prefix)


ZONE = (Command("zone", zone, aliases=("timezone", "tz"), argument=Argument("zone"), private=True),)
