"""The messages of every channel, and the memory of nonces that makes a repeated message the first one."""

import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, datetime
from typing import NamedTuple

from tests.standin.errors import Json, Refused
from tests.standin.limits import check_message, walk
from tests.standin.world import World

NONCE_SECONDS = 180.0
# Channels whose newest buttons a light stand-in remembers: enough for any load test, and some 40 MB.
LIGHT_PRESSABLE = 20_000
EPHEMERAL, LOADING = 1 << 6, 1 << 7


class Sent(NamedTuple):
    """A message of the bot as it stands now; *first* is what it said before any edit."""

    id: int
    content: str
    components: list[Json]
    embeds: list[Json]
    ephemeral: bool
    deleted: bool
    first: Json
    raw: Json

    @property
    def buttons(self) -> dict[str, str]:
        """Label (or emoji) of each button, and its custom_id."""
        parts = [part for part in walk(self.components) if part.get("type") == 2 and "custom_id" in part]
        return {part.get("label") or part["emoji"]["name"]: part["custom_id"] for part in parts}


class Messages:
    """All messages, or, when *light*, only the newest with buttons of each channel."""

    def __init__(self, world: World, *, light: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        self._world = world
        self._light = light
        self.clock = clock
        self._all: dict[int, Json] = {}
        self._first: dict[int, Json] = {}
        self._by_bot: dict[int, list[int]] = {}
        self._deleted: set[int] = set()
        self._nonces: OrderedDict[str, tuple[float, Json]] = OrderedDict()
        self._pressable: dict[int, Json] = {}

    def make(self, channel_id: int, author_id: int, body: Json, extra: Json | None = None) -> Json:
        """Create a message without checking it, and return it as Discord sends it."""
        message: Json = {
            "id": str(self._world.new_id()),
            "type": 19 if "message_reference" in body else 0,
            "channel_id": str(channel_id),
            "author": self._world.user_payload(author_id),
            "content": body.get("content") or "",
            "attachments": body.get("attachments") or [],
            "embeds": body.get("embeds") or [],
            "components": body.get("components") or [],
            "mentions": [],
            "mention_roles": [],
            "mention_everyone": False,
            "pinned": False,
            "tts": bool(body.get("tts")),
            "timestamp": datetime.now(UTC).isoformat(),
            "edited_timestamp": None,
            "flags": body.get("flags", 0),
        }
        if body.get("nonce") is not None:
            message["nonce"] = body["nonce"]
        if extra:
            message.update(extra)
        self._keep(channel_id, author_id, message)
        return message

    def post(self, channel_id: int, body: Json, extra: Json | None = None) -> tuple[Json, bool]:
        """Create a message of the bot; return it, and False when an enforced nonce made it an earlier one."""
        check_message(body, files=len(body.get("attachments") or ()))
        earlier = self._earlier(body)
        if earlier is not None:
            return earlier, False
        reference = body.get("message_reference")
        quoted = {} if reference is None else self._quote(channel_id, reference)
        message = self.make(channel_id, self._world.bot_id, body, {**quoted, **(extra or {})})
        if body.get("nonce") is not None and body.get("enforce_nonce"):
            self._nonces[str(body["nonce"])] = (self.clock(), message)
        return message, True

    def edit(self, channel_id: int, message_id: int, body: Json) -> Json:
        """Change a message and return it; Refused (404, 10008) when it is gone."""
        check_message(body, edit=True)
        message = self.get(channel_id, message_id)
        changes = {key: body[key] or empty for key, empty in _EDITABLE.items() if key in body}
        message.update(changes)
        message["edited_timestamp"] = datetime.now(UTC).isoformat()
        if self._light and "components" in changes:
            self._pressable.pop(channel_id, None)
            self._keep(channel_id, self._world.bot_id, message)
        return message

    def said_first(self, message: Json) -> None:
        """Note that this edit is what the message says for the first time ("thinking" is over)."""
        if not self._light:
            self._first[int(message["id"])] = dict(message)

    def delete(self, channel_id: int, message_id: int) -> None:
        """Remove a message; Refused (404, 10008) when it is gone."""
        self.get(channel_id, message_id)
        if not self._light:
            self._deleted.add(message_id)

    def get(self, channel_id: int, message_id: int) -> Json:
        """Return a message; Refused (404, 10008) when it is gone. Light: one made up if not kept."""
        if self._light:
            last = self._pressable.get(channel_id)
            known = last is not None and last["id"] == str(message_id)
            return last if last is not None and known else self._made_up(channel_id, message_id)
        message = self._all.get(message_id)
        if message is None or message_id in self._deleted or message["channel_id"] != str(channel_id):
            raise Refused(404, 10008, "Unknown Message")
        return message

    def find(self, message_id: int) -> Json | None:
        """Return a message by its id alone; None when it is gone or, when light, was not kept."""
        return None if message_id in self._deleted else self._all.get(message_id)

    def newest_pressable(self, channel_id: int) -> Json | None:
        """Return the bot's newest message in this channel that has components, or None."""
        return self._pressable.get(channel_id)

    def by_bot(self, channel_id: int) -> list[Sent]:
        """Return what the bot posted in this channel, oldest first, answers still "thinking" left out."""
        if self._light:
            raise LookupError("a light stand-in keeps no messages: ask server.tally or server.stats")
        kept = (self._all[number] for number in self._by_bot.get(channel_id, ()))
        return [self._sent(message) for message in kept if not message["flags"] & LOADING]

    def _sent(self, message: Json) -> Sent:
        number = int(message["id"])
        ephemeral = bool(message["flags"] & EPHEMERAL)
        parts = (message["content"], message["components"], message["embeds"], ephemeral)
        return Sent(number, *parts, number in self._deleted, self._first[number], message)

    def _keep(self, channel_id: int, author_id: int, message: Json) -> None:
        by_bot = author_id == self._world.bot_id
        if by_bot and message["components"]:
            self._pressable[channel_id] = message
        if self._light:
            if len(self._pressable) > LIGHT_PRESSABLE:
                del self._pressable[next(iter(self._pressable))]
            return
        number = int(message["id"])
        self._all[number] = message
        if by_bot:
            self._first[number] = dict(message)
            self._by_bot.setdefault(channel_id, []).append(number)

    def _earlier(self, body: Json) -> Json | None:
        now = self.clock()
        while self._nonces:
            nonce, (when, _) = next(iter(self._nonces.items()))
            if now - when < NONCE_SECONDS:
                break
            del self._nonces[nonce]
        if body.get("nonce") is None or not body.get("enforce_nonce"):
            return None
        found = self._nonces.get(str(body["nonce"]))
        return None if found is None else found[1]

    def _quote(self, channel_id: int, reference: Json) -> Json:
        number = int(reference["message_id"])
        quoted = self.find(number)
        if quoted is None and not self._light and reference.get("fail_if_not_exists", True):
            raise Refused(400, 50035, "Invalid Form Body\nIn message_reference: Unknown message")
        answer = {"message_reference": {"type": 0, "message_id": str(number), "channel_id": str(channel_id)}}
        return answer if quoted is None else {**answer, "referenced_message": quoted}

    def _made_up(self, channel_id: int, message_id: int) -> Json:
        now = datetime.now(UTC).isoformat()
        author = self._world.user_payload(self._world.bot_id)
        keys = ("attachments", "embeds", "components", "mentions", "mention_roles")
        lists: Json = {key: [] for key in keys}
        names: Json = {"id": str(message_id), "channel_id": str(channel_id), "author": author, "content": ""}
        return {**names, **lists, "type": 0, "flags": 0, "timestamp": now, "edited_timestamp": None}


_EDITABLE: Json = {"content": "", "components": [], "embeds": [], "attachments": [], "flags": 0}
