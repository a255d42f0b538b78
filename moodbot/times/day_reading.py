"""How people write a day and a part of the day: "yesterday", "last friday", "12th of nov", "2026-11-12", "tonight"."""

from moodbot.times.time_words import Row, TimeWords, Unit
from moodbot.times.told_time import CalendarDay, Day, DaysBack, PartSaid, Unread, Weekday, Which

MONTHS, _MOST_DAYS = 12, 31
_YEAR_DIGITS, _CENTURY = 4, 2000
_YEARS = range(1900, 2200)
_SIGNS = frozenset("-/.")

Said = tuple[Day | PartSaid | Unread, int]


def read_day(row: Row, place: int, words: TimeWords, led: bool, hinted: bool) -> Said | None:
    """Return the day or part of the day at *place* and the place behind it; None where there is none.

    *led* says that a word which may stand before a time does, *hinted* that it was one such as "at".
    """
    if row.phrase(place, words.future) is not None:
        return Unread.FUTURE, place + 1
    if found := row.named(place, words.days):
        return DaysBack(found[0]), found[1]
    return (
        _this_or_last(row, place, words)
        or _part(row, place, words)
        or _weekday(row, place, words, led)
        or _numeric(row, place, hinted)
        or _with_month(row, place, words)
        or _day_of_month(row, place, words, led)
    )


def _this_or_last(row: Row, place: int, words: TimeWords) -> Said | None:
    text, following, behind = row[place].text, row[place + 1].text, place + 2
    index = _weekday_at(row, place + 1, words)
    if text in words.coming and (index is not None or words.units.get(following) in {Unit.DAY, Unit.WEEK, Unit.MONTH}):
        return Unread.FUTURE, behind
    if text in words.this | words.last and index is not None:
        return Weekday(index, Which.THIS_WEEK if text in words.this else Which.BEFORE_TODAY), behind
    if text in words.this and following in words.parts:
        return PartSaid(words.parts[following], 0), behind
    if text not in words.last:
        return None
    if following in words.parts:
        return PartSaid(words.parts[following], 1), behind
    if following in words.week:
        behind = row.skip(behind, words.lead)
        index = _weekday_at(row, behind, words)
        return None if index is None else (Weekday(index, Which.WEEK_BEFORE), behind + 1)
    return None


def _part(row: Row, place: int, words: TimeWords) -> Said | None:
    text = row[place].text
    if text in words.tonight:
        return PartSaid(words.tonight[text], 0), place + 1
    return (PartSaid(words.parts[text]), place + 1) if text in words.parts else None


def _weekday(row: Row, place: int, words: TimeWords, led: bool) -> Said | None:
    index = _weekday_at(row, place, words)
    if index is None:
        return None
    behind = place + 1
    if row[behind].text in words.last and row[behind + 1].text in words.week:
        return Weekday(index, Which.WEEK_BEFORE), behind + 2
    if row[place].text in words.short_weekdays and not led:
        time_follows = row.number(row.skip(behind, words.at)) is not None or row[behind].text in words.parts
        if not time_follows and not row.ends(behind):
            return None
    return Weekday(index, Which.LATEST), behind


def _weekday_at(row: Row, place: int, words: TimeWords) -> int | None:
    text = row[place].text
    return words.weekdays.get(text, words.short_weekdays.get(text))


def _numeric(row: Row, place: int, hinted: bool) -> Said | None:
    """Read "2026-11-12", "12.11.", "12.11.2026" and "25/12"; a day that could be two is TWO_DAYS."""
    sign = row[place + 1].text
    numbers, behind = _numbers(row, place, sign)
    if sign not in _SIGNS or len(numbers) < len("dm"):
        return None
    if len(row[place].text) == _YEAR_DIGITS:
        return (_exact(numbers[2], numbers[1], numbers[0]), behind) if len(numbers) == len("dmy") else None
    year = numbers[2] if len(numbers) == len("dmy") else None
    if year is not None and len(row[place + 4].text) <= len("26"):
        year += _CENTURY
    first, second = numbers[0], numbers[1]
    if sign == ".":
        if year is not None:
            return _exact(first, second, year), behind
        closed = row[behind].text == "." and row[behind].glued and not hinted
        return (_exact(first, second, None), behind + 1) if closed else None
    if sign == "-" and year is None:
        return None
    if first != second and max(first, second) <= MONTHS:
        return Unread.TWO_DAYS, behind
    return _exact(max(first, second), min(first, second), year), behind


def _numbers(row: Row, place: int, sign: str) -> tuple[list[int], int]:
    """Return up to three numbers with *sign* between them and no blanks, and the place behind."""
    numbers: list[int] = []
    behind = place
    while len(numbers) < len("dmy"):
        number = row.number(place, _YEAR_DIGITS)
        if number is None or (numbers and not row[place].glued):
            break
        numbers.append(number)
        behind = place + 1
        if row[behind].text != sign or not row[behind].glued:
            break
        place = behind + 1
    return numbers, behind


def _with_month(row: Row, place: int, words: TimeWords) -> Said | None:
    """Read "12 nov", "12th of november 2026", "nov. 12", "november the 12th, 2026"."""
    month = words.months.get(row[place].text)
    if month is not None:
        place = row.skip(row.skip(place + 1, "."), words.lead)
        day = row.number(place, 2)
        behind = _behind_ordinal(row, place + 1, words)
    else:
        day = row.number(place, 2)
        behind = row.skip(row.skip(_behind_ordinal(row, place + 1, words), "."), words.of)
        month = words.months.get(row[behind].text)
        behind += 1
    if day is None or month is None:
        return None
    year_place = row.skip(row.skip(behind, "."), ",")
    year = row.number(year_place, _YEAR_DIGITS)
    if year in _YEARS and row.parted(year_place + 1):
        return _exact(day, month, year), year_place + 1
    return _exact(day, month, None), behind


def _behind_ordinal(row: Row, place: int, words: TimeWords) -> int:
    return row.skip(place, words.ordinals) if row[place].glued else place


def _day_of_month(row: Row, place: int, words: TimeWords, led: bool) -> Said | None:
    """Read "the 12th", where nothing but a time follows: "the 1st lesson" is none."""
    day, behind = row.number(place, 2), _behind_ordinal(row, place + 1, words)
    over = row.ends(behind) or row[behind].text in words.at | words.parts.keys() or row.number(behind) is not None
    return (_exact(day, None, None), behind) if day is not None and led and behind > place + 1 and over else None


def _exact(day: int, month: int | None, year: int | None) -> CalendarDay | Unread:
    possible = 0 < day <= _MOST_DAYS and (month is None or 0 < month <= MONTHS)
    return CalendarDay(day, month, year) if possible else Unread.NO_SUCH_DAY
