"""Make the real discord.py client talk to a stand-in instead of Discord.

Not imported by the package: the stand-in's own process needs no client and starts without discord.py.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol

import discord.gateway
import discord.http
import yarl

from tests.standin.server import GOOD_TOKEN


class Addresses(Protocol):
    """Anything with the two addresses: a Server here, or one in another process."""

    @property
    def api_base(self) -> str: ...

    @property
    def gateway_url(self) -> str: ...


@contextmanager
def pointed_at(server: Addresses) -> Iterator[None]:
    """Point every discord.py client of this process at *server*, and back again afterwards."""
    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = server.api_base
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(server.gateway_url)
    try:
        yield
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway


@asynccontextmanager
async def running(client: discord.Client, token: str = GOOD_TOKEN) -> AsyncIterator[None]:
    """Start a client, go on once it is ready, close it at the end; what ends it early is raised."""
    async with client:
        life = asyncio.create_task(client.start(token))
        ready = asyncio.create_task(client.wait_until_ready())
        try:
            await asyncio.wait({life, ready}, return_when=asyncio.FIRST_COMPLETED)
            if life.done():
                await life
            yield
        finally:
            ready.cancel()
            await client.close()
            await asyncio.gather(life, ready, return_exceptions=True)
