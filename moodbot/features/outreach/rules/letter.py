"""Compute the facts of a person's week for the letter; too few entries give none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from moodbot.features.journal.rules.entries import Entry, Helped, Suggestion
from moodbot.language.packs import Line, Mood
from moodbot.times.local_moment import local_moment, local_time

LEAST_ENTRIES = 5
"""Entries needed in the week, and in the weeks before it, for a claim about them."""

WEEKS_BEFORE = 4
CHANGED = 0.75
"""Difference of the average pleasantness (-3 to 3) from which a letter calls a week different. Our own choice, not a
clinical measure: about a quarter of the way from a hard mood to one in between."""

MANY_MOODS = 4
WEEK_DAYS = 7

FACTS = ("few", "enough", "one_mood", "two_moods", "many_moods", "brighter", "heavier", "steady", "no_past", "helped")
"""The facts that a letter line may name under `when`. *few* is the opposite of *enough* and excludes all others."""

PARTS = ("letter_opening", "letter_came_up", "letter_changed", "letter_helped", "letter_closing")
"""The pools of a letter in order; a part without a fitting line is left out."""


@dataclass(frozen=True, slots=True)
class Week:
    """The *facts* that hold for a week (names from FACTS), and the values of the *slots* of the lines."""

    facts: frozenset[str]
    slots: Mapping[str, str]


def week_spans(now: int, zone: tzinfo) -> tuple[int, int]:
    """Return the starts (UTC ms) of this week, on Monday, and of the weeks before it that it is compared with."""
    today = local_time(now, zone).date()
    monday = today - timedelta(days=today.weekday())
    return _midnight(monday, zone), _midnight(monday - timedelta(weeks=WEEKS_BEFORE), zone)


def look_at_week(
    week: Sequence[Entry],
    before: Sequence[Entry],
    suggestions: Sequence[tuple[Suggestion, str]],
    moods: Mapping[str, Mood],
) -> Week:
    """Return the facts of *week* compared with the weeks *before*; *suggestions* of the week come with their texts."""
    week, before = _known(week, moods), _known(before, moods)
    slots = {"count": str(len(week))}
    if len(week) < LEAST_ENTRIES:
        return Week(frozenset({"few"}), slots)
    facts = {"enough"}
    ranked = Counter(entry.mood for entry in week).most_common()
    top = [name for name, count in ranked if count == ranked[0][1]]
    if len(top) == 1 and ranked[0][1] > 1:
        facts.add("one_mood")
        slots |= {"mood": top[0], "times": str(ranked[0][1])}
    elif len(top) == len(("one", "other")):
        facts.add("two_moods")
        slots |= {"mood": top[0], "other_mood": top[1]}
    if len(ranked) >= MANY_MOODS:
        facts.add("many_moods")
        slots["moods"] = str(len(ranked))
    facts.add(_change(week, before, moods))
    if helped := next((text for each, text in suggestions if each.helped in (Helped.YES, Helped.BIT)), None):
        facts.add("helped")
        slots["suggestion"] = helped
    return Week(frozenset(facts), slots)


def fitting(lines: Sequence[Line], facts: frozenset[str]) -> tuple[Line, ...]:
    """Return, of the lines whose conditions all hold, only those with the most conditions, as they say the most."""
    possible = [line for line in lines if facts.issuperset(line.when)]
    most = max((len(line.when) for line in possible), default=0)
    return tuple(line for line in possible if len(line.when) == most)


def _change(week: Sequence[Entry], before: Sequence[Entry], moods: Mapping[str, Mood]) -> str:
    if len(before) < LEAST_ENTRIES:
        return "no_past"
    difference = _average(week, moods) - _average(before, moods)
    if difference >= CHANGED:
        return "brighter"
    return "heavier" if difference <= -CHANGED else "steady"


def _average(entries: Sequence[Entry], moods: Mapping[str, Mood]) -> float:
    return sum(moods[entry.mood].pleasantness for entry in entries) / len(entries)


def _known(entries: Sequence[Entry], moods: Mapping[str, Mood]) -> list[Entry]:
    return [entry for entry in entries if entry.mood in moods]


def _midnight(day: date, zone: tzinfo) -> int:
    return local_moment(day, datetime.min.time(), zone)[0]
