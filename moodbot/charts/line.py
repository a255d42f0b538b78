"""The line of pleasantness: every entry a dot, gaps left open, local days below."""

from datetime import date, datetime, timedelta

from moodbot.charts.canvas import TEXT, WIDTH, Canvas, fitting, width_of
from moodbot.charts.palette import GRID, HIGHEST, LOWEST, QUIET, colour_of
from moodbot.domain.journal_views import Dot, JournalView, Period
from moodbot.domain.packs import ReplyPack
from moodbot.domain.picture_words import day_text

TOP, BOTTOM, LEFT, RIGHT = 90, 470, 40, 760
LEGEND_TOP, LEGEND_ROW, LEGEND_COLUMNS = 555, 42, 3
SHOWN_IN_LEGEND = 12
MARK, SMALL_MARK, MANY = 9, 6, 120
LABEL_ROOM = 8
SHORTEST_DAYS = 2


def draw_line(view: JournalView, pack: ReplyPack) -> bytes:
    """Return the picture as PNG."""
    legend = view.named[:SHOWN_IN_LEGEND]
    rows = -(-len(legend) // LEGEND_COLUMNS)
    canvas = Canvas(LEGEND_TOP + rows * LEGEND_ROW + 10)
    canvas.text(LEFT, 36, pack.text("picture_title_line"), size=TEXT + 4)
    _grid(canvas, view, pack)
    places = [(dot, _x(dot.at, view), _y(dot.pleasantness)) for dot in view.dots if dot.pleasantness is not None]
    for stretch in view.stretches:
        if len(stretch) > 1:
            canvas.line([(_x(dot.at, view), _y(dot.pleasantness)) for dot in stretch], QUIET, 2)
    for dot, x, y in places:
        canvas.mark(x, y, dot.pleasantness, colour_of(dot.pleasantness), SMALL_MARK if len(places) > MANY else MARK)
    _labels(canvas, places)
    column = (RIGHT - LEFT) / LEGEND_COLUMNS
    for number, named in enumerate(legend):
        x, y = LEFT + number % LEGEND_COLUMNS * column, LEGEND_TOP + number // LEGEND_COLUMNS * LEGEND_ROW
        canvas.mark(x + MARK, y, named.pleasantness, colour_of(named.pleasantness))
        canvas.text(x + 28, y, fitting(f"{named.mood} {named.count}", column - 36))
    return canvas.png()


def _grid(canvas: Canvas, view: JournalView, pack: ReplyPack) -> None:
    for level, key in ((HIGHEST, "picture_pleasant"), (0, "picture_mixed"), (LOWEST, "picture_unpleasant")):
        canvas.line([(LEFT, _y(level)), (RIGHT, _y(level))], GRID)
        canvas.text(RIGHT, _y(level) - 18, pack.text(key), QUIET, anchor="rm")
    end = float(LEFT)
    for day in _ticks(view):
        words = _tick_text(view, pack, day)
        x = _x(datetime.combine(day, datetime.min.time()) + timedelta(hours=12 * _by_day(view)), view)
        canvas.line([(x, BOTTOM), (x, BOTTOM + 8)], QUIET)
        half = width_of(words) / 2
        middle = min(WIDTH - half - 8, max(half + 8, x))
        if middle - half >= end:
            canvas.text(middle, BOTTOM + 34, words, anchor="mm")
            end = middle + half + 10


def _by_day(view: JournalView) -> bool:
    return view.period in (Period.WEEK, Period.MONTH)


def _ticks(view: JournalView) -> list[date]:
    days = [view.first + timedelta(days=number) for number in range((view.last - view.first).days + 1)]
    if view.period is Period.WEEK:
        return days
    if view.period is Period.MONTH:
        return days[::6]
    return [day for day in days if day.day == 1] or days[:1]


def _tick_text(view: JournalView, pack: ReplyPack, day: date) -> str:
    if view.period is Period.WEEK:
        return f"{pack.text('day_names').split()[day.weekday()]} {day.day}"
    if view.period is Period.MONTH:
        return day_text(pack, day)
    month = pack.text("month_names").split()[day.month - 1]
    return f"{month} {day.year}" if view.period is Period.ALL and day.month == 1 else month


def _x(at: datetime, view: JournalView) -> float:
    start = datetime.combine(view.first, datetime.min.time())
    whole = max((view.last - view.first).days + 1, SHORTEST_DAYS) * 86_400
    inset = MARK + 2
    return LEFT + inset + (RIGHT - LEFT - 2 * inset) * (at - start).total_seconds() / whole


def _y(pleasantness: int | None) -> float:
    return BOTTOM - 24 - (BOTTOM - TOP - 48) * ((pleasantness or 0) - LOWEST) / (HIGHEST - LOWEST)


def _labels(canvas: Canvas, places: list[tuple[Dot, float, float]]) -> None:
    """Write the names of moods above or below their dots, wherever nothing else stands."""
    taken = [(x - MARK, y - MARK, x + MARK, y + MARK) for _, x, y in places]
    taken += [(RIGHT - 170, _y(level) - 36, RIGHT, _y(level) - 2) for level in (HIGHEST, 0, LOWEST)]
    for dot, x, y in places:
        half = width_of(dot.mood) / 2
        middle = min(RIGHT - half, max(LEFT + half, x))
        for shift in (-28, 28):
            spot = (middle - half - LABEL_ROOM, y + shift - 15, middle + half + LABEL_ROOM, y + shift + 15)
            if spot[1] >= TOP - 40 and spot[3] <= BOTTOM and not any(_meet(spot, other) for other in taken):
                canvas.text(middle, y + shift, dot.mood, anchor="mm")
                taken.append(spot)
                break


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
