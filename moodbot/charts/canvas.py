"""Paper to draw on, twice as large as it is shown, so that edges come out smooth."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from moodbot.charts.palette import INK, PAPER

WIDTH = 800
TIMES = 2
COLOURS = 64
PIECE = 500
"""Segments of a line that are drawn at once."""

TEXT = 26
"""Height of letters in a picture 800 wide: on a phone, which shows it half as large, they are still read."""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    data = files("moodbot.charts.fonts").joinpath("DejaVuSans.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size * TIMES)


class Canvas:
    """Takes coordinates as they are seen, in a picture 800 wide."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._image = Image.new("RGB", (WIDTH * TIMES, height * TIMES), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle((left * TIMES, top * TIMES, right * TIMES - 1, bottom * TIMES - 1), fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 2) -> None:
        """Draw a line through *points*, a piece at a time: nothing else in the program runs while Pillow draws one."""
        places = [(x * TIMES, y * TIMES) for x, y in points]
        for start in range(0, len(places) - 1, PIECE):
            self._draw.line(places[start : start + PIECE + 1], fill=colour, width=round(width * TIMES))

    def mark(self, x: float, y: float, pleasantness: int | None, colour: str, size: float = 9) -> None:
        """Draw a dot: round where it was pleasant, a triangle where it was not, a square in between."""
        edges = [(x - size, y - size), (x + size, y + size)]
        spots = [(left * TIMES, top * TIMES) for left, top in edges]
        if pleasantness is not None and pleasantness > 0:
            self._draw.ellipse(spots, fill=colour, outline=PAPER, width=TIMES)
        elif pleasantness == 0:
            self._draw.rectangle(spots, fill=colour, outline=PAPER, width=TIMES)
        elif pleasantness is None:
            self._draw.rectangle(spots, fill=PAPER, outline=colour, width=2 * TIMES)
        else:
            corners = [(x - size, y - size), (x + size, y - size), (x, y + size)]
            self._draw.polygon([(a * TIMES, b * TIMES) for a, b in corners], fill=colour, outline=PAPER)

    def text(self, x: float, y: float, words: str, *, colour: str = INK, size: int = TEXT, anchor: str = "lm") -> None:
        """Write *words* at a point; *anchor* says which part of them stands there (Pillow's two letters)."""
        self._draw.text((x * TIMES, y * TIMES), words, fill=colour, font=_font(size), anchor=anchor)

    def png(self) -> bytes:
        """Return the picture as a small PNG."""
        shown = self._image.resize((WIDTH, self.height), Image.Resampling.BOX)
        out = BytesIO()
        shown.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
        return out.getvalue()


def width_of(words: str, size: int = TEXT) -> float:
    """Return how wide *words* are, as seen."""
    return _font(size).getlength(words) / TIMES


def fitting(words: str, room: float, size: int = TEXT) -> str:
    """Return *words*, shortened with an ellipsis where they are wider than *room*."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"
