"""What every test on the wire stands on: a small Discord, the real client pointed at it, no waiting."""

import asyncio
import types
from collections.abc import AsyncIterator

import discord.client
import discord.http
import discord.webhook.async_
import pytest

from tests.standin import Server
from tests.standin.pointing import pointed_at


@pytest.fixture
async def standin() -> AsyncIterator[Server]:
    """A stand-in with guild 1: text channel 10, voice channel 11 and, below 10, thread 12.

    Every discord.py client talks to it. A request that it does not know fails the test.
    """
    async with Server() as server:
        with pointed_at(server):
            yield server
        assert server.unknown == [], server.transcript()


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that discord.py wanted to wait before trying again; it goes on at once instead."""
    wanted: list[float] = []
    really = asyncio.sleep

    async def nap(seconds: float) -> None:
        # discord.py also gives the loop turns, by sleeping for 0 seconds.
        if seconds > 0:
            wanted.append(seconds)
        await really(0)

    # Only these modules see the short sleep: asyncio itself, and typing's renewal, keep theirs.
    swift = types.ModuleType("asyncio")
    vars(swift).update(vars(asyncio), sleep=nap)
    for module in (discord.http, discord.client, discord.webhook.async_):
        monkeypatch.setattr(module, "asyncio", swift)
    return wanted
