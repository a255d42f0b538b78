"""Command `graph`: draw the journal as pictures, with a summary in words."""

import asyncio

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import Choice, Place, PlaceKind
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.features.journal.entry_commands import listed
from moodbot.features.journal.rules.picture_text import summary
from moodbot.features.journal.rules.views import Period, bounds, view_of
from moodbot.features.journal.service import Journal

SHARE_CUE = "share:"
ON, OFF = "on", "off"

FEWEST = 5
"""Fewest entries for a picture; with fewer it would show a pattern where there is none."""


async def graph(turn: Turn) -> Outcome:
    """Draw a week, a month, a year or everything; `off` and `on` switch pictures off and on."""
    argument = turn.argument.strip().casefold() or Period.MONTH
    if argument in (ON, OFF):
        await turn.of(Journal).store.save_preferences(turn.incoming.person, pictures=argument == ON)
        return private_reply((turn.pack.text(f"graph_{argument}", prefix=turn.commands.prefix),))
    if argument not in set(Period):
        return private_reply((turn.pack.text("graph_how", prefix=turn.commands.prefix),))
    if not turn.preferences.pictures:
        return private_reply((turn.pack.text("graph_are_off", prefix=turn.commands.prefix),))
    period = Period(argument)
    drawn = await draw(turn, period)
    if not drawn.pictures or turn.session.place.kind is not PlaceKind.EPHEMERAL or turn.incoming.server is None:
        return drawn
    share = Choice(f"{SHARE_CUE}{period}", turn.pack.text("choice_share"))
    return private_reply(drawn.messages, (share,), pictures=drawn.pictures)


async def share(turn: Turn) -> Outcome:
    """Draw the pictures again and show them in the channel, after the person pressed the button for it."""
    place = turn.session.place
    if turn.argument not in set(Period) or place.kind is not PlaceKind.EPHEMERAL or turn.incoming.server is None:
        return private_reply((turn.pack.text("share_where", prefix=turn.commands.prefix),))
    period = Period(turn.argument)
    drawn = await draw(turn, period)
    if not drawn.pictures:
        return drawn
    title = turn.pack.text("share_title", person=f"<@{turn.incoming.person}>")
    here = Place(PlaceKind.CHANNEL, place.id)
    return SideReply((f"{title}\n{drawn.messages[0]}",), pictures=drawn.pictures, place=here)


async def draw(turn: Turn, period: Period) -> SideReply:
    """Return the pictures of *period* with a summary in words; with fewer than FEWEST entries, a list of the latest."""
    journal, pack, preferences = turn.of(Journal), turn.pack, turn.preferences
    now, zone = journal.clock.now(), journal.times.zone_of(preferences.zone)
    start, end = bounds(period, now, zone)
    entries = await journal.store.between(preferences.person, start, end)
    if len(entries) < FEWEST:
        return await _too_few(turn, len(entries))
    # In a thread: ten years of entries would block the event loop for other people too long.
    view = await asyncio.to_thread(view_of, period, entries, now, zone, zone_named=journal.times.zone, moods=pack.moods)
    pictures = await journal.painter.paint(view, pack)
    return private_reply((summary(view, pack),), pictures=pictures)


async def _too_few(turn: Turn, count: int) -> SideReply:
    journal, pack, preferences, prefix = turn.of(Journal), turn.pack, turn.preferences, turn.commands.prefix
    total = await journal.store.count(preferences.person)
    if not total:
        key = "graph_none" if preferences.journal else "graph_no_journal"
        return private_reply((pack.text(key, prefix=prefix),))
    text = pack.text("graph_few", count=str(count), least=str(FEWEST), prefix=prefix)
    entries = await journal.store.page(preferences.person, 0, FEWEST)
    return private_reply((f"{text}\n{listed(turn, entries)}",))


GRAPH = (
    Command(
        "graph",
        graph,
        aliases=("chart", "picture", "pictures"),
        argument=Argument("period", ("week", "month", "year", "all", "on", "off")),
        private=True,
    ),
)
