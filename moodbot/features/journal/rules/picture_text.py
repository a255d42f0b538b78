"""Texts that describe a journal's pictures: a summary and alt texts that never judge, rate or predict."""

from collections.abc import Mapping, Sequence
from datetime import date

from moodbot.features.journal.rules.views import JournalView, Named
from moodbot.language.packs import ReplyPack

LEADING, LISTED = 3, 12
"""Most moods that the summary and a description name."""

PLEASANT = 0.5
"""Least mean pleasantness of a pleasant day; its negative is the most of an unpleasant one, and others are mixed."""

DESCRIPTION_LIMIT = 1_024
"""Most characters that Discord accepts as the description of a picture."""

_SPAN = {"first", "last"}
PICTURE_TEXTS: Mapping[str, set[str]] = {
    "date_short": {"date", "month"},
    "date_long": {"date", "month", "year"},
    "picture_mood": {"mood", "count"},
    "picture_line": {*_SPAN, "count", "days", "moods"},
    "picture_calendar": {*_SPAN, "pleasant", "mixed", "unpleasant"},
    "picture_counts": {*_SPAN, "moods"},
    "picture_title_line": set(),
    "picture_title_calendar": set(),
    "picture_title_counts": set(),
    "picture_pleasant": set(),
    "picture_mixed": set(),
    "picture_unpleasant": set(),
    "picture_others": {"count"},
    "summary": {*_SPAN, "count", "days", "moods"},
    "summary_both": set(),
    "summary_gaps": set(),
}
"""Texts that a pack must provide for pictures, with the slots of each."""


def summary(view: JournalView, pack: ReplyPack) -> str:
    """Return a summary of *view* in one to three short sentences."""
    sentences = [pack.text("summary", **_span(view, pack), **_amounts(view), moods=_listed(view.named[:LEADING], pack))]
    known = [named.pleasantness for named in view.named if named.pleasantness is not None]
    if known and min(known) < 0 < max(known):
        sentences.append(pack.text("summary_both"))
    if len(view.days) < (view.last - view.first).days + 1:
        sentences.append(pack.text("summary_gaps"))
    return " ".join(sentences)


def line_words(view: JournalView, pack: ReplyPack) -> str:
    """Return the description of the line chart, at most DESCRIPTION_LIMIT characters."""
    moods = _listed(view.named[:LISTED], pack)
    return _short(pack.text("picture_line", **_span(view, pack), **_amounts(view), moods=moods))


def calendar_words(view: JournalView, pack: ReplyPack) -> str:
    """Return the description of the calendar (a year in pixels), at most DESCRIPTION_LIMIT characters."""
    known = [day.pleasantness for day in view.days if day.pleasantness is not None]
    pleasant, unpleasant = sum(each >= PLEASANT for each in known), sum(each <= -PLEASANT for each in known)
    mixed = len(known) - pleasant - unpleasant
    slots = {"pleasant": str(pleasant), "mixed": str(mixed), "unpleasant": str(unpleasant)}
    return _short(pack.text("picture_calendar", **_span(view, pack), **slots))


def counts_words(view: JournalView, pack: ReplyPack) -> str:
    """Return the description of the bar chart, at most DESCRIPTION_LIMIT characters."""
    return _short(pack.text("picture_counts", **_span(view, pack), moods=_listed(view.named[:LISTED], pack)))


def day_text(pack: ReplyPack, day: date, year: int | None = None) -> str:
    """Return *day* as text: "3 Nov", with its year added if *year* is given and differs."""
    month = pack.text("month_names").split()[day.month - 1]
    if year in (None, day.year):
        return pack.text("date_short", date=str(day.day), month=month)
    return pack.text("date_long", date=str(day.day), month=month, year=str(day.year))


def _span(view: JournalView, pack: ReplyPack) -> dict[str, str]:
    return {"first": day_text(pack, view.first, view.last.year), "last": day_text(pack, view.last)}


def _amounts(view: JournalView) -> dict[str, str]:
    return {"count": str(len(view.dots)), "days": str(len(view.days))}


def _listed(named: Sequence[Named], pack: ReplyPack) -> str:
    return ", ".join(pack.text("picture_mood", mood=each.mood, count=str(each.count)) for each in named)


def _short(text: str) -> str:
    return text if len(text) <= DESCRIPTION_LIMIT else f"{text[: DESCRIPTION_LIMIT - 1]}…"
