"""The stand-in itself: starts and stops, is driven, waits for the bot, and shows what the bot did."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Self

from aiohttp import web

from tests.standin import control
from tests.standin.driving import People
from tests.standin.errors import WaitedInVainError
from tests.standin.faults import Faults
from tests.standin.gateway import Gateway
from tests.standin.house import House
from tests.standin.http_routes import PREFIX, Routes
from tests.standin.messages import Sent
from tests.standin.records import Records, Request, Stats
from tests.standin.world import World

GOOD_TOKEN = "good-token"
UPLOAD_BYTES = 26 * 1024 * 1024
HANDLER_NAMES = ("discord.py: on_", "CommandTree-invoker", "discord-ui-")
TIMEOUT_NAME = "discord-ui-view-timeout"
ROUNDS = 20


def handler_tasks() -> list[asyncio.Task[object]]:
    """Return the unfinished tasks of this loop in which discord.py runs a bot's handlers."""
    names = ((task, task.get_name()) for task in asyncio.all_tasks())
    found = [(task, name) for task, name in names if name.startswith(HANDLER_NAMES)]
    return [task for task, name in found if not name.startswith(TIMEOUT_NAME)]


class Server(People):
    """A small Discord on 127.0.0.1. Use it as an async context manager, or with ``start`` and ``stop``.

    *light* keeps counts and delays instead of requests and messages. *refuse_intents* are the privileged
    intents not switched on for this bot. *echo* False keeps the bot's own messages off the gateway, unlike
    Discord.
    """

    def __init__(
        self,
        world: World | None = None,
        *,
        token: str = GOOD_TOKEN,
        light: bool = False,
        heartbeat_ms: int = 41250,
        refuse_intents: int = 0,
        echo: bool = True,
    ) -> None:
        self._pulse = asyncio.Event()
        self.world = world or World.of_one_guild()
        self.token = token
        self.house = House(self.world, token, light=light, echo=echo, notify=self._pulse.set)
        super().__init__(self.house)
        self.house.gateway.heartbeat_ms = heartbeat_ms
        self.house.gateway.refuse_intents = refuse_intents
        self.stopped = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._port = 0

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; 0 takes a free port."""
        app = web.Application(client_max_size=UPLOAD_BYTES)
        app.router.add_get("/gateway", self.gateway.handle)
        control.add_routes(app, self)
        app.router.add_route("*", "/{tail:.*}", Routes(self.house).handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        _host, self._port = self._runner.addresses[0][:2]
        self.gateway.url = self.gateway_url

    async def stop(self) -> None:
        """Cut every connection and free the port."""
        self.stopped.set()
        self.faults.clear()
        self.gateway.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def api_base(self) -> str:
        """What ``discord.http.Route.BASE`` must be."""
        return f"http://127.0.0.1:{self._port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """What ``discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY`` must be."""
        return f"ws://127.0.0.1:{self._port}/gateway"

    @property
    def control_url(self) -> str:
        """Where another process drives this one."""
        return f"http://127.0.0.1:{self._port}/_control"

    @property
    def gateway(self) -> Gateway:
        """Sockets and sessions, and the ways to break them."""
        return self.house.gateway

    @property
    def faults(self) -> Faults:
        """What shall go wrong with requests."""
        return self.house.faults

    @property
    def records(self) -> Records:
        """All records."""
        return self.house.records

    @property
    def requests(self) -> list[Request]:
        """Every request, oldest first; empty when light."""
        return self.records.requests

    @property
    def unknown(self) -> list[str]:
        """Requests and gateway frames that the stand-in does not know: a test fails on any."""
        return self.records.unknown

    @property
    def tally(self) -> Counter[str]:
        """How many requests each route had, by names like "POST /channels/{}/messages"."""
        return self.records.tally

    @property
    def stats(self) -> Stats:
        """Counts and delays."""
        return self.records.stats

    def sent(self, channel_id: int) -> list[Sent]:
        """Return what the bot posted in this channel, oldest first."""
        return self.house.messages.by_bot(channel_id)

    def typings(self, channel_id: int) -> list[float]:
        """Return when the bot typed in this channel, in monotonic seconds."""
        return self.records.typings(channel_id)

    def asked(self, method: str, path: str) -> list[Request]:
        """Return the requests of this method to exactly this path."""
        return [one for one in self.requests if (one.method, one.path) == (method, path)]

    def drop(self) -> None:
        """Cut every gateway socket abruptly; the bot may resume."""
        self.gateway.drop()

    async def close(self, code: int) -> None:
        """Close every gateway socket with *code*."""
        await self.gateway.close(code)

    # A test names the longest wait that it would bear, so that its failure can show the transcript.
    async def until(self, predicate: Callable[[], object], timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Return as soon as *predicate* holds; it is asked again at each request, answer and gateway frame.

        WaitedInVainError, with the transcript, after *timeout* seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                while not predicate():
                    self._pulse.clear()
                    await self._pulse.wait()
        except TimeoutError:
            raise WaitedInVainError(f"not within {timeout} s; the bot asked:\n{self.transcript()}") from None

    async def quiet(
        self,
        timeout: float = 5.0,  # noqa: ASYNC109  # as in until
        tasks: Callable[[], Iterable[asyncio.Task[object]]] = handler_tasks,
    ) -> None:
        """Return when the bot has nothing more to say: the proof of silence, without sleeping.

        The client has parsed every event (its heartbeat says so), the handlers that this started have
        ended, and no request is open; repeated until a round brings nothing new. Tasks that the bot starts
        by itself, and a client in another process, are seen only by their requests: name the former in
        *tasks*.
        NobodyListeningError without a client; WaitedInVainError when the bot goes on for *timeout* seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                for _ in range(ROUNDS):
                    before = self._progress()
                    await self.gateway.all_parsed(self.until)
                    while waiting := [task for task in tasks() if task is not asyncio.current_task()]:
                        await asyncio.wait(waiting)
                    await self.until(lambda: self.records.open == 0)
                    if self._progress() == before:
                        return
        except TimeoutError:
            names = [task.get_name() for task in tasks()]
            raise WaitedInVainError(f"still busy: {names}; it asked:\n{self.transcript()}") from None
        raise WaitedInVainError(f"never quiet in {ROUNDS} rounds; the bot asked:\n{self.transcript()}")

    def transcript(self) -> str:
        """Return the last requests of the bot as lines."""
        return self.records.transcript()

    def _progress(self) -> tuple[int, ...]:
        return (sum(self.tally.values()), *(session.seq for session in self.gateway.sessions.values()))
