"""Draw how often each mood was recorded, as a bar chart with names and counts."""

from moodbot.charts.canvas import TEXT, Canvas, fitting
from moodbot.charts.palette import QUIET, colour_of
from moodbot.features.journal.rules.views import JournalView
from moodbot.language.packs import ReplyPack

LEFT, TOP, ROW, BAR_LEFT, BAR_RIGHT = 40, 84, 46, 300, 690
MOST_BARS = 12
NAME_WIDTH = 210


def draw_counts(view: JournalView, pack: ReplyPack) -> bytes:
    """Draw the bar chart of *view*; return a PNG. The rarest moods beyond twelve are summed in the last row."""
    shown, others = view.named[:MOST_BARS], view.named[MOST_BARS:]
    canvas = Canvas(TOP + (len(shown) + bool(others)) * ROW + 20)
    canvas.text(LEFT, 36, pack.text("picture_title_counts"), size=TEXT + 4)
    highest_count = shown[0].count if shown else 1
    for number, named in enumerate(shown):
        y = TOP + (number + 0.5) * ROW
        colour = colour_of(named.pleasantness)
        end = BAR_LEFT + (BAR_RIGHT - BAR_LEFT) * named.count / highest_count
        canvas.mark(LEFT + 10, y, named.pleasantness, colour)
        canvas.text(LEFT + 32, y, fitting(named.mood, NAME_WIDTH))
        canvas.box(BAR_LEFT, y - 14, max(end, BAR_LEFT + 4), y + 14, colour)
        canvas.text(max(end, BAR_LEFT + 4) + 12, y, str(named.count))
    if others:
        words = pack.text("picture_others", count=str(sum(named.count for named in others)))
        canvas.text(LEFT + 32, TOP + (len(shown) + 0.5) * ROW, words, colour=QUIET)
    return canvas.png()
