"""The gateway: sockets of the bot, sessions that outlive a socket, and what each of them may read."""

import asyncio
import json
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.standin.errors import Json, NobodyListeningError
from tests.standin.world import World

GUILDS, MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = MEMBERS | PRESENCES | MESSAGE_CONTENT
BAD_TOKEN, REFUSED_INTENTS, NORMAL, GOING_AWAY = 4004, 4014, 1000, 1001
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, RECONNECT, CHUNK, INVALID, HELLO, ACK = (
    0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11,
)  # fmt: skip


class Link:
    """One open socket."""

    def __init__(self, ws: web.WebSocketResponse, transport: asyncio.BaseTransport | None) -> None:
        self.ws = ws
        self.transport = transport
        self.session: Session | None = None
        self.beats = 0
        self.parsed = -1
        self.closed_by_us = False

    async def send(self, text: str) -> None:
        """Send a frame; a socket that is gone swallows it, as the network would."""
        if not self.ws.closed:
            with suppress(ConnectionError):
                await self.ws.send_str(text)

    async def op(self, op: int, data: Any = None) -> None:
        """Send a frame that is not an event."""
        await self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))


class Session:
    """What the bot identified for; it stays when its socket is lost, so that it can be resumed."""

    def __init__(self, identify: Json, backlog: int) -> None:
        self.id = secrets.token_hex(16)
        self.intents = int(identify["intents"])
        self.shard: tuple[int, int] = tuple(identify.get("shard") or (0, 1))
        self.seq = 0
        self.backlog: deque[tuple[int, str]] = deque(maxlen=backlog)
        self.link: Link | None = None

    def wants(self, guild_id: int | None, intent: int) -> bool:
        """Whether this session is told of an event in that guild (None: a DM) which needs *intent*."""
        shard = 0 if guild_id is None else (guild_id >> 22) % self.shard[1]
        return shard == self.shard[0] and (intent == 0 or bool(self.intents & intent))

    async def tell(self, event: str, data: Json) -> None:
        """Number an event, keep it for a resume, and send it where there is a socket."""
        self.seq += 1
        text = json.dumps({"op": DISPATCH, "s": self.seq, "t": event, "d": data})
        self.backlog.append((self.seq, text))
        if self.link is not None:
            await self.link.send(text)


