"""Split texts that exceed Discord's message limit."""

from discord.ext.commands import Paginator

MESSAGE_LIMIT = 2000
"""Maximum characters of a bot's message."""

_LINE_LIMIT = MESSAGE_LIMIT - 2
"""Maximum characters of a line: the paginator reserves two for the line breaks around it."""


def split_text(text: str) -> tuple[str, ...]:
    """Split *text* into messages within Discord's limit, between lines; a line over the limit is cut."""
    if len(text) <= MESSAGE_LIMIT:
        return (text,)
    pages = Paginator(prefix=None, suffix=None, max_size=MESSAGE_LIMIT)
    for line in text.split("\n"):
        for start in range(0, len(line) or 1, _LINE_LIMIT):
            pages.add_line(line[start : start + _LINE_LIMIT])
    return tuple(pages.pages)
