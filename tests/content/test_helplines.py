"""The file of help lines is read strictly, and the shipped one is complete, unconfirmed and fresh."""

import re
from datetime import date
from pathlib import Path

import pytest

from moodbot.content.helplines import FILE, load_helplines
from moodbot.content.pack_files import describe
from moodbot.content.word_rules import load_word_rules
from moodbot.features.care.rules.helplines import Channel, HelpLines, LineTexts, Purpose, due, show_line
from moodbot.language.pack_problems import PackInvalid

RESPONSES = Path(__file__).parents[2] / "responses"
WRITTEN_ON = date(2026, 11, 29)

SMALL = """\
elsewhere: "https://findahelpline.example"
fillers: [in]
others: [Iceland]
countries:
  - code: NZ
    name: "New Zealand"
    aliases: [Aotearoa]
    emergency: ["111", "112 (from a mobile)"]
    lines:
      - service: "Listeners"
        for: suicide
        channel: text
        dial: "12 34"
        keyword: HELLO
        url: "https://listeners.example"
        languages: [en, mi]
        hours: "24/7"
        source: "https://listeners.example/contact"
        reviewed_on: 2026-03-01
        confirmed: false
  - code: IE
    name: "Ireland"
    emergency: ["112"]
    lines:
      - service: "Ears"
        for: general
        channel: chat
        url: "https://ears.example"
        languages: [en]
        source: "https://ears.example"
        confirmed: false
"""


def read(folder: Path, text: str) -> HelpLines:
    """Return the help lines of a file with this *text*."""
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_helplines(folder, load_word_rules("en"))


def test_a_valid_file_is_read_whole(tmp_path: Path) -> None:
    """All that is written of a line can be asked of it."""
    lines = read(tmp_path, SMALL)
    new_zealand = lines.find("aotearoa")
    assert new_zealand is not None
    assert new_zealand.emergency == ("111", "112 (from a mobile)")
    (line,) = new_zealand.lines
    assert (line.country, line.purpose, line.channel) == ("NZ", Purpose.SUICIDE, Channel.TEXT)
    assert (line.dial, line.keyword, line.languages) == ("12 34", "HELLO", ("en", "mi"))
    assert (line.reviewed_on, line.confirmed) == (date(2026, 3, 1), False)
    assert [each.service for each in due(lines.lines, date(2026, 4, 1))] == ["Ears"]
    assert lines.elsewhere == "https://findahelpline.example"


UNDATED = "reviewed_on: 2026-03-01\n        confirmed: false"
BROKEN = [
    # (what to replace, with what, where, part of the message)
    ('dial: "12 34"', "dial: 1234", "13:9: countries[0].lines[0].dial", "write the text in double quotes"),
    ('dial: "12 34"', 'dial: "+64 12 34"', "13:9: countries[0].lines[0].dial", "grouped as people know them"),
    ('dial: "12 34"', 'dial: "12 34 or so"', "13:9: countries[0].lines[0].dial", "digits"),
    ('        dial: "12 34"\n', "", "10:9: countries[0].lines[0]", "the number is missing"),
    ("channel: text", "channel: call", "14:9: countries[0].lines[0].keyword", "only a text begins with a keyword"),
    ("channel: text", "channel: chat", "13:9: countries[0].lines[0].dial", "a chat has no number"),
    ("channel: text", "channel: txt", "12:9: countries[0].lines[0].channel", "did you mean `text`?"),
    ("for: suicide", "for: everyone", "11:9: countries[0].lines[0].for", "use one of abuse, children"),
    ("keyword: HELLO", "keyword: hello", "14:9: countries[0].lines[0].keyword", "one word in capitals"),
    ("url: \"https://listeners", "url: \"listeners", "15:9: countries[0].lines[0].url", "https://"),
    ("languages: [en, mi]", "languages: [english]", "16:21: countries[0].lines[0].languages[0]", "two small letters"),
    ("2026-03-01", "2026-02-30", "19:9: countries[0].lines[0].reviewed_on", "no day of the calendar"),
    ("2026-03-01", "March", "19:9: countries[0].lines[0].reviewed_on", "a day such as"),
    ("confirmed: false", "confirmed: maybe", "20:9: countries[0].lines[0].confirmed", "true or false"),
    (UNDATED, "confirmed: true", "19:9: countries[0].lines[0].confirmed", "needs the day"),
    ("code: NZ", "code: nz", "5:5: countries[0].code", "two capital letters"),
    ('emergency: ["111"', 'emergency: ["the police"', "8:17: countries[0].emergency[0]", "for whom in brackets"),
    ("aliases: [Aotearoa]", "aliases: [ireland]", "22:5: countries[1].name", "already names NZ"),
    ('hours: "24/7"', 'hours: "someone will answer soon"', "17:9: countries[0].lines[0].hours", "breaks word rule 12"),
    ("source:", "sauce:", "18:9: countries[0].lines[0].sauce", "did you mean `source`?"),
    ("elsewhere:", "# elsewhere:", "2:1: elsewhere", "add `elsewhere:` here"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "place", "message"), BROKEN)
