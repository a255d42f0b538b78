"""What people do: say something, press, use a slash command, send a modal off, delete a message."""

from collections.abc import Sequence

from tests.standin.errors import Json, Refused
from tests.standin.house import House
from tests.standin.interaction_data import Value, modal_data, press_data, slash_data
from tests.standin.interactions import COMPONENT, MODAL, SLASH, OpenModal
from tests.standin.world import DM_BIT


class People:
    """The hands of everyone in the world. Each method returns when its event is on its way to the bot."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def say(
        self,
        user_id: int,
        channel_id: int,
        content: str,
        *,
        mention_bot: bool = False,
        reply_to: int | None = None,
        ping: bool = True,
        attachments: Sequence[Json] = (),
    ) -> int:
        """Post *content* as this person and return the message's id.

        *mention_bot* puts @bot in front; *reply_to* quotes a message, pinging its author if *ping*.
        """
        house = self._house
        self._expect_present(user_id, channel_id)
        if mention_bot:
            content = f"<@{house.world.bot_id}> {content}"
        extra = {} if reply_to is None else self._quote(channel_id, reply_to)
        quoted: Json | None = extra.get("referenced_message")
        pinged = quoted is not None and ping and self._can_ping(quoted)
        named = pinged or f"<@{house.world.bot_id}>" in content
        if named:
            extra["mentions"] = [house.world.user_payload(house.world.bot_id)]
        body: Json = {"content": content, "attachments": list(attachments)}
        message = house.messages.make(channel_id, user_id, body, extra)
        number = int(message["id"])
        if not house.world.user_payload(user_id)["bot"]:
            house.records.stats.heard(channel_id, number)
        open_to_bot = named or bool(channel_id & DM_BIT) or user_id == house.world.bot_id
        await house.tell("MESSAGE_CREATE", message, None if open_to_bot else self._blind(message))
        return number

    async def press_button(
        self,
        user_id: int,
        message_id: int,
        custom_id: str,
        values: list[str] | None = None,
        *,
        channel_id: int = 0,
    ) -> int:
        """Press a button (or, with *values*, choose in a select) and return the interaction's id.

        Call ``quiet`` first: a client knows its buttons only when its own send has returned.
        LookupError when the message is gone or has no such button. A light stand-in needs *channel_id*.
        """
        messages = self._house.messages
        message = messages.get(channel_id, message_id) if channel_id else messages.find(message_id)
        if message is None:
            raise LookupError(f"there is no message {message_id} to press on")
        data = press_data(message, custom_id, values)
        return await self._interact(COMPONENT, user_id, int(message["channel_id"]), data, message)

    async def slash(self, user_id: int, channel_id: int, name: str, options: dict[str, Value] | None = None) -> int:
        """Use a slash command ("mood", or "checkin add" for a subcommand) and return the interaction's id."""
        world, commands = self._house.world, self._house.interactions.commands
        guild_id = world.channel(channel_id).guild_id
        data = slash_data(world, commands, guild_id, name, options or {})
        return await self._interact(SLASH, user_id, channel_id, data, None)

    async def submit_modal(
        self, user_id: int, channel_id: int, custom_id: str, fields: dict[str, str | list[str]]
    ) -> int:
        """Send off a modal, open or from before a restart, and return the interaction's id."""
        interactions = self._house.interactions
        modal = interactions.modal_of(user_id)
        data = modal_data(modal, custom_id, fields)
        source = None if modal is None else modal.source_id
        message = None if source is None else self._house.messages.find(source)
        interactions.close_modal(user_id)
        return await self._interact(MODAL, user_id, channel_id, data, message)

    async def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message, whoever wrote it."""
        await self._house.delete(channel_id, message_id)

    def open_modal(self, user_id: int) -> OpenModal | None:
        """Return the modal that this person has in front of them, or None."""
        return self._house.interactions.modal_of(user_id)

    def dm(self, user_id: int) -> int:
        """Return the id of this person's DM channel."""
        return self._house.world.dm_of(user_id)

    async def _interact(self, kind: int, user_id: int, channel_id: int, data: Json, message: Json | None) -> int:
        self._expect_present(user_id, channel_id)
        made, payload = self._house.interactions.begin(kind, user_id, channel_id, data, message)
        guild_id = self._house.world.channel(channel_id).guild_id
        await self._house.gateway.dispatch("INTERACTION_CREATE", payload, guild_id=guild_id)
        return made.id

    def _expect_present(self, user_id: int, channel_id: int) -> None:
        self._house.world.channel(channel_id)
        if channel_id & DM_BIT and channel_id ^ DM_BIT != user_id and user_id != self._house.world.bot_id:
            raise LookupError(f"user {user_id} is not in the DM channel {channel_id}")

    def _quote(self, channel_id: int, message_id: int) -> Json:
        quoted = self._house.messages.find(message_id)
        if quoted is None and not self._house.records.light:
            raise Refused(404, 10008, "Unknown Message")
        reference: Json = {"type": 0, "message_id": str(message_id), "channel_id": str(channel_id)}
        guild_id = self._house.world.channel(channel_id).guild_id
        if guild_id is not None:
            reference["guild_id"] = str(guild_id)
        extra: Json = {"type": 19, "message_reference": reference}
        return extra if quoted is None else extra | {"referenced_message": quoted}

    def _can_ping(self, quoted: Json) -> bool:
        """Whether a reply to this message mentions the bot; one to an interaction's answer does not."""
        by_bot: bool = quoted["author"]["id"] == str(self._house.world.bot_id)
        return by_bot and "interaction_metadata" not in quoted

    def _blind(self, message: Json) -> Json:
        """Return the message as a bot without the Message Content intent gets it."""
        hidden = message | {"content": "", "attachments": [], "embeds": [], "components": []}
        quoted = message.get("referenced_message")
        if quoted is not None and quoted["author"]["id"] != str(self._house.world.bot_id):
            hidden["referenced_message"] = self._blind(quoted)
        return hidden
