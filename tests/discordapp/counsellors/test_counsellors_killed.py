"""The program dies at every single step of a request; after the next start people can go on, nothing is there twice."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from moodbot.features.counsellors.rules.requests import RequestState
from moodbot.features.counsellors.worker import LEASE
from tests.bots import Built
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import Scene
from tests.hands import HandClock
from tests.offices import last_request
from tests.stores import Store

STEPS = ("ask", "claim", "accept", "close")
GIVEN_BACK = ("ask", "claim", "accept", "release", "claim", "accept", "close")


class Killed(BaseException):
    """No boundary of the program catches it, as nothing catches SIGKILL."""


class Mortal:
    """A part of the program at one of whose calls it dies: before it has done anything, or just after."""

    def __init__(self, part: Any, fate: "Fate") -> None:
        self._part = part
        self._fate = fate

    def __getattr__(self, name: str) -> Any:
        """Return what the part has; its asynchronous calls may be the last."""
        found = getattr(self._part, name)
        return self._fate.around(found) if callable(found) and name not in ("name_of_server", "name_of_role") else found


class Fate:
    """Counts calls down; at zero the program dies."""

    def __init__(self, calls: int, *, after: bool) -> None:
        self.left = calls
        self.after = after
        self.died = False

    def around(self, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Return *call* as one that may be the last."""

        async def mortal(*args: Any, **kwargs: Any) -> Any:
            self.left -= 1
            if self.left == 0 and not self.after:
                self.died = True
                raise Killed
            result = await call(*args, **kwargs)
            if self.left == 0:
                self.died = True
                raise Killed
            return result

        return mortal


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "when it is done"])
async def test_killed_at_every_step(scene: Scene, built: Built, store: Store, clock: HandClock, after: bool) -> None:
    """Asking, posting the card, taking, agreeing, opening the thread, closing: one card and at most one thread each."""
    desk = DeskScene(scene, built, store, clock)
    await desk.set_up(backup_role=desk.backup, pings_an_hour=60, open_each=10)
    calls, deaths = 0, 0
    while True:
        calls += 1
        number = calls
        fate = Fate(calls, after=after)
        await live(desk, fate, person=10_000 + number)
        deaths += fate.died
        if not fate.died:
            break
    assert deaths > 25
    cards = [message.content for message in desk.cards() if "closed: by the person" in message.content]
    assert len(cards) == calls
    names = [thread.name for thread in desk.threads()]
    assert len(names) == len(set(names)) == calls


@pytest.mark.parametrize("after", [False, True], ids=["before it is done", "when it is done"])
async def test_killed_while_it_is_given_back(
    scene: Scene, built: Built, store: Store, clock: HandClock, after: bool
) -> None:
    """Talked about, given back, taken again, closed: in the end nobody is left in an open thread."""
    desk = DeskScene(scene, built, store, clock)
    await desk.set_up(backup_role=desk.backup, pings_an_hour=60, open_each=10)
    calls, died = 0, True
    while died:
        calls += 1
        fate = Fate(calls, after=after)
        await live(desk, fate, person=20_000 + calls, steps=GIVEN_BACK)
        died = fate.died
    assert calls > 40
    guild = scene.env.bot.get_guild(scene.guild.id)
    assert guild is not None
    assert await guild.active_threads() == []
    names = [thread.name for thread in desk.threads()]
    assert len(names) == len(set(names)) == 2 * calls


async def live(desk: DeskScene, fate: Fate, person: int, steps: tuple[str, ...] = STEPS) -> None:
    """Take one request through its whole life, with one death on the way and a new start after it."""
    requests, worker = desk.desk.requests, desk.worker
    real_store, real_staff = requests.store, requests.staff
    member = desk.person(f"p{person}")
    requests.store = worker._store = worker.messages._store = worker.threads._store = Mortal(real_store, fate)
    requests.staff = worker._staff = worker.messages._staff = worker.threads._staff = Mortal(real_staff, fate)
    server = desk.scene.guild.id
    try:
        for step in steps:
            desk.clock.advance(1)
            for _ in range(3):
                try:
                    await take(desk, step, server, member.id)
                    while await worker.work():
                        pass
                    break
                except Killed:
                    requests.store = worker._store = worker.messages._store = worker.threads._store = real_store
                    requests.staff = worker._staff = worker.messages._staff = worker.threads._staff = real_staff
                    desk.clock.advance(LEASE / 1000 + 1)
                    while await worker.work():
                        pass
    finally:
        requests.store = worker._store = worker.messages._store = worker.threads._store = real_store
        requests.staff = worker._staff = worker.messages._staff = worker.threads._staff = real_staff
    request = await last_request(real_store, server, member.id)
    assert request is not None
    assert request.state is RequestState.CLOSED


async def take(desk: DeskScene, step: str, server: int, person: int) -> None:
    """Do one step as people would: again, if it had not been done."""
    requests = desk.desk.requests
    if step == "ask":
        if await last_request(desk.store.desks, server, person) is None:
            await requests.ask(server, person, urgent=False, share=False, later=False)
        return
    request = await last_request(desk.store.desks, server, person)
    assert request is not None
    if step == "claim" and request.state is RequestState.WAITING:
        member = desk.member(desk.cleo)
        await requests.claim(member, request.number)
    elif step == "accept" and request.state is RequestState.CLAIMED:
        await requests.accept(request)
    elif step == "release" and request.state is RequestState.TALKING:
        await desk.desk.release(desk.member(desk.cleo), request.number)
    elif step == "close" and request.open:
        await desk.desk.close(desk.member_of(person), request.number)
