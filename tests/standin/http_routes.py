"""The HTTP side: one table of routes, and the one way in for every request."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from aiohttp import web

from tests.standin import interaction_routes
from tests.standin.errors import Json, Refused
from tests.standin.faults import Fault
from tests.standin.house import House
from tests.standin.http_bodies import read_body, reply
from tests.standin.messages import EPHEMERAL

PREFIX = "/api/v10"
Answer = tuple[int, object]
OPEN_TO_ALL = ("/interactions/", "/webhooks/")


class Call(NamedTuple):
    """One request, read: the variable parts of its path, its query and its JSON."""

    args: tuple[str, ...]
    query: Mapping[str, str]
    body: Json | list[Json] | None

    @property
    def json(self) -> Json:
        """The body, an object; Refused (400, 50109) when there is none."""
        if not isinstance(self.body, dict):
            raise Refused(400, 50109, "The request body contains invalid JSON.")
        return self.body


async def get_me(house: House, call: Call) -> Answer:
    return 200, house.world.user_payload(house.world.bot_id)


async def get_application(house: House, call: Call) -> Answer:
    return 200, house.world.application_payload(house.application_flags)


async def get_gateway(house: House, call: Call) -> Answer:
    return 200, {"url": house.gateway.url}


async def get_bot_gateway(house: House, call: Call) -> Answer:
    starts = {"total": 1000, "remaining": 1000 - house.gateway.identifies, "reset_after": 86_400_000}
    limits = starts | {"max_concurrency": 1}
    return 200, {"url": house.gateway.url, "shards": house.shards, "session_start_limit": limits}


async def get_user(house: House, call: Call) -> Answer:
    return 200, house.world.user_payload(int(call.args[0]))


async def get_channel(house: House, call: Call) -> Answer:
    return 200, house.world.channel_payload(int(call.args[0]))


async def open_dm(house: House, call: Call) -> Answer:
    return 200, house.world.channel_payload(house.world.dm_of(int(call.json["recipient_id"])))


async def put_commands(house: House, call: Call) -> Answer:
    """Replace all commands and return them with their ids."""
    commands = call.body if isinstance(call.body, list) else []
    kept = house.interactions.commands
    application = str(house.world.application_id)
    names = {"application_id": application, "version": "1"}
    ids = {name: one["id"] for name, one in kept.items()}
    made = [one | names | {"id": ids.get(one["name"]) or str(house.world.new_id())} for one in commands]
    kept.clear()
    kept.update({one["name"]: one for one in made})
    return 200, made


async def get_commands(house: House, call: Call) -> Answer:
    return 200, list(house.interactions.commands.values())


async def type_in(house: House, call: Call) -> Answer:
    house.world.channel(int(call.args[0]))
    house.records.typed(int(call.args[0]))
    return 204, None


async def post_message(house: House, call: Call) -> Answer:
    message, _ = await house.post(int(call.args[0]), call.json)
    return 200, message


async def edit_message(house: House, call: Call) -> Answer:
    """Change a message of the bot's own; an answer that one person sees is not to be found here."""
    message = house.messages.get(int(call.args[0]), int(call.args[1]))
    if message["flags"] & EPHEMERAL:
        raise Refused(404, 10008, "Unknown Message")
    if message["author"]["id"] != str(house.world.bot_id):
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    return 200, await house.edit(int(call.args[0]), int(call.args[1]), call.json)


async def delete_message(house: House, call: Call) -> Answer:
    await house.delete(int(call.args[0]), int(call.args[1]))
    return 204, None


