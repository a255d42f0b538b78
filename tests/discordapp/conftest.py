"""The real bot in a simulated Discord: real words, real SQLite in memory, time that passes by itself."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import discord
import pytest
from simcord.env import Env

from moodbot.app.basics import BASICS
from moodbot.app.conversation import Conversation
from moodbot.app.hearing import Hearing
from moodbot.app.voice import make_voice
from moodbot.app.words import requirements
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.discordapp.bot import MoodBot, Parts
from moodbot.domain.packs import ReplyPack
from moodbot.storage.store import Store, open_store
from tests.discordapp.scenes import Scene, Talk
from tests.hands import HandClock

PREFIX = "!"


@pytest.fixture(scope="session")
def pack() -> ReplyPack:
    """The words that moodbot ships with, read once."""
    return load_pack(find_responses(None), "en", requirements(BASICS))


@pytest.fixture
def pace() -> float:
    """As a person writes; the clock lets no test wait. A test file may give another."""
    return 1.0


@pytest.fixture
def message_content() -> bool:
    """Whether the Message Content intent is asked for."""
    return True


@pytest.fixture
def address() -> str:
    """Where the database is."""
    return "sqlite:///:memory:"


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """A real, empty database."""
    async with open_store(address, "an-installation") as opened:
        yield opened


NewBot = Callable[[], MoodBot]


@pytest.fixture
def new_bot(pack: ReplyPack, store: Store, clock: HandClock, pace: float, message_content: bool) -> NewBot:
    """Makes one bot after the other over the same database, as starts of the program do."""

    def make() -> MoodBot:
        voice = make_voice(pack, BASICS, PREFIX, pace)
        hearing = Hearing(Conversation(voice, store.talks, clock), clock)
        return MoodBot(Parts(hearing, store.answers, store.installation, clock), message_content)

    return make


@pytest.fixture
def simcord_bot(new_bot: NewBot) -> MoodBot:
    """The bot that simcord connects to its Discord."""
    return new_bot()


@pytest.fixture
def scene(simcord_env: Env, pack: ReplyPack) -> Scene:
    """A server called Harbour with a channel, the bot, and Ann."""
    return Scene(simcord_env, pack)
