"""Texts that are longer than one message of Discord may be."""

from discord.ext.commands import Paginator

MOST = 2000
"""Characters that a message of a bot may have."""

_LINE = MOST - 2
"""Characters that a line of a page may have: the paginator wants room for the ends of lines around it."""


def parts_of(text: str) -> tuple[str, ...]:
    """Return *text* as messages that Discord takes, in order: divided between lines, a longer line within itself."""
    if len(text) <= MOST:
        return (text,)
    pages = Paginator(prefix=None, suffix=None, max_size=MOST)
    for line in text.split("\n"):
        for start in range(0, len(line) or 1, _LINE):
            pages.add_line(line[start : start + _LINE])
    return tuple(pages.pages)
