"""Load and validate helplines.yaml; one invalid entry rejects the whole file, and the error names its line."""

import re
from datetime import date
from pathlib import Path
from typing import TypeVar

from moodbot.content.pack_files import relative_path
from moodbot.content.world import country_by_place
from moodbot.content.yaml_node import open_node
from moodbot.features.care.rules.helplines import Channel, Country, HelpLine, HelpLines, Purpose, names_of
from moodbot.language.pack_problems import Node, closest_name, one_line, remedy
from moodbot.language.packs import command_key
from moodbot.language.word_rules import WordRules

FILE = "helplines.yaml"
"""File name, in the folder that contains the language folders."""

NAMED_ANYWAY = frozenset({2, 11})
"""The word rules against means and phone numbers: a poison centre's name and the numbers are the help themselves."""

_TEXT_LIMIT, _URL_LIMIT = 80, 300
_DIAL = re.compile(r"[0-9]+([ -][0-9]+)*")
_EMERGENCY = re.compile(r"[0-9]{2,6}( \([a-z]+( [a-z]+)*\))?")
_URL = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")
_KEYWORD = re.compile(r"[A-Z]{2,12}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIELDS = ("service", "for", "channel", "url", "languages", "source", "confirmed")
_Kind = TypeVar("_Kind", Channel, Purpose)
_OPTIONAL = ("dial", "keyword", "hours", "reviewed_on")


def load_helplines(folder: Path, word_rules: WordRules | None = None) -> HelpLines:
    """Load the help lines of *folder*, which contains helplines.yaml and the language folders.

    With *word_rules*, names and opening hours are linted, too. Raises PackInvalid with all problems, each
    with its path, line and column.
    """
    path = folder / FILE
    root, report = open_node(path, relative_path(path))
    lines = _Reader(word_rules).helplines(root)
    report.raise_any()
    return lines


class _Reader:
    """Reads the file once; tracks which country uses each name, since names must be unique."""

    def __init__(self, word_rules: WordRules | None) -> None:
        self._word_rules = word_rules
        self._country_by_name: dict[str, str] = {}

    def helplines(self, root: Node) -> HelpLines:
        fields = root.fields(("elsewhere", "countries", "others", "fillers"))
        countries = [self._country(entry) for entry in fields["countries"].items()]
        return HelpLines(
            countries, _matching(fields["elsewhere"], _URL, "the address of a page, with https://") or "",
            fields["others"].words(), fields["fillers"].words(), country_by_place(),
        )  # fmt: skip

    def _country(self, node: Node) -> Country:
        fields = node.fields(("code", "name", "emergency", "lines"), ("aliases",))
        code = _matching(fields["code"], re.compile("[A-Z]{2}"), "two capital letters, such as NZ") or ""
        aliases = tuple(entry.string() or "" for entry in fields["aliases"].items())
        country = Country(
            code=code,
            name=fields["name"].string() or "",
            aliases=aliases,
            emergency=tuple(
                _matching(entry, _EMERGENCY, 'digits, and for whom in brackets: "112" or "144 (ambulance)"') or ""
                for entry in fields["emergency"].items()
            ),
            lines=tuple(self._line(entry, code) for entry in fields["lines"].items()),
        )
        if fields["lines"].present and not country.lines:
            fields["lines"].fault("the country has no line: add one, or move its name to `others`")
        for name in dict.fromkeys(command_key(name) for name in names_of(country)):
            if (owner := self._country_by_name.setdefault(name, code)) != code:
                fields["name"].fault(f"`{one_line(name)}` already names {owner}: remove it here or there")
        return country

    def _line(self, node: Node, country: str) -> HelpLine:
        fields = node.fields(_FIELDS, _OPTIONAL)
        channel = _enum_value(fields["channel"], Channel)
        dial, keyword = fields["dial"], fields["keyword"]
        if channel is Channel.CHAT and dial.present:
            dial.fault("a chat has no number: remove `dial`, or write `channel: call`")
        if channel not in {Channel.CHAT, None} and not dial.present:
            node.fault("the number is missing: add `dial`, or write `channel: chat`")
        if channel is not Channel.TEXT and keyword.present:
            keyword.fault("only a text begins with a keyword: remove it, or write `channel: text`")
        reviewed, confirmed = _day(fields["reviewed_on"]), _boolean(fields["confirmed"])
        if confirmed and reviewed is None:
            fields["confirmed"].fault("a confirmed line needs the day on which it was: add `reviewed_on`")
        return HelpLine(
            country=country,
            service=self._linted_text(fields["service"]) or "",
            purpose=_enum_value(fields["for"], Purpose) or Purpose.GENERAL,
            channel=channel or Channel.CALL,
            dial=_matching(dial, _DIAL, 'digits in double quotes, grouped as people know them: "116 123"'),
            keyword=_matching(keyword, _KEYWORD, "one word in capitals"),
            url=_matching(fields["url"], _URL, "the service's own page, with https://") or "",
            languages=tuple(
                _matching(entry, _LANGUAGE, "two small letters, such as en") or ""
                for entry in fields["languages"].items()
            ),
            hours=self._linted_text(fields["hours"]),
            source=_matching(fields["source"], _URL, "the address where the number was read") or "",
            reviewed_on=reviewed,
            confirmed=confirmed,
        )

    def _linted_text(self, node: Node) -> str | None:
        text = node.sentence(_TEXT_LIMIT)
        if text is not None and self._word_rules is not None:
            for finding in self._word_rules.findings(text):
                if finding.rule not in NAMED_ANYWAY:
                    node.fault(finding.message)
        return text


def _matching(node: Node, form: re.Pattern[str], wanted: str) -> str | None:
    """Return a text that matches *form*, or None; the problem of any other text asks for *wanted*."""
    text = node.string()
    if text is not None and (len(text) > _URL_LIMIT or not form.fullmatch(text)):
        node.fault(f"`{one_line(text)}` does not fit here: write {wanted}")
        return None
    return text


def _enum_value(node: Node, kind: type[_Kind]) -> _Kind | None:
    value, known = node.string(), [member.value for member in kind]
    if value is None:
        return None
    if value not in known:
        node.fault(f"`{one_line(value)}` is not known here: {remedy(closest_name(value, known), known)}")
        return None
    return kind(value)


def _day(node: Node) -> date | None:
    text = _matching(node, _ISO_DAY, "a day such as 2026-11-22")
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        node.fault(f"`{text}` is no day of the calendar: write one such as 2026-11-22")
        return None


def _boolean(node: Node) -> bool:
    if node.present and not isinstance(node.value, bool):
        node.fault("should be true or false: write `confirmed: false` until a person has checked the line")
    return node.value is True
