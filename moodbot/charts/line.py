"""Draw pleasantness over time as a line chart: one dot per entry, gaps left open, local days on the axis."""

from datetime import date, datetime, timedelta

from moodbot.charts.canvas import TEXT, WIDTH, Canvas, fitting, width_of
from moodbot.charts.palette import FAINT, GRID, HIGHEST, LOWEST, QUIET, colour_of
from moodbot.features.journal.rules.picture_text import day_text
from moodbot.features.journal.rules.views import Dot, JournalView, Period
from moodbot.language.packs import ReplyPack

TOP, BOTTOM, LEFT, RIGHT, EDGE = 90, 470, 30, 630, 770
LEGEND_TOP, LEGEND_ROW, LEGEND_COLUMNS = 590, 42, 3
MOST_IN_LEGEND = 12
MARK_SIZE, SMALL_MARK_SIZE, MANY_DOTS, MOST_LABELLED = 9, 6, 120, 40
LABEL_PADDING = 8
FEWEST_DAYS = 2
MOST_TICKS = 6
LEGEND_TEXT = 24


def draw_line(view: JournalView, pack: ReplyPack) -> bytes:
    """Draw the line chart of *view* with a legend of its moods; return a PNG."""
    legend = view.named[:MOST_IN_LEGEND]
    rows = -(-len(legend) // LEGEND_COLUMNS)
    canvas = Canvas(LEGEND_TOP + rows * LEGEND_ROW + 10)
    canvas.text(LEFT, 36, pack.text("picture_title_line"), size=TEXT + 4)
    _grid(canvas, view, pack)
    places = [(dot, _x(dot.at, view), _y(dot.pleasantness)) for dot in view.dots if dot.pleasantness is not None]
    many = len(places) > MANY_DOTS
    for stretch in view.stretches:
        if len(stretch) > 1:
            points = [(_x(dot.at, view), _y(dot.pleasantness)) for dot in stretch]
            canvas.line(points, FAINT if many else QUIET, 1 if many else 2)
    for dot, x, y in places:
        canvas.mark(x, y, dot.pleasantness, colour_of(dot.pleasantness), SMALL_MARK_SIZE if many else MARK_SIZE)
    if len(places) <= MOST_LABELLED:
        _labels(canvas, places)
    column = (EDGE - LEFT) / LEGEND_COLUMNS
    for number, named in enumerate(legend):
        x, y = LEFT + number % LEGEND_COLUMNS * column, LEGEND_TOP + number // LEGEND_COLUMNS * LEGEND_ROW
        canvas.mark(x + MARK_SIZE, y, named.pleasantness, colour_of(named.pleasantness))
        words = fitting(f"{named.mood} {named.count}", column - 32, LEGEND_TEXT)
        canvas.text(x + 26, y, words, size=LEGEND_TEXT)
    return canvas.png()


def _grid(canvas: Canvas, view: JournalView, pack: ReplyPack) -> None:
    for level, key in ((HIGHEST, "picture_pleasant"), (0, "picture_mixed"), (LOWEST, "picture_unpleasant")):
        canvas.line([(LEFT, _y(level)), (RIGHT, _y(level))], GRID)
        canvas.text(RIGHT + 12, _y(level), fitting(pack.text(key), WIDTH - RIGHT - 12), colour=QUIET)
    end = 0.0
    for day in _ticks(view):
        words = _tick_text(view, pack, day)
        x = _x(datetime.combine(day, datetime.min.time()) + timedelta(hours=12 * _has_daily_ticks(view)), view)
        canvas.line([(x, BOTTOM), (x, BOTTOM + 8)], QUIET)
        half = max(map(width_of, words)) / 2
        middle = min(WIDTH - half - 8, max(half + 8, x))
        if middle - half >= end:
            for number, word in enumerate(words):
                canvas.text(middle, BOTTOM + 34 + 30 * number, word, anchor="mm")
            end = middle + half + 10


def _has_daily_ticks(view: JournalView) -> bool:
    return view.period in (Period.WEEK, Period.MONTH)


def _ticks(view: JournalView) -> list[date]:
    days = [view.first + timedelta(days=number) for number in range((view.last - view.first).days + 1)]
    if view.period is Period.WEEK:
        return days
    if view.period is Period.MONTH:
        return days[::6]
    months = [day for day in days if day.day == 1] or days[:1]
    return months[:: -(-len(months) // MOST_TICKS)]


def _tick_text(view: JournalView, pack: ReplyPack, day: date) -> tuple[str, ...]:
    month = pack.text("month_names").split()[day.month - 1]
    if view.period is Period.WEEK:
        return pack.text("day_names").split()[day.weekday()], str(day.day)
    if view.period is Period.MONTH:
        return (day_text(pack, day),)
    return (month, str(day.year)) if day.month == 1 else (month,)


def _x(at: datetime, view: JournalView) -> float:
    start = datetime.combine(view.first, datetime.min.time())
    total_seconds = max((view.last - view.first).days + 1, FEWEST_DAYS) * 86_400
    inset = MARK_SIZE + 2
    return LEFT + inset + (RIGHT - LEFT - 2 * inset) * (at - start).total_seconds() / total_seconds


def _y(pleasantness: int | None) -> float:
    return BOTTOM - 24 - (BOTTOM - TOP - 48) * ((pleasantness or 0) - LOWEST) / (HIGHEST - LOWEST)


def _labels(canvas: Canvas, places: list[tuple[Dot, float, float]]) -> None:
    """Draw the mood names above or below their dots, if there is free space."""
    taken = [(x - MARK_SIZE, y - MARK_SIZE, x + MARK_SIZE, y + MARK_SIZE) for _, x, y in places]
    for dot, x, y in places:
        half = width_of(dot.mood) / 2
        middle = min(RIGHT - half, max(LEFT + half, x))
        for shift in (-28, 28):
            box = (middle - half - LABEL_PADDING, y + shift - 15, middle + half + LABEL_PADDING, y + shift + 15)
            if box[1] >= TOP - 40 and box[3] <= BOTTOM and not any(_overlap(box, other) for other in taken):
                canvas.text(middle, y + shift, dot.mood, anchor="mm")
                taken.append(box)
                break


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
