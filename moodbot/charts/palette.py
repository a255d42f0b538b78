"""Colours and marks: told apart by lightness and by shape as well, so that nobody needs to see the hues."""

PAPER, INK, QUIET, FAINT, GRID, EMPTY = "#faf8f4", "#22262b", "#555b63", "#b9bcc0", "#dcd8d0", "#edeae3"
"""The picture brings its own paper, so that it reads the same in Discord's dark and light themes."""

SCALE = ("#7a3f00", "#a85a0a", "#d6a055", "#8f8f8f", "#78afd8", "#2a70ae", "#0a3f75")
"""From the least to the most pleasant: orange to blue, which all common kinds of colour blindness keep apart."""

UNKNOWN = "#b9b4aa"
LOWEST, HIGHEST = -3, 3

PLEASANT, MIXED, UNPLEASANT, NONE = "+", "o", "-", ""


def colour_of(pleasantness: float | None) -> str:
    """Return the colour for a pleasantness from -3 to 3; a neutral one where it is unknown."""
    if pleasantness is None:
        return UNKNOWN
    return SCALE[round(min(HIGHEST, max(LOWEST, pleasantness))) - LOWEST]


def sign_of(pleasantness: float | None, least: float) -> str:
    """Return the sign that says what the colour says; *least* is where pleasant begins."""
    if pleasantness is None:
        return NONE
    if pleasantness >= least:
        return PLEASANT
    return UNPLEASANT if pleasantness <= -least else MIXED


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 to 1 (WCAG 2.1)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
