"""Reads in the phases of care what no single list of words says: who is near, means within reach, a question."""

import re
from collections.abc import Iterator

from moodbot.core.intent_reader import IntentReader, stands_in
from moodbot.language.intents import normalise

MOST_NAME_WORDS = 2
"""Most words of a name that no list has: "Mrs Jacobs is at the gate"."""

LONGEST_SENTENCE = 15
"""Most words of a text that is read as one: in a longer one, a person and a place need not belong together."""

_CLAUSES = re.compile(r"[,.;!?\n]|\bbut\b|\band\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]{3}")
"""An emergency number as people type it; more or fewer digits are an age, a count, a year."""


def stands(plain: str, reader: IntentReader, *names: str) -> bool:
    """Return whether the normalised text has words of one of care's lists *names*."""
    return any(stands_in(plain, reader.phrases("care", name)) for name in names)


def is_near(text: str, reader: IntentReader, unclear: bool) -> bool:
    """Return whether *text*, or a clause of it, says that somebody is near: "my mum is making dinner".

    *unclear*: "he" may be somebody they fear, so that only a named person counts.
    """
    people = ("near_people",) if unclear else ("near_people", "near_pronouns")
    whole = (normalise(text),) if len(text.split()) <= LONGEST_SENTENCE else ()
    return any(
        stands(each, reader, *people) and stands(each, reader, "near_places") and not stands(each, reader, "near_not")
        for each in (*whole, *_clauses(text))
    )


def is_named_near(text: str, reader: IntentReader) -> bool:
    """Return whether *text* says of a name that no list has that it is near: "Priya is here".

    Only to the question who is near: elsewhere it may be a thing.
    """
    return any(_names_one(each, reader) for each in _clauses(text))


def _names_one(plain: str, reader: IntentReader) -> bool:
    place = next((each for each in reader.phrases("care", "near_names") if each in f" {plain} "), None)
    if place is None or stands(plain, reader, "near_not"):
        return False
    name = f" {plain} ".partition(place)[0].split()
    known_words = reader.exactly("care", "near_no_names")
    return 0 < len(name) <= MOST_NAME_WORDS and all(word.isalpha() and word not in known_words for word in name)


def is_away(text: str, reader: IntentReader) -> bool:
    """Return whether *text* says that those who could be near are not: "my roommate went to Berlin"."""
    return any(
        stands(each, reader, "near_people", "near_pronouns") and stands(each, reader, "away") for each in _clauses(text)
    )


def has_means(text: str, reader: IntentReader) -> bool:
    """Return whether *text* says that something to hurt themselves with is within reach: "they're in the drawer"."""
    plain = normalise(text)
    if stands(plain, reader, "distance"):
        return False
    thing = stands(plain, reader, "means_things") and stands(plain, reader, "means_places", "means_drawers")
    pronoun = stands(plain, reader, "means_pronouns") and stands(plain, reader, "means_drawers")
    return thing or pronoun or stands(plain, reader, "means_kept")


def trusts_somebody(text: str, reader: IntentReader) -> bool:
    """Return whether *text* speaks well of somebody outside who could be told: "my teacher is nice"."""
    return any(
        stands(each, reader, "trusted_people")
        and stands(each, reader, "trusted_words")
        and not stands(each, reader, "near_not")
        for each in _clauses(text)
    )


def helper_is_near(text: str, reader: IntentReader) -> bool:
    """Return whether *text* says that somebody from outside is near: "Mrs Jacobs next door is at the gate"."""
    plain = normalise(text)
    return stands(plain, reader, "helpers") and any(
        stands(each, reader, "near_places") and not stands(each, reader, "near_not") for each in _clauses(text)
    )


def asks_number(text: str, reader: IntentReader) -> bool:
    """Return whether *text* asks which emergency number is the right one: "113 or 112?"."""
    # Not normalised, which makes 999 shorter.
    words = _WORD.findall(text.casefold())
    numbers = [word for word in words if _NUMBER.fullmatch(word)]
    around = reader.exactly("care", "number_words")
    only_numbers = all(word in around for word in words if word not in numbers)
    return bool(numbers) and only_numbers and ("?" in text or len(numbers) > 1 or "or" in words)


def asks(text: str, reader: IntentReader) -> bool:
    """Return whether *text* is a question: it begins as one, or ends with a question mark and asks within."""
    plain = normalise(text)
    if stands(plain, reader, "question_not"):
        return False
    if text.rstrip().endswith("?") and stands(plain, reader, "question_inside"):
        return True
    words, leads = plain.split(), reader.exactly("care", "question_leads")
    while words and words[0] in leads:
        words = words[1:]
    begins = f" {' '.join(words)} "
    return begins.startswith(reader.phrases("care", "question_openers"))


def denies_hurt(plain: str, reader: IntentReader) -> bool:
    """Return whether the words of a blow are a denial of it: "she never hit me", but not "until last night"."""
    return stands(plain, reader, "not_hurt") and not stands(plain, reader, "not_hurt_until")


def _clauses(text: str) -> Iterator[str]:
    return (plain for each in _CLAUSES.split(text) if (plain := normalise(each)))
