"""The door for another process: POST /_control/<action> with JSON, answered with JSON."""

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from tests.standin.errors import Json, NobodyListeningError, Refused, WaitedInVainError
from tests.standin.http_bodies import reply
from tests.standin.limits import walk
from tests.standin.load import Load
from tests.standin.records import Stats

if TYPE_CHECKING:
    from tests.standin.server import Server


async def say(server: "Server", args: Json) -> Json:
    """{user_id, content, channel_id (else the DM), mention_bot, reply_to} -> {message_id}."""
    channel_id = args.pop("channel_id", None) or server.dm(args["user_id"])
    return {"message_id": await server.say(channel_id=channel_id, **args)}


async def press_button(server: "Server", args: Json) -> Json:
    """{user_id, channel_id (else the DM), custom_id (else the first), message_id (else the newest)}."""
    channel_id = args.get("channel_id") or server.dm(args["user_id"])
    newest = server.house.messages.newest_pressable(channel_id)
    if newest is None and "message_id" not in args:
        raise LookupError(f"nothing to press in {channel_id}")
    parts = walk(newest["components"]) if newest else iter(())
    custom_id = args.get("custom_id") or next(part["custom_id"] for part in parts if "custom_id" in part)
    number = args.get("message_id") or int((newest or {})["id"])
    user_id, values = args["user_id"], args.get("values")
    return {"interaction_id": await server.press_button(user_id, number, custom_id, values, channel_id=channel_id)}


async def slash(server: "Server", args: Json) -> Json:
    """{user_id, name, options, channel_id (else the DM)}."""
    channel_id = args.get("channel_id") or server.dm(args["user_id"])
    used = await server.slash(args["user_id"], channel_id, args["name"], args.get("options"))
    return {"interaction_id": used}


async def submit_modal(server: "Server", args: Json) -> Json:
    """{user_id, custom_id, fields, channel_id (else the DM)}."""
    channel_id = args.get("channel_id") or server.dm(args["user_id"])
    sent = await server.submit_modal(args["user_id"], channel_id, args["custom_id"], args["fields"])
    return {"interaction_id": sent}


async def delete_message(server: "Server", args: Json) -> Json:
    """{channel_id, message_id}."""
    await server.delete_message(args["channel_id"], args["message_id"])
    return {}


async def load(server: "Server", args: Json) -> Json:
    """{rate, seconds, users, text, channel_id (else DMs)}: answers with the stats when all is said."""
    await Load(**args).run(server)
    return stats_of(server)


async def stats(server: "Server", args: Json) -> Json:
    """Counts, delays and the tally of routes; {reset: true} begins anew."""
    shown = stats_of(server)
    if args.get("reset"):
        server.records.stats = Stats()
        server.records.tally.clear()
        server.records.statuses.clear()
    return shown


async def faults(server: "Server", args: Json) -> Json:
    """{kind: answer | drop_connection | delay | clear, and what that method of Faults takes}."""
    kind = args.pop("kind")
    if kind not in ("answer", "drop_connection", "delay", "clear"):
        raise LookupError(f"no fault of the kind {kind!r}")
    getattr(server.faults, kind)(**args)
    return {}


async def limit(server: "Server", args: Json) -> Json:
    """{per_second: n or null}: answer 429 to what is more than n requests a second, as Discord does at 50."""
    server.house.global_limit = args["per_second"]
    return {}


async def drop(server: "Server", args: Json) -> Json:
    """Cut the gateway's sockets."""
    server.drop()
    return {}


async def close(server: "Server", args: Json) -> Json:
    """{code}: close the gateway's sockets."""
    await server.close(args["code"])
    return {}


async def quiet(server: "Server", args: Json) -> Json:
    """{timeout}: wait until the bot has parsed everything and no request is open."""
    await server.quiet(args.get("timeout", 30.0))
    return {}


async def ready(server: "Server", args: Json) -> Json:
    """{timeout}: wait until a bot is connected."""
    await server.until(lambda: server.gateway.connected, args.get("timeout", 30.0))
    return {}


async def stop(server: "Server", args: Json) -> Json:
    """End the process."""
    server.stopped.set()
    return {}


Action = Callable[["Server", Json], Awaitable[Json]]
ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        say, press_button, slash, submit_modal, delete_message, load, stats,
        faults, limit, drop, close, quiet, ready, stop,
    )
}  # fmt: skip


def stats_of(server: "Server") -> Json:
    """Return everything a benchmark wants to know, as JSON."""
    records = server.records
    statuses = {str(status): count for status, count in records.statuses.items()}
    gateway = {"identifies": server.gateway.identifies, "resumes": server.gateway.resumes}
    routes = {"tally": dict(records.tally), "statuses": statuses, "unknown": records.unknown[:20]}
    return {**records.stats.summary(), **routes, **gateway, "open": records.open}


def add_routes(app: web.Application, server: "Server") -> None:
    """Open the door. 404 for an unknown action, 409 with the reason for one that cannot be done now."""

    async def act(request: web.Request) -> web.Response:
        action = ACTIONS.get(request.match_info["action"])
        raw = await request.read()
        if action is None:
            return reply(404, {"error": f"actions are {sorted(ACTIONS)}"})
        try:
            return reply(200, await action(server, json.loads(raw) if raw else {}))
        except (LookupError, Refused, NobodyListeningError, WaitedInVainError) as reason:
            return reply(409, {"error": f"{type(reason).__name__}: {reason}"})

    app.router.add_route("*", "/_control/{action}", act)
