"""Draw a year as a calendar: one column per month, one row per day of the month, a sign on days with entries."""

from datetime import date

from moodbot.charts.canvas import TEXT, Canvas
from moodbot.charts.palette import EMPTY, INK, PAPER, QUIET, colour_of, contrast, sign_of
from moodbot.features.journal.rules.picture_text import PLEASANT
from moodbot.features.journal.rules.views import MONTHS, JournalView, first_of
from moodbot.language.packs import ReplyPack

LEFT, TOP, COLUMN, ROW, GAP = 56, 110, 60, 25, 2
DAYS_IN_LONGEST_MONTH = 31
LABELLED_DAYS = (1, 5, 10, 15, 20, 25, 30)


def draw_calendar(view: JournalView, pack: ReplyPack) -> bytes:
    """Draw the twelve months up to the last day of *view*; return a PNG."""
    canvas = Canvas(TOP + DAYS_IN_LONGEST_MONTH * ROW + 66)
    canvas.text(LEFT, 36, pack.text("picture_title_calendar"), size=TEXT + 4)
    names = pack.text("month_names").split()
    for row in LABELLED_DAYS:
        canvas.text(LEFT - 10, TOP + (row - 0.5) * ROW, str(row), colour=QUIET, size=22, anchor="rm")
    days = {day.day: day.pleasantness for day in view.days}
    first = first_of(view.last)
    for column in range(MONTHS):
        month_index = first.month - 1 + column
        year, month = first.year + month_index // MONTHS, month_index % MONTHS + 1
        canvas.text(LEFT + (column + 0.5) * COLUMN, TOP - 22, names[month - 1], colour=QUIET, size=24, anchor="mm")
        for number in range(1, DAYS_IN_LONGEST_MONTH + 1):
            day = _date_or_none(year, month, number)
            if day is not None and day <= view.last:
                _cell(canvas, column, number, day in days, days.get(day))
    _legend(canvas, pack)
    return canvas.png()


def _cell(canvas: Canvas, column: int, row: int, filled: bool, pleasantness: float | None) -> None:
    left, top = LEFT + column * COLUMN, TOP + (row - 1) * ROW
    colour = colour_of(pleasantness) if filled else EMPTY
    canvas.box(left + GAP, top + GAP, left + COLUMN - GAP, top + ROW - GAP, colour)
    if filled:
        _draw_sign(canvas, left + COLUMN / 2, top + ROW / 2, pleasantness, colour)


def _draw_sign(canvas: Canvas, x: float, y: float, pleasantness: float | None, colour: str) -> None:
    ink = max((INK, PAPER), key=lambda each: contrast(each, colour))
    canvas.text(x, y, sign_of(pleasantness, PLEASANT), colour=ink, size=24, anchor="mm")


def _legend(canvas: Canvas, pack: ReplyPack) -> None:
    x, y = float(LEFT), TOP + DAYS_IN_LONGEST_MONTH * ROW + 34
    for pleasantness, key in ((2, "picture_pleasant"), (0, "picture_mixed"), (-2, "picture_unpleasant")):
        colour = colour_of(pleasantness)
        canvas.box(x, y - 14, x + 40, y + 14, colour)
        _draw_sign(canvas, x + 20, y, pleasantness, colour)
        canvas.text(x + 52, y, pack.text(key))
        x += 240


def _date_or_none(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