def test_a_mistake_is_told_with_its_place_and_remedy(
    tmp_path: Path, old: str, new: str, place: str, message: str
) -> None:
    """A help line with a mistake is refused, with its file, line and column."""
    assert old in SMALL
    with pytest.raises(PackInvalid) as refused:
        read(tmp_path, SMALL.replace(old, new, 1))
    told = describe(refused.value.problems)
    assert f"{FILE}:{place}: " in told
    assert message in told


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """Without the file there is no silent default."""
    with pytest.raises(PackInvalid, match="cannot be read"):
        load_helplines(tmp_path)


@pytest.fixture(scope="module")
def shipped() -> HelpLines:
    """The help lines that moodbot ships."""
    return load_helplines(RESPONSES, load_word_rules("en"))


def test_the_shipped_lines_cover_twenty_countries_and_none_is_called_confirmed(shipped: HelpLines) -> None:
    """Every line waits for a person's confirmation, and names where its number was read."""
    assert len(shipped.countries) >= 20
    assert not any(line.confirmed for line in shipped.lines)
    assert all(line.source and line.url for line in shipped.lines)
    assert due(shipped.lines, WRITTEN_ON) == []
    assert shipped.elsewhere == "https://findahelpline.com"


def test_every_country_has_a_line_for_someone_who_thinks_of_dying(shipped: HelpLines) -> None:
    """And an emergency number, so that the help block is never empty."""
    for country in shipped.countries:
        assert country.lines_for(Purpose.SUICIDE, Purpose.GENERAL), country.name
        assert country.emergency, country.name


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("uk", "GB"), ("united kingdom", "GB"), ("england", "GB"), ("deutschland", "DE"), ("germny", "DE"),
        ("usa", "US"), ("u.s.", "US"), ("I live in the Netherlands", "NL"), ("méxico", "MX"), ("한국", "KR"),
        ("south korea", "KR"),
    ],
)  # fmt: skip
def test_people_find_their_country(shipped: HelpLines, said: str, code: str) -> None:
    """By the names that people really write."""
    found = shipped.find(said)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "said", ["iceland", "north korea", "australla land", "slovenia", "niger", "lapland", "us and uk", "help"]
)
def test_a_country_without_lines_gets_no_neighbours_lines(shipped: HelpLines, said: str) -> None:
    """Iceland is one letter from Ireland, and must never be shown an Irish number."""
    assert shipped.find(said) is None


def test_every_line_is_shown_with_its_official_link(shipped: HelpLines) -> None:
    """Until a person has confirmed it, each also asks to check that link."""
    texts = LineTexts("{service}: {dial}", "{service}: {dial}", "{service}: {keyword} {dial}", "{service}", "check it")
    for line in shipped.lines:
        text = show_line(line, texts)
        assert f"<{line.url}> (check it)" in text
        assert (line.dial or "") in text


def test_the_numbers_are_those_that_were_compared() -> None:
    """Changing a digit is never an accident: the file and this list are changed together, by someone who looked."""
    raw = (RESPONSES / FILE).read_text("utf-8")
    found = set(re.findall(r'dial: "([^"]+)"', raw))
    assert found == set(COMPARED.split("\n")) - {""}


COMPARED = """
1-800-222-1222
13 11 26
0800 764 766
0800 147 111
988
741741
1-800-799-7233
88788
1-800-656-4673
1-800-422-4453
1-800-668-6868
686868
116 123
85258
0808 2000 247
0800 1111
50808
1800 341 900
1800 66 66 66
13 11 14
0477 13 11 14
1800 737 732
0458 737 732
1800 55 1800
1737
0508 828 865
0800 733 843
0800 942 8787
0800 1110111
0800 1110222
116 016
142
0800 222 555
147
143
113
0800-0113
1813
0800 32 123
02 648 40 14
3114
3919
119
024
016
1411
02 2327 2327
324 011 7252
1522
90101
116 111
22 40 00 40
70 201 201
09 2525 0111
09 2525 0112
09 2525 0116
800 70 2222
800 120 002
116-123
14416
181
1098
0120-279-338
0120-279-226
0120-061-338
109
1767
9151 1767
1771
0800 567 567
0800 428 428
188
800 911 2000
1201
"""
