"""Interactions under way: their tokens, whether they were answered in time, and what the answer made."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from tests.standin.errors import Json, Refused
from tests.standin.world import World

SLASH, COMPONENT, MODAL = 2, 3, 5
ANSWER_SECONDS, FOLLOW_UP_SECONDS = 3.0, 15 * 60.0
ATTACHMENT_BYTES = 10 * 1024 * 1024


@dataclass(slots=True)
class Interaction:
    """One use of a command, a button or a modal; *answer* is the type of the callback, 0 before it came."""

    id: int
    token: str
    kind: int
    user_id: int
    channel_id: int
    name: str
    at: float
    source_id: int | None = None
    answer: int = 0
    response_id: int | None = None
    ephemeral: bool = False
    loading: bool = False


@dataclass(frozen=True, slots=True)
class OpenModal:
    """A modal that the bot opened for a person."""

    user_id: int
    custom_id: str
    body: Json
    source_id: int | None


class Interactions:
    """All interactions of the last quarter of an hour."""

    def __init__(self, world: World, clock: Callable[[], float] = time.monotonic) -> None:
        self._world = world
        self.clock = clock
        self._by_id: OrderedDict[int, Interaction] = OrderedDict()
        self._by_token: dict[str, Interaction] = {}
        self._modals: OrderedDict[int, OpenModal] = OrderedDict()
        self.commands: dict[str, Json] = {}

    def begin(
        self, kind: int, user_id: int, channel_id: int, data: Json, message: Json | None = None
    ) -> tuple[Interaction, Json]:
        """Make an interaction; return it and the payload of its INTERACTION_CREATE."""
        self._forget_old()
        number = self._world.new_id()
        name = data.get("name") or data["custom_id"]
        source = None if message is None else int(message["id"])
        token = secrets.token_urlsafe(24)
        made = Interaction(number, token, kind, user_id, channel_id, name, self.clock(), source)
        self._by_id[number] = self._by_token[token] = made
        return made, self._payload(made, data, message)

    def answered(self, interaction_id: int, token: str, answer: int) -> tuple[Interaction, float]:
        """Mark an interaction answered; return it and the seconds that took.

        Refused: 404 10062 when it is unknown or more than 3 seconds old, 400 40060 when it has its answer.
        """
        found = self._by_id.get(interaction_id)
        age = 0.0 if found is None else self.clock() - found.at
        if found is None or found.token != token or (not found.answer and age > ANSWER_SECONDS):
            raise Refused(404, 10062, "Unknown interaction")
        if found.answer:
            raise Refused(400, 40060, "Interaction has already been acknowledged.")
        found.answer = answer
        return found, age

    def for_follow_up(self, token: str) -> Interaction:
        """Return the interaction of a token; Refused when it is unknown, unanswered or 15 minutes old."""
        found = self._by_token.get(token)
        if found is None or self.clock() - found.at > FOLLOW_UP_SECONDS:
            raise Refused(401, 50027, "Invalid Webhook Token")
        if not found.answer:
            raise Refused(404, 10015, "Unknown Webhook")
        return found

    def opened(self, interaction: Interaction, body: Json) -> None:
        """Note that the bot answered with a modal."""
        modal = OpenModal(interaction.user_id, body["custom_id"], body, interaction.source_id)
        self._modals[interaction.user_id] = modal
        self._modals.move_to_end(interaction.user_id)

    def modal_of(self, user_id: int) -> OpenModal | None:
        """Return the modal that this person has open, or None."""
        return self._modals.get(user_id)

    def close_modal(self, user_id: int) -> None:
        """Note that the person sent the modal off."""
        self._modals.pop(user_id, None)

    def metadata(self, interaction: Interaction) -> Json:
        """Return what marks a message as the answer to this interaction."""
        user = self._world.user_payload(interaction.user_id)
        about: Json = {"id": str(interaction.id), "type": interaction.kind, "user": user}
        about["authorizing_integration_owners"] = self._owners(interaction.channel_id)
        if interaction.kind == COMPONENT:
            about["interacted_message_id"] = str(interaction.source_id)
        if interaction.kind == MODAL:
            inner = {**about, "type": SLASH, "name": interaction.name}
            about["triggering_interaction_metadata"] = inner
        application = str(self._world.application_id)
        return {"interaction_metadata": about, "webhook_id": application, "application_id": application}

    def _owners(self, channel_id: int) -> Json:
        return {"0": str(self._world.channel(channel_id).guild_id or 0)}

    def _payload(self, made: Interaction, data: Json, message: Json | None) -> Json:
        world = self._world
        channel = world.channel_payload(made.channel_id)
        payload: Json = {
            "id": str(made.id),
            "application_id": str(world.application_id),
            "type": made.kind,
            "token": made.token,
            "version": 1,
            "data": data,
            "channel_id": str(made.channel_id),
            "channel": channel,
            "locale": "en-GB",
            "app_permissions": str((1 << 50) - 1),
            "entitlements": [],
            "authorizing_integration_owners": self._owners(made.channel_id),
            "attachment_size_limit": ATTACHMENT_BYTES,
        }
        if message is not None:
            payload["message"] = message
        guild_id = world.channel(made.channel_id).guild_id
        if guild_id is None:
            return payload | {"user": world.user_payload(made.user_id), "context": 1}
        permissions = str(world.guilds[guild_id].roles[guild_id].permissions)
        channel["permissions"] = permissions
        member = world.member_payload(guild_id, made.user_id) | {"permissions": permissions}
        guild = {"id": str(guild_id), "locale": "en-GB", "features": []}
        where = {"guild_id": str(guild_id), "guild": guild, "guild_locale": "en-GB", "context": 0}
        return payload | where | {"member": member}

    def _forget_old(self) -> None:
        now = self.clock()
        while self._by_id:
            oldest = next(iter(self._by_id.values()))
            if now - oldest.at <= FOLLOW_UP_SECONDS:
                return
            del self._by_id[oldest.id], self._by_token[oldest.token]
