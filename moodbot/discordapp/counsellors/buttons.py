"""What stands under messages for staff, and what its ids mean when they come back."""

from dataclasses import dataclass

import discord

from moodbot.discordapp.buttons import LABEL_LIMIT
from moodbot.features.counsellors.ports import Notice

MARK = "moodbot-desk"
MENU = "menu"


@dataclass(frozen=True, slots=True)
class DeskId:
    """The meaning of a custom_id: the request's server and number, and what is done to it."""

    server: int
    number: int
    action: str

    def __str__(self) -> str:
        return f"{MARK}:{self.server}:{self.number}:{self.action}"

    @classmethod
    def parse(cls, custom_id: str) -> "DeskId | None":
        """Return what *custom_id* means, None where it is not one of these."""
        try:
            mark, server, number, action = custom_id.split(":", 3)
            return cls(int(server), int(number), action) if mark == MARK else None
        except ValueError:
            return None


def view_of(notice: Notice, server: int) -> discord.ui.View:
    """Return the buttons of *notice*, or one list of them; an empty view takes away what was there."""
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
    """Return the numbers of the requests that the buttons under *message* are about."""
    found = set()
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            ids = [getattr(item, "custom_id", None) or ""]
            ids += [option.value for option in item.options] if isinstance(item, discord.SelectMenu) else []
            found |= {each.number for each in map(DeskId.parse, ids) if each is not None}
    return found
