"""Compute the typing time of a message."""

CHARACTERS_PER_SECOND = 25.0
SHORTEST = 0.8
LONGEST = 8.0
VARIATION = 0.1


def seconds_to_type(text: str, pace: float, chance: float) -> float:
    """Return the pause before *text*, in seconds.

    25 characters a second with 10% variation (chosen by *chance* in [0, 1)), between 0.8 s and 8 s, then multiplied
    by *pace*: 1 is a person's pace, 0 is no waiting.
    """
    natural = len(text) / CHARACTERS_PER_SECOND * (1 + VARIATION * (2 * chance - 1))
    return min(max(natural, SHORTEST), LONGEST) * pace
