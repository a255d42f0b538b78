"""What the pictures of a journal show, in words: nothing is judged, rated or foretold."""

from collections.abc import Mapping, Sequence
from datetime import date

from moodbot.features.journal.rules.views import JournalView, Named
from moodbot.language.packs import ReplyPack

LEADING, LISTED = 3, 12
"""How many moods the summary and a description name."""

PLEASANT = 0.5
"""Mean pleasantness from which, and below whose negative, a day is not called mixed."""

DESCRIPTION_LIMIT = 1_024
"""Most characters that Discord takes as the description of a picture."""

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
"""The texts that pictures need, and the slots of each."""


def summary(view: JournalView, pack: ReplyPack) -> str:
    """Return *view* in two or three short sentences."""
    said = [pack.text("summary", **_span(view, pack), **_amounts(view), moods=_listed(view.named[:LEADING], pack))]
    known = [named.pleasantness for named in view.named if named.pleasantness is not None]
    if known and min(known) < 0 < max(known):
        said.append(pack.text("summary_both"))
    if len(view.days) < (view.last - view.first).days + 1:
        said.append(pack.text("summary_gaps"))
    return " ".join(said)


def line_words(view: JournalView, pack: ReplyPack) -> str:
    """Return what the line shows."""
    moods = _listed(view.named[:LISTED], pack)
    return _short(pack.text("picture_line", **_span(view, pack), **_amounts(view), moods=moods))


def calendar_words(view: JournalView, pack: ReplyPack) -> str:
    """Return what the year in pixels shows."""
    known = [day.pleasantness for day in view.days if day.pleasantness is not None]
    pleasant, unpleasant = sum(each >= PLEASANT for each in known), sum(each <= -PLEASANT for each in known)
    mixed = len(known) - pleasant - unpleasant
    slots = {"pleasant": str(pleasant), "mixed": str(mixed), "unpleasant": str(unpleasant)}
    return _short(pack.text("picture_calendar", **_span(view, pack), **slots))


def counts_words(view: JournalView, pack: ReplyPack) -> str:
    """Return what the bars show."""
    return _short(pack.text("picture_counts", **_span(view, pack), moods=_listed(view.named[:LISTED], pack)))


def day_text(pack: ReplyPack, day: date, year: int | None = None) -> str:
    """Return *day* as it is read: "3 Nov", and with the year where that is not *year*."""
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
