"""Choose lines that a person has not heard lately."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from moodbot.language.packs import Line


def choose(lines: Sequence[Line], heard: Sequence[str], count: int, chance: Callable[[], float]) -> tuple[Line, ...]:
    """Return *count* different lines, the least recently heard first; *chance* breaks ties.

    *heard* lists line ids, the latest last. No line is repeated before all of *lines* were heard. If there are fewer
    lines than *count*, all are returned.
    """
    last_heard = {line_id: position for position, line_id in enumerate(heard)}
    shuffled = sorted(lines, key=lambda line: (last_heard.get(line.id, -1), chance()))
    return tuple(shuffled[:count])


def lean(
    lines: Sequence[Line], heard: Sequence[str], weights: Mapping[str, float], chance: Callable[[], float]
) -> tuple[Line, ...]:
    """Return one line, drawn with a probability in proportion to its weight (default 1).

    The most recently heard half is excluded, so that a line that helped is not said every time. Every line comes up
    again, whatever its weight. If no line has a weight, the least recently heard is returned.
    """
    if not any(line.id in weights for line in lines):
        return choose(lines, heard, 1, chance)
    last_heard = {line_id: position for position, line_id in enumerate(heard)}
    by_age = sorted(lines, key=lambda line: last_heard.get(line.id, -1))
    heard_count = sum(line.id in last_heard for line in lines)
    ready = by_age[: len(by_age) - min(heard_count, len(by_age) // 2)]
    # Efraimidis and Spirakis (2006): the largest of u^(1/w) is a draw in proportion to the weights.
    return (max(ready, key=lambda line: chance() ** (1 / weights.get(line.id, 1.0))),)


def remember(heard: Sequence[str], said: Iterable[str]) -> tuple[str, ...]:
    """Return *heard* with the ids *said* moved or added to its end, each id once."""
    return tuple(dict.fromkeys(reversed([*heard, *said])))[::-1]
