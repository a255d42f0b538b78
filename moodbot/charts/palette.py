"""Colours and shapes of charts; both vary with the value, so that colour-blind people can read them."""

PAPER, INK, QUIET, FAINT, GRID, EMPTY = "#faf8f4", "#22262b", "#555b63", "#b9bcc0", "#dcd8d0", "#edeae3"
"""Pictures have their own background, so that they look the same in Discord's dark and light themes."""

SCALE = ("#7a3f00", "#a85a0a", "#d6a055", "#8f8f8f", "#78afd8", "#2a70ae", "#0a3f75")
"""From least to most pleasant: orange to blue, distinguishable with all common kinds of colour blindness."""

UNKNOWN = "#b9b4aa"
LOWEST, HIGHEST = -3, 3

PLEASANT, MIXED, UNPLEASANT, NO_SIGN = "+", "o", "-", ""


def colour_of(pleasantness: float | None) -> str:
    """Return the colour of a pleasantness from -3 to 3; a neutral one for None."""
    if pleasantness is None:
        return UNKNOWN
    return SCALE[round(min(HIGHEST, max(LOWEST, pleasantness))) - LOWEST]


def sign_of(pleasantness: float | None, least: float) -> str:
    """Return the sign of a pleasantness, "" for None; from *least* on it is pleasant, from -*least* down unpleasant."""
    if pleasantness is None:
        return NO_SIGN
    if pleasantness >= least:
        return PLEASANT
    return UNPLEASANT if pleasantness <= -least else MIXED


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", 0 to 1 (WCAG 2.1)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]  # noqa: PLR2004 - sRGB
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)
