"""Fills the `{slots}` in lines of care: help lines of the person's country and age, emergency number, reports."""

from collections.abc import Callable, Iterator, Mapping

from moodbot.core.dialogue import Incoming, PlaceKind
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.age import Age
from moodbot.features.care.rules.helplines import (
    Country,
    HelpLine,
    LineTexts,
    Purpose,
    show_briefly,
    show_line,
    show_lines,
)
from moodbot.language.packs import ReplyPack

MOST_LINES = 6
"""Most help lines in a list."""

_PURPOSES: Mapping[CareCue, tuple[Purpose, ...]] = {
    CareCue.RISK_ABUSE: (Purpose.ABUSE, Purpose.GENERAL),
    CareCue.RISK_BLACKMAIL: (Purpose.GENERAL, Purpose.SUICIDE),
}
_FOR_RISK = (Purpose.SUICIDE, Purpose.GENERAL)


def purposes_of(alarm: CareCue | None, age: Age | None) -> tuple[Purpose, ...]:
    """Return which help lines fit the last *alarm*; a young person's lines stand beside the general one."""
    purposes = _PURPOSES.get(alarm or CareCue.RISK, _FOR_RISK)
    return (*purposes[:1], Purpose.CHILDREN, *purposes[1:]) if age else purposes


def lines_text(
    pack: ReplyPack, country: Country | None, purposes: tuple[Purpose, ...], unknown: str = "helplines_unknown"
) -> str:
    """Return the help lines of *country* as a list; if it has none or is unknown, the text *unknown*."""
    lines = country.lines_for(*purposes)[:MOST_LINES] if country else ()
    if not lines:
        return pack.text(unknown)
    return f"{show_lines(lines, _texts(pack))}\n{pack.text('helplines_more')}"


def first_lines(country: Country | None, purposes: tuple[Purpose, ...]) -> tuple[HelpLine, ...]:
    """Return one help line of *country*, and for the young one of their own beside it; empty if there is none."""
    if country is None:
        return ()
    general = country.lines_for(*(each for each in purposes if each is not Purpose.CHILDREN))[:1]
    young = country.lines_for(Purpose.CHILDREN)[:1] if Purpose.CHILDREN in purposes else ()
    return (*general, *young)


def _texts(pack: ReplyPack) -> LineTexts:
    return LineTexts(*(pack.texts[f"line_{name}"] for name in ("call", "text", "keyword", "chat", "unconfirmed")))


class CareSlots(Mapping[str, str]):
    """The slots of one message, each made only if a line uses it."""

    def __init__(
        self,
        pack: ReplyPack,
        prefix: str,
        country: Country | None,
        incoming: Incoming,
        *,
        purposes: tuple[Purpose, ...],
        age: Age | None,
    ) -> None:
        self._pack = pack
        self._country = country
        self._purposes = purposes
        self._age = age
        self._makers: Mapping[str, Callable[[], str]] = {
            "line": self._line,
            # Under an answer to a risk countries are buttons: a command may not reach the bot where the person is.
            "helplines": lambda: lines_text(pack, country, purposes, unknown="line_unknown"),
            "emergency": lambda: " / ".join(country.emergency) if country else pack.text("emergency_unknown"),
            "poison": self._poison,
            "reports": self._reports,
            "moderators": lambda: _moderators(pack, incoming),
            "prefix": lambda: prefix,
        }

    def __getitem__(self, slot: str) -> str:
        return self._makers[slot]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def _line(self) -> str:
        lines = first_lines(self._country, self._purposes)
        return show_briefly(lines, _texts(self._pack)) if lines else self._pack.text("line_unknown")

    def _poison(self) -> str:
        lines = self._country.lines_for(Purpose.POISON)[:1] if self._country else ()
        if not lines:
            return self._pack.text("poison_unknown")
        return self._pack.text("poison_line", lines=show_briefly(lines, _texts(self._pack)))

    def _reports(self) -> str:
        """Return where to report pictures and blackmail; what is for adults or the young alone goes by a known age."""
        keys = (
            ("report_everywhere", "report_young")
            if self._age
            else ("report_everywhere", "report_young", "report_adult")
        )
        images = self._country.lines_for(Purpose.IMAGES) if self._country else ()
        shown = [*(self._pack.text(key) for key in keys), *(show_line(line, _texts(self._pack)) for line in images)]
        return "\n".join(f"- {each}" for each in shown)


def _moderators(pack: ReplyPack, incoming: Incoming) -> str:
    if incoming.server is not None:
        return pack.text("moderators_of", server=incoming.server)
    terminal = incoming.place.kind is PlaceKind.TERMINAL
    return pack.text("moderators_terminal" if terminal else "moderators_unknown")
