"""The line that this person has not heard lately."""

from collections.abc import Callable, Iterable, Sequence

from moodbot.domain.packs import Line


def choose(lines: Sequence[Line], heard: Sequence[str], count: int, chance: Callable[[], float]) -> tuple[Line, ...]:
    """Return *count* different lines, the least recently heard first; ties are settled by *chance*.

    *heard* lists line ids, the latest last. Nobody hears a line twice until they have heard all of *lines*.
    Fewer lines than *count* are all returned.
    """
    last_heard = {line_id: position for position, line_id in enumerate(heard)}
    shuffled = sorted(lines, key=lambda line: (last_heard.get(line.id, -1), chance()))
    return tuple(shuffled[:count])


def remember(heard: Sequence[str], said: Iterable[str]) -> tuple[str, ...]:
    """Return *heard* with the ids just *said* at its end, each id once: only the latest hearing matters."""
    return tuple(dict.fromkeys(reversed([*heard, *said])))[::-1]
