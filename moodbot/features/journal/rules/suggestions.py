"""Suggestions of a pack: look one up by its line id, and weigh them by what helped a person."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from moodbot.core.talk import SUGGEST_POOL
from moodbot.features.journal.rules.entries import Suggestion, leaning
from moodbot.language.packs import Line, ReplyPack


def suggestion(pack: ReplyPack, line: str) -> Line | None:
    """Return the suggestion with the id *line* ("sad.suggest.one-song"), None if the pack has none."""
    return _suggestions(pack).get(line)


@lru_cache(maxsize=64)
def _suggestions(pack: ReplyPack) -> Mapping[str, Line]:
    """Return the suggestions of all moods by line id."""
    return {line.id: line for mood in pack.moods.values() for line in mood.pools.get(SUGGEST_POOL, ())}


def suggestion_text(pack: ReplyPack, line: str) -> str | None:
    """Return the text of the suggestion with the id *line*, None if the pack has none."""
    known = suggestion(pack, line)
    return None if known is None else known.text


def suggestion_in(pack: ReplyPack, heard: Sequence[str]) -> str | None:
    """Return the id of the suggestion that was heard last; *heard* lists line ids, the latest last."""
    return next((line for line in reversed(heard) if suggestion(pack, line) is not None), None)


def suggestion_weights(pack: ReplyPack, made: Sequence[Suggestion], mood: str) -> Mapping[str, float]:
    """Return weights by line id of the suggestions for *mood*, from the answers to those *made*."""
    return leaning(made, pack.moods[mood].pools.get(SUGGEST_POOL, ()), _techniques(pack))


@lru_cache(maxsize=64)
def _techniques(pack: ReplyPack) -> Mapping[str, str | None]:
    return {line: known.technique for line, known in _suggestions(pack).items()}
