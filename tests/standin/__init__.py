"""A small Discord on 127.0.0.1, for tests of what happens on the wire and for benchmarks."""

from tests.standin.errors import NobodyListeningError, WaitedInVainError, discord_error
from tests.standin.server import GOOD_TOKEN, Server
from tests.standin.world import World

__all__ = [
    "GOOD_TOKEN",
    "NobodyListeningError",
    "Server",
    "WaitedInVainError",
    "World",
    "discord_error",
]
