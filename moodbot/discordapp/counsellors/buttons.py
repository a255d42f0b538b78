"""Build the buttons of cards and threads, and parse their custom_ids."""

from dataclasses import dataclass

import discord

from moodbot.discordapp.buttons import LABEL_LIMIT
from moodbot.features.counsellors.ports import Notice

PREFIX = "moodbot-desk"
MENU = "menu"


@dataclass(frozen=True, slots=True)
class DeskId:
    """A parsed custom_id: the server and number of a request, and the action on it."""

    server: int
    number: int
    action: str

    def __str__(self) -> str:
        return f"{PREFIX}:{self.server}:{self.number}:{self.action}"

    @classmethod
    def parse(cls, custom_id: str) -> "DeskId | None":
        """Parse *custom_id*; return None if it is not one of a desk."""
        try:
            prefix, server, number, action = custom_id.split(":", 3)
            return cls(int(server), int(number), action) if prefix == PREFIX else None
        except ValueError:
            return None


def view_of(notice: Notice, server: int) -> discord.ui.View:
    """Return the buttons of *notice*, as one list if it asks for a menu; an empty view removes the present ones."""
    view = discord.ui.View(timeout=None)
    # Discord refuses a message with one id twice.
    by_id = {str(DeskId(server, each.number, each.action)): each for each in reversed(notice.buttons)}
    buttons = list(reversed(by_id.items()))
    if notice.menu:
        options = [
            discord.SelectOption(label=button.label[:LABEL_LIMIT], value=custom_id)
            for custom_id, button in buttons[:25]
        ]
        view.add_item(discord.ui.Select(custom_id=str(DeskId(server, 0, MENU)), options=options))
    else:
        for custom_id, button in buttons:
            style = discord.ButtonStyle.primary if button.strong else discord.ButtonStyle.secondary
            view.add_item(discord.ui.Button(label=button.label[:LABEL_LIMIT], style=style, custom_id=custom_id))
    view.stop()
    return view


def numbers_in(message: discord.Message) -> set[int]:
    """Return the numbers of the requests of the buttons below *message*."""
    numbers = set()
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            ids = [getattr(item, "custom_id", None) or ""]
            ids += [option.value for option in item.options] if isinstance(item, discord.SelectMenu) else []
            numbers |= {each.number for each in map(DeskId.parse, ids) if each is not None}
    return numbers
