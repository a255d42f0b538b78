"""Pictures of a journal: small, readable without colours, and drawn only when somebody wants one."""

import random
import subprocess
import sys
from io import BytesIO
from itertools import combinations, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from moodbot.charts.canvas import TEXT, WIDTH, fitting, width_of
from moodbot.charts.painter import Painter
from moodbot.charts.palette import EMPTY, INK, PAPER, QUIET, SCALE, UNKNOWN, colour_of, contrast, luminance, sign_of
from moodbot.core.dialogue import Picture, Source
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.journal.rules.picture_text import PLEASANT, summary
from moodbot.features.journal.rules.views import JournalView, Period, view_of
from moodbot.times.units import DAY
from tests.house import ROOT, the_pack

PACK = the_pack()
NOW = 1_763_900_000_000
LEGIBLE, LARGE = 4.5, 3.0
"""Least contrast of text, and of large signs, in WCAG 2.1."""


def entries(count: int, moods: list[str], days: float = 330) -> list[Entry]:
    """Return *count* entries of the last *days*, the same every time."""
    chance = random.Random(5)
    times = (NOW - int(chance.random() * days * DAY) for _ in range(count))
    return [Entry(1, chance.choice(moods), at, "Europe/Berlin", Source.TALK, NOW) for at in times]


def seen(period: Period, given: list[Entry]) -> JournalView:
    """Return the view of *given* for somebody in Berlin."""
    return view_of(period, given, NOW, ZoneInfo("Europe/Berlin"), zone_named=ZoneInfo, moods=PACK.moods)


async def paint(period: Period, given: list[Entry]) -> tuple[Picture, ...]:
    """Draw *given* with the real painter."""
    return await Painter().paint(seen(period, given), PACK)


@pytest.mark.parametrize("period", Period)
@pytest.mark.parametrize(
    ("count", "moods"),
    [
        (5, ["sad"]),
        (5, ["gone"]),
        (700, list(PACK.moods)),
        (5_000, [*PACK.moods, *(f"mood {n}" for n in range(10))]),
        (9, ["a mood with a name that is far too long for any picture", "happy"]),
    ],
    ids=["one mood", "an unknown mood", "a full year", "very many", "long names"],
)
async def test_any_journal_becomes_small_pictures(period: Period, count: int, moods: list[str]) -> None:
    """As wide as a phone shows well, under 100 KB, and described for people who do not see them."""
    for picture in await paint(period, entries(count, moods)):
        shown = Image.open(BytesIO(picture.data))
        assert (shown.format, shown.width) == ("PNG", WIDTH)
        assert shown.height <= 1.3 * WIDTH
        assert len(picture.data) < 100_000
        assert 40 < len(picture.description) <= 1024


async def test_an_empty_period_is_drawn_as_empty() -> None:
    """Nobody asks for it, and nothing breaks over it."""
    assert len(await paint(Period.YEAR, [])) == 3


async def test_the_same_journal_is_the_same_picture() -> None:
    """Nothing in it is left to chance."""
    given = entries(60, list(PACK.moods))
    assert await paint(Period.MONTH, given) == await paint(Period.MONTH, given)


async def test_a_week_and_a_month_have_two_pictures_and_longer_ones_three() -> None:
    """The year in pixels says nothing about a week."""
    names = {period: [p.name for p in await paint(period, entries(9, ["sad"]))] for period in Period}
    assert names[Period.WEEK] == ["moods-week-line.png", "moods-week-counts.png"]
    assert names[Period.YEAR] == ["moods-year-line.png", "moods-year-calendar.png", "moods-year-counts.png"]
    assert [len(found) for found in names.values()] == [2, 2, 3, 3]


def test_text_is_read_on_the_paper_of_the_picture() -> None:
    """The picture brings its own paper, so Discord's theme does not matter."""
    assert contrast(INK, PAPER) >= LEGIBLE
    assert contrast(QUIET, PAPER) >= LEGIBLE
    assert TEXT * 400 / WIDTH >= 12


def test_a_sign_is_read_on_the_colour_of_its_day() -> None:
    """Each cell takes the ink that stands out from it."""
    for colour in (*SCALE, UNKNOWN):
        assert max(contrast(INK, colour), contrast(PAPER, colour)) >= LEGIBLE
    assert min(contrast(colour, EMPTY) for colour in SCALE) > 1.7


def test_colours_differ_in_lightness_or_side() -> None:
    """Without any hue, a step towards either end is darker; which end it is, the sign and the shape say."""
    for side in (SCALE[:4], SCALE[:2:-1]):
        assert all(luminance(dark) < luminance(light) for dark, light in pairwise(side[:3]))
    assert sign_of(2, PLEASANT) != sign_of(-2, PLEASANT) != sign_of(0, PLEASANT)
    assert sign_of(None, PLEASANT) == ""
    assert colour_of(9) == SCALE[-1]
    assert colour_of(-9) == SCALE[0]


@pytest.mark.parametrize(
    "cones",
    [
        ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
        ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
        ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
    ],
    ids=["deuteranopia", "protanopia", "tritanopia"],
)
def test_both_sides_stay_apart_for_colour_blind_people(cones: tuple[tuple[float, ...], ...]) -> None:
    """Seen through the matrices of Machado et al. (2009), no two colours of the scale fall together."""

    def through(colour: str) -> tuple[float, ...]:
        linear = [(int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
        mixed = [sum(weight * each for weight, each in zip(row, linear, strict=True)) for row in cones]
        return tuple(max(0.0, each) ** (1 / 2.2) * 255 for each in mixed)

    for one, other in combinations(SCALE, 2):
        assert sum((a - b) ** 2 for a, b in zip(through(one), through(other), strict=True)) ** 0.5 > 24, (one, other)


def test_words_that_are_too_long_are_cut_with_a_sign() -> None:
    """Never over the edge."""
    cut = fitting("overwhelmed and more than that", 120)
    assert cut.endswith("…")
    assert width_of(cut) <= 120
    assert fitting("sad", 120) == "sad"


def test_the_summary_counts_and_judges_nothing() -> None:
    """How many, on how many days, which were named most; no praise, no score, no forecast."""
    words = summary(seen(Period.YEAR, entries(40, ["sad", "happy", "okay"])), PACK)
    assert "40 entries" in words
    assert "Pleasant and unpleasant ones" in words
    one = view_of(
        Period.YEAR, entries(5, ["sad"]), NOW, ZoneInfo("Europe/Berlin"), zone_named=ZoneInfo, moods=PACK.moods
    )
    assert "Pleasant" not in summary(one, PACK)


def test_the_drawing_library_waits_for_the_first_picture() -> None:
    """A bot that draws nothing does not load it."""
    code = (
        "import sys, moodbot.wiring, moodbot.discordapp.bot, moodbot.local.terminal;"
        "print([name for name in sys.modules if name.split('.')[0] == 'PIL'])"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=Path(ROOT), capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
