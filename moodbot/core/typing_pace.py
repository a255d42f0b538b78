"""How long a person would need to write a message."""

CHARACTERS_PER_SECOND = 25.0
SHORTEST = 0.8
LONGEST = 8.0
VARIATION = 0.1


def seconds_to_type(text: str, pace: float, chance: float) -> float:
    """Return the pause before *text*, in seconds.

    25 characters a second with 10% variation (*chance* in [0, 1) chooses it), never under 0.8 s nor over
    8 s, then multiplied by *pace*: 1 is a person, 0 is no waiting.
    """
    natural = len(text) / CHARACTERS_PER_SECOND * (1 + VARIATION * (2 * chance - 1))
    return min(max(natural, SHORTEST), LONGEST) * pace
