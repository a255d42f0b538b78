"""The line that this person has not heard lately."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from moodbot.language.packs import Line


def choose(lines: Sequence[Line], heard: Sequence[str], count: int, chance: Callable[[], float]) -> tuple[Line, ...]:
    """Return *count* different lines, the least recently heard first; ties are settled by *chance*.

    *heard* lists line ids, the latest last. Nobody hears a line twice until they have heard all of *lines*.
    Fewer lines than *count* are all returned.
    """
    last_heard = {line_id: position for position, line_id in enumerate(heard)}
    shuffled = sorted(lines, key=lambda line: (last_heard.get(line.id, -1), chance()))
    return tuple(shuffled[:count])


def lean(
    lines: Sequence[Line], heard: Sequence[str], weights: Mapping[str, float], chance: Callable[[], float]
) -> tuple[Line, ...]:
    """Return one line, the likelier the larger its weight; a line without one has 1.

    The half that was heard most recently waits, so that what helped is not said every time. Every line comes up again
    sooner or later, whatever its weight. Where no line has a weight, the least recently heard comes first.
    """
    if not any(line.id in weights for line in lines):
        return choose(lines, heard, 1, chance)
    last_heard = {line_id: position for position, line_id in enumerate(heard)}
    by_age = sorted(lines, key=lambda line: last_heard.get(line.id, -1))
    waiting = sum(line.id in last_heard for line in lines)
    ready = by_age[: len(by_age) - min(waiting, len(by_age) // 2)]
    # Efraimidis and Spirakis (2006): the largest of u^(1/w) is a draw in proportion to the weights.
    return (max(ready, key=lambda line: chance() ** (1 / weights.get(line.id, 1.0))),)


def remember(heard: Sequence[str], said: Iterable[str]) -> tuple[str, ...]:
    """Return *heard* with the ids just *said* at its end, each id once: only the latest hearing matters."""
    return tuple(dict.fromkeys(reversed([*heard, *said])))[::-1]