Handler = Callable[[House, Call], Awaitable[Answer]]
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/channels/{}/messages", post_message),
    ("POST", "/channels/{}/typing", type_in),
    ("POST", "/interactions/{}/{}/callback", interaction_routes.callback),
    ("POST", "/webhooks/{}/{}", interaction_routes.follow_up),
    ("PATCH", "/webhooks/{}/{}/messages/{}", interaction_routes.edit_answer),
    ("GET", "/webhooks/{}/{}/messages/{}", interaction_routes.get_answer),
    ("DELETE", "/webhooks/{}/{}/messages/{}", interaction_routes.delete_answer),
    ("PATCH", "/channels/{}/messages/{}", edit_message),
    ("DELETE", "/channels/{}/messages/{}", delete_message),
    ("GET", "/channels/{}", get_channel),
    ("POST", "/users/@me/channels", open_dm),
    ("GET", "/users/@me", get_me),
    ("GET", "/users/{}", get_user),
    ("GET", "/oauth2/applications/@me", get_application),
    ("GET", "/applications/@me", get_application),
    ("PUT", "/applications/{}/commands", put_commands),
    ("GET", "/applications/{}/commands", get_commands),
    ("GET", "/gateway/bot", get_bot_gateway),
    ("GET", "/gateway", get_gateway),
)


class Routes:
    """Answers every request that is not the gateway's or the control's."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._table = [(method, text, _pattern(text), handler) for method, text, handler in ROUTES]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Record a request, play what shall go wrong with it, and answer it."""
        house, records = self._house, self._house.records
        path = request.path.removeprefix(PREFIX)
        records.open += 1
        try:
            body = await read_body(request)
            records.arrived(request.method, path, body if isinstance(body, dict) else _wrapped(body))
            house.notify()
            faults = house.faults.take(request.method, path)
            for fault in faults:
                await _linger(fault)
            lost = next((fault for fault in faults if fault.replaces_answer), None)
            if lost is not None and not lost.after:
                response = _spoil(lost, request)
            else:
                response = await self._answer(request, path, body)
                response = response if lost is None else _spoil(lost, request)
            records.statuses[response.status] += 1
            return response
        finally:
            records.open -= 1
            house.notify()

    async def _answer(self, request: web.Request, path: str, body: Json | list[Json] | None) -> web.Response:
        house = self._house
        found = self._find(request.method, path) if request.path.startswith(PREFIX) else None
        if found is None:
            house.records.unknown.append(f"{request.method} {request.path}")
            return reply(501, {"message": f"the stand-in has no {request.method} {request.path}", "code": 0})
        text, handler, args = found
        house.records.tally[f"{request.method} {text}"] += 1
        if not path.startswith(OPEN_TO_ALL) and request.headers.get("Authorization") != f"Bot {house.token}":
            return reply(401, {"message": "401: Unauthorized", "code": 0})
        if not path.startswith("/interactions/"):
            rate = house.records.stats.counted(time.monotonic())
            if house.global_limit is not None and rate > house.global_limit:
                return _too_fast()
        try:
            status, answer = await handler(house, Call(args, request.query, body))
        except Refused as no:
            house.records.stats.refused[no.code] += 1
            return reply(no.status, no.body)
        return reply(status, answer)

    def _find(self, method: str, path: str) -> tuple[str, Handler, tuple[str, ...]] | None:
        for wanted, text, pattern, handler in self._table:
            if wanted == method and (match := pattern.fullmatch(path)):
                return text, handler, match.groups()
        return None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\{\}", "([^/]+)"))


def _too_fast() -> web.Response:
    answer = {"message": "You are being rate limited.", "retry_after": 1.0, "global": True}
    return reply(429, answer, {"Via": "1.1 google", "Retry-After": "1", "X-RateLimit-Global": "true"})


async def _linger(fault: Fault) -> None:
    if fault.seconds:
        await asyncio.sleep(fault.seconds)
    if fault.gate is not None:
        await fault.gate.wait()


def _spoil(fault: Fault, request: web.Request) -> web.Response:
    if fault.drop and request.transport is not None:
        request.transport.abort()
    return reply(fault.status or 500, fault.body, fault.headers)


def _wrapped(body: list[Json] | None) -> Json | None:
    return None if body is None else {"list": body}
