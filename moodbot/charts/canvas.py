"""Draw shapes and text on a Pillow image at double size, which is halved for smooth edges."""

from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from moodbot.charts.palette import INK, PAPER

WIDTH = 800
ZOOM = 2
PALETTE_SIZE = 64
SEGMENTS_PER_CALL = 500
"""Segments of a line per call of Pillow."""

TEXT = 26
"""Text size in pixels of a picture 800 wide: still legible on a phone, which shows it at half size."""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    data = files("moodbot.charts.fonts").joinpath("DejaVuSans.ttf").read_bytes()
    return ImageFont.truetype(BytesIO(data), size * ZOOM)


class Canvas:
    """A picture 800 pixels wide; coordinates are in pixels of the final picture."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._image = Image.new("RGB", (WIDTH * ZOOM, height * ZOOM), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def box(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle((left * ZOOM, top * ZOOM, right * ZOOM - 1, bottom * ZOOM - 1), fill=colour)

    def line(self, points: list[tuple[float, float]], colour: str, width: float = 2) -> None:
        """Draw a line through *points* in several calls, because Pillow blocks all other threads during each."""
        places = [(x * ZOOM, y * ZOOM) for x, y in points]
        for start in range(0, len(places) - 1, SEGMENTS_PER_CALL):
            self._draw.line(places[start : start + SEGMENTS_PER_CALL + 1], fill=colour, width=round(width * ZOOM))

    def mark(self, x: float, y: float, pleasantness: int | None, colour: str, size: float = 9) -> None:
        """Draw a dot: a circle for pleasant, a triangle for unpleasant, a square for 0, an empty square for None."""
        edges = [(x - size, y - size), (x + size, y + size)]
        spots = [(left * ZOOM, top * ZOOM) for left, top in edges]
        if pleasantness is not None and pleasantness > 0:
            self._draw.ellipse(spots, fill=colour, outline=PAPER, width=ZOOM)
        elif pleasantness == 0:
            self._draw.rectangle(spots, fill=colour, outline=PAPER, width=ZOOM)
        elif pleasantness is None:
            self._draw.rectangle(spots, fill=PAPER, outline=colour, width=2 * ZOOM)
        else:
            corners = [(x - size, y - size), (x + size, y - size), (x, y + size)]
            self._draw.polygon([(a * ZOOM, b * ZOOM) for a, b in corners], fill=colour, outline=PAPER)

    def text(self, x: float, y: float, words: str, *, colour: str = INK, size: int = TEXT, anchor: str = "lm") -> None:
        """Draw *words* at a point; *anchor* is the part of the text at that point (Pillow's two-letter code)."""
        self._draw.text((x * ZOOM, y * ZOOM), words, fill=colour, font=_font(size), anchor=anchor)

    def png(self) -> bytes:
        """Return the picture as PNG with a palette of 64 colours."""
        shown = self._image.resize((WIDTH, self.height), Image.Resampling.BOX)
        out = BytesIO()
        shown.quantize(PALETTE_SIZE, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(out, "PNG")
        return out.getvalue()


def width_of(words: str, size: int = TEXT) -> float:
    """Return the width of *words* in pixels of the final picture."""
    return _font(size).getlength(words) / ZOOM


def fitting(words: str, room: float, size: int = TEXT) -> str:
    """Return *words*, shortened with an ellipsis if they are wider than *room* pixels."""
    if width_of(words, size) <= room:
        return words
    while words and width_of(f"{words}…", size) > room:
        words = words[:-1]
    return f"{words.rstrip()}…"