class Gateway:
    """Accepts the bot's sockets. Switches: *refuse_intents*, *refuse_sockets*, *ack_heartbeats*."""

    def __init__(self, world: World, token: str, notify: Callable[[], None], unknown: list[str]) -> None:
        self._world = world
        self._token = token
        self._notify = notify
        self._unknown = unknown
        self.url = ""
        self.heartbeat_ms = 41250
        self.refuse_intents = 0
        self.refuse_sockets = False
        self.ack_heartbeats = True
        self.backlog = 10_000
        self.links: list[Link] = []
        self.sessions: dict[str, Session] = {}
        self.identifies = 0
        self.resumes = 0

    @property
    def connected(self) -> list[Session]:
        """Sessions that have a socket."""
        return [session for session in self.sessions.values() if session.link is not None]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it closes."""
        if self.refuse_sockets:
            self._notify()
            return web.Response(status=503)
        ws = web.WebSocketResponse(compress=False, max_msg_size=0)
        await ws.prepare(request)
        link = Link(ws, request.transport)
        self.links.append(link)
        try:
            await link.op(HELLO, {"heartbeat_interval": self.heartbeat_ms})
            async for frame in ws:
                if frame.type is WSMsgType.TEXT:
                    await self._hear(link, json.loads(frame.data))
        finally:
            self._gone(link)
        return ws

    async def dispatch(
        self, event: str, data: Json, *, guild_id: int | None, intent: int = 0, hidden: Json | None = None
    ) -> None:
        """Send an event to every session it concerns; *hidden* instead where Message Content is missing."""
        for session in list(self.sessions.values()):
            if session.wants(guild_id, intent):
                blind = hidden is not None and not session.intents & MESSAGE_CONTENT
                await session.tell(event, hidden if blind and hidden is not None else data)

    async def all_parsed(self, until: Callable[[Callable[[], bool]], Awaitable[None]]) -> None:
        """Return when every connected client has parsed all that was sent to it.

        Each is asked for a heartbeat (op 1), which carries the sequence number of the last event it parsed.
        """
        asked = [(link, link.beats, link.session.seq) for link in self.links if link.session is not None]
        if not asked:
            raise NobodyListeningError("no client is connected and identified")
        for link, _, _ in asked:
            await link.op(HEARTBEAT)

        def answered() -> bool:
            here = [entry for entry in asked if entry[0] in self.links]
            return all(link.beats > beats and link.parsed >= seq for link, beats, seq in here)

        await until(answered)
        if not any(link in self.links for link, _, _ in asked):
            raise NobodyListeningError("every client went away while it was being asked")

    def drop(self) -> None:
        """Cut every socket without a closing handshake, as a lost network does."""
        for link in list(self.links):
            link.closed_by_us = True
            if link.session is not None:
                link.session.link = None
            if isinstance(link.transport, asyncio.Transport):
                link.transport.abort()

    async def close(self, code: int) -> None:
        """Close every socket with *code*; the sessions stay and can be resumed."""
        for link in list(self.links):
            link.closed_by_us = True
            await link.ws.close(code=code)

    async def order(self, op: int, data: Any = None) -> None:
        """Send RECONNECT (7) or INVALID (9, with *data* whether it may be resumed) to every socket."""
        if op == INVALID and not data:
            self.sessions.clear()
        for link in list(self.links):
            link.closed_by_us = bool(op == RECONNECT or data)
            await link.op(op, data)

    def _gone(self, link: Link) -> None:
        self.links.remove(link)
        session = link.session
        if session is not None and session.link is link:
            session.link = None
            # Any other code leaves a session to resume. discord.py 2.7.1 sends 4000 even when it is closed
            # for good; the next IDENTIFY of that shard takes the session away.
            if link.ws.close_code in (NORMAL, GOING_AWAY) and not link.closed_by_us:
                self.sessions.pop(session.id, None)
        self._notify()

    async def _hear(self, link: Link, frame: Json) -> None:
        op: int = frame["op"]
        data: Any = frame.get("d")
        if op == HEARTBEAT:
            link.beats += 1
            link.parsed = -1 if data is None else data
            if self.ack_heartbeats:
                await link.op(ACK)
        elif op == IDENTIFY:
            await self._identify(link, data)
        elif op == RESUME:
            await self._resume(link, data)
        elif op == CHUNK:
            await self._send_members(link, data)
        elif op not in (PRESENCE, VOICE_STATE):
            self._unknown.append(f"GATEWAY op {op}")
        self._notify()

    async def _identify(self, link: Link, data: Json) -> None:
        self.identifies += 1
        if data["token"] != self._token:
            await link.ws.close(code=BAD_TOKEN, message=b"Authentication failed.")
            return
        if data["intents"] & PRIVILEGED & self.refuse_intents:
            await link.ws.close(code=REFUSED_INTENTS, message=b"Disallowed intent(s).")
            return
        session = Session(data, self.backlog)
        dead = [old.id for old in self.sessions.values() if old.link is None and old.shard == session.shard]
        for number in dead:
            del self.sessions[number]
        self.sessions[session.id] = session
        session.link, link.session = link, session
        guilds = [number for number in self._world.guilds if session.wants(number, 0)]
        ready: Json = {"v": 10, "user": self._world.user_payload(self._world.bot_id)}
        ready["application"] = {"id": str(self._world.application_id), "flags": 0}
        ready["guilds"] = [{"id": str(guild_id), "unavailable": True} for guild_id in guilds]
        ready |= {"session_id": session.id, "resume_gateway_url": self.url, "shard": list(session.shard)}
        await session.tell("READY", ready)
        for guild_id in guilds if session.intents & GUILDS else ():
            await session.tell("GUILD_CREATE", self._world.guild_payload(guild_id))

    async def _resume(self, link: Link, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        if data["token"] != self._token:
            await link.ws.close(code=BAD_TOKEN, message=b"Authentication failed.")
            return
        seq = data["seq"] or 0
        oldest = session.backlog[0][0] if session is not None and session.backlog else 1
        if session is None or not oldest - 1 <= seq <= session.seq:
            await link.op(INVALID, False)
            return
        self.resumes += 1
        # What is said while the backlog is being replayed must come after it, so the link is set last.
        while seq < session.seq:
            for number, text in [entry for entry in session.backlog if entry[0] > seq]:
                await link.send(text)
                seq = number
        session.link, link.session = link, session
        await session.tell("RESUMED", {})

    async def _send_members(self, link: Link, data: Json) -> None:
        guild_id = int(data["guild_id"])
        asked = data.get("user_ids")
        wanted = [int(one) for one in asked] if asked else list(self._world.guilds[guild_id].members)
        members = [self._world.member_payload(guild_id, one) for one in wanted]
        chunk: Json = {"guild_id": str(guild_id), "members": members, "chunk_index": 0, "chunk_count": 1}
        if data.get("nonce"):
            chunk["nonce"] = data["nonce"]
        if link.session is not None:
            await link.session.tell("GUILD_MEMBERS_CHUNK", chunk)
