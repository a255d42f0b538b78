"""Draw the charts of a journal in a worker thread, so that the event loop stays responsive."""

import asyncio

from moodbot.core.dialogue import Picture
from moodbot.features.journal.rules.picture_text import calendar_words, counts_words, line_words
from moodbot.features.journal.rules.views import JournalView, Period
from moodbot.language.packs import ReplyPack


class Painter:
    """Draws the charts of one journal at a time."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()

    async def paint(self, view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
        """Return the line chart, for a year or more the calendar, and the bar chart of mood counts."""
        async with self._lock:
            return await asyncio.to_thread(_draw_charts, view, pack)


def _draw_charts(view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
    # Imported here because Pillow costs time and memory, and many bots never draw a chart.
    from moodbot.charts.calendar import draw_calendar
    from moodbot.charts.counts import draw_counts
    from moodbot.charts.line import draw_line

    pictures = [Picture(f"moods-{view.period}-line.png", draw_line(view, pack), line_words(view, pack))]
    if view.period in (Period.YEAR, Period.ALL):
        name = f"moods-{view.period}-calendar.png"
        pictures.append(Picture(name, draw_calendar(view, pack), calendar_words(view, pack)))
    pictures.append(Picture(f"moods-{view.period}-counts.png", draw_counts(view, pack), counts_words(view, pack)))
    return tuple(pictures)
