"""Draws a journal in a thread of its own, so that nobody who talks meanwhile is kept waiting."""

import asyncio

from moodbot.core.dialogue import Picture
from moodbot.features.journal.rules.picture_text import calendar_words, counts_words, line_words
from moodbot.features.journal.rules.views import JournalView, Period
from moodbot.language.packs import ReplyPack


class Painter:
    """Draws one journal after the other."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def paint(self, view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
        """Return the line, for a year or more the calendar, and how often each mood was named."""
        async with self._turn:
            return await asyncio.to_thread(_drawn, view, pack)


def _drawn(view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
    # Imported with the first picture: a bot that draws none needs neither the time nor the memory for it.
    from moodbot.charts.calendar import draw_calendar
    from moodbot.charts.counts import draw_counts
    from moodbot.charts.line import draw_line

    pictures = [Picture(f"moods-{view.period}-line.png", draw_line(view, pack), line_words(view, pack))]
    if view.period in (Period.YEAR, Period.ALL):
        name = f"moods-{view.period}-calendar.png"
        pictures.append(Picture(name, draw_calendar(view, pack), calendar_words(view, pack)))
    pictures.append(Picture(f"moods-{view.period}-counts.png", draw_counts(view, pack), counts_words(view, pack)))
    return tuple(pictures)
