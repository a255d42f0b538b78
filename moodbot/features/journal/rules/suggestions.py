"""Suggestions by the ids of their lines: their words, and which of them helped this person."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from moodbot.core.talk import SUGGEST_POOL
from moodbot.features.journal.rules.entries import Suggestion, leaning
from moodbot.language.packs import Line, ReplyPack


def suggestion(pack: ReplyPack, line: str) -> Line | None:
    """Return the suggestion with the id *line* ("sad.suggest.one-song"), None where it is none or has left the pack."""
    return _suggestions(pack).get(line)


@lru_cache(maxsize=64)
def _suggestions(pack: ReplyPack) -> Mapping[str, Line]:
    """Return the suggestions of all moods by their ids."""
    return {line.id: line for mood in pack.moods.values() for line in mood.pools.get(SUGGEST_POOL, ())}


def suggestion_text(pack: ReplyPack, line: str) -> str | None:
    """Return the words of a suggestion, None where it has left the pack."""
    found = suggestion(pack, line)
    return None if found is None else found.text


def suggestion_in(pack: ReplyPack, heard: Sequence[str]) -> str | None:
    """Return the id of the suggestion that was heard last; *heard* lists line ids, the latest last."""
    return next((line for line in reversed(heard) if suggestion(pack, line) is not None), None)


def suggestion_weights(pack: ReplyPack, made: Sequence[Suggestion], mood: str) -> Mapping[str, float]:
    """Return which suggestions for *mood* should come up more or less often, by what helped of those *made*."""
    return leaning(made, pack.moods[mood].pools.get(SUGGEST_POOL, ()), _techniques(pack))


@lru_cache(maxsize=64)
def _techniques(pack: ReplyPack) -> Mapping[str, str | None]:
    return {line: found.technique for line, found in _suggestions(pack).items()}
