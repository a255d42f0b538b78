"""The real parts of the bot, put together for tests: its own words, real SQLite, a clock moved by hand."""

from functools import cache
from pathlib import Path

from moodbot.app.care import Care
from moodbot.app.care_memory import CareMemory
from moodbot.app.commands import Command
from moodbot.app.conversation import Conversation
from moodbot.app.ports import Clock
from moodbot.app.table import COMMANDS
from moodbot.app.voice import Voice, make_voice
from moodbot.app.words import requirements
from moodbot.content.helplines import load_helplines
from moodbot.content.pack_files import find_responses, load_pack
from moodbot.content.risk_rules import load_risk_rules
from moodbot.domain.dialogue import Reply
from moodbot.domain.helplines import HelpLines
from moodbot.domain.packs import ReplyPack
from moodbot.domain.safety import read_risk
from moodbot.storage.store import Store

ROOT = Path(__file__).parents[1]


@cache
def the_pack() -> ReplyPack:
    """Return the words that moodbot ships; they never change, so all tests share them."""
    return load_pack(find_responses(ROOT / "responses"), "en", requirements(COMMANDS))


@cache
def the_voice(pace: float = 0.0, table: tuple[Command, ...] = COMMANDS) -> Voice:
    """Return the voice that speaks the shipped words."""
    return make_voice(the_pack(), table, "!", pace)


@cache
def the_lines() -> HelpLines:
    """Return the help lines that moodbot ships."""
    return load_helplines(ROOT / "responses")


def care_of(store: Store, clock: Clock, voice: Voice | None = None) -> Care:
    """Return the real risk check with its answers."""
    rules = load_risk_rules()
    memory = CareMemory(store.care, clock)
    return Care(lambda text: read_risk(text, rules), the_lines(), memory, voice or the_voice(), clock)


def conversation_of(store: Store, clock: Clock, voice: Voice | None = None) -> Conversation:
    """Return the conversation with all that it needs."""
    voice = voice or the_voice()
    return Conversation(voice, store.talks, clock, care_of(store, clock, voice))


def pools_of(text: str, mood: str | None = None) -> set[str]:
    """Return the pools that a line which stands in *text* comes from; for *mood*, its own lines too."""
    pack = the_pack()
    own = pack.moods[mood].pools if mood else {}
    pools = [*own.items(), *((name, lines) for name, lines in pack.pools.items() if name not in own)]
    return {name for name, lines in pools for line in lines if _stands_in(line.text, text)}


def _stands_in(line: str, text: str) -> bool:
    return all(part in text for part in line.replace("{moderators}", "\0").split("\0"))


def said(reply: Reply | None, mood: str | None = None) -> list[set[str]]:
    """Return, message by message, the pools that were spoken from."""
    return [pools_of(utterance.text, mood) for utterance in reply.utterances] if reply else []
