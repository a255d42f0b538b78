"""Parse a day or part of the day: "yesterday", "last friday", "12th of nov", "2026-11-12", "tonight"."""

from moodbot.times.time_words import Row, TimeWords, Unit
from moodbot.times.told_time import CalendarDay, Day, DaysBack, PartOfDay, Unread, Weekday, WeekdayChoice

MONTHS, _MOST_DAYS = 12, 31
_YEAR_DIGITS, _CENTURY = 4, 2000
_YEARS = range(1900, 2200)
_DATE_SEPARATORS = frozenset("-/.")

ParsedDay = tuple[Day | PartOfDay | Unread, int]


def read_day(row: Row, place: int, words: TimeWords, led: bool, hinted: bool) -> ParsedDay | None:
    """Parse the day or part of the day at *place*; return it and the place after it, or None if there is none.

    *led*: a word that may introduce a time ("on") comes before; *hinted*: it is one such as "at".
    """
    if row.phrase(place, words.future) is not None:
        return Unread.FUTURE, place + 1
    if found := row.named(place, words.days):
        return DaysBack(found[0]), found[1]
    return (
        _relative_day(row, place, words)
        or _day_part(row, place, words)
        or _weekday(row, place, words, led)
        or _numeric(row, place, hinted)
        or _with_month(row, place, words)
        or _day_of_month(row, place, words, led)
    )


def _relative_day(row: Row, place: int, words: TimeWords) -> ParsedDay | None:
    text, following, after = row[place].text, row[place + 1].text, place + 2
    index = _weekday_at(row, place + 1, words)
    if text in words.coming and (index is not None or words.units.get(following) in {Unit.DAY, Unit.WEEK, Unit.MONTH}):
        return Unread.FUTURE, after
    if text in words.this | words.last and index is not None:
        return Weekday(index, WeekdayChoice.THIS_WEEK if text in words.this else WeekdayChoice.BEFORE_TODAY), after
    if text in words.this and following in words.parts:
        return PartOfDay(words.parts[following], 0), after
    if text not in words.last:
        return None
    if following in words.parts:
        return PartOfDay(words.parts[following], 1), after
    if following in words.week:
        after = row.skip(after, words.lead)
        index = _weekday_at(row, after, words)
        return None if index is None else (Weekday(index, WeekdayChoice.WEEK_BEFORE), after + 1)
    return None


def _day_part(row: Row, place: int, words: TimeWords) -> ParsedDay | None:
    text = row[place].text
    if text in words.tonight:
        return PartOfDay(words.tonight[text], 0), place + 1
    return (PartOfDay(words.parts[text]), place + 1) if text in words.parts else None


def _weekday(row: Row, place: int, words: TimeWords, led: bool) -> ParsedDay | None:
    index = _weekday_at(row, place, words)
    if index is None:
        return None
    after = place + 1
    if row[after].text in words.last and row[after + 1].text in words.week:
        return Weekday(index, WeekdayChoice.WEEK_BEFORE), after + 2
    if row[place].text in words.short_weekdays and not led:
        time_follows = row.number(row.skip(after, words.at)) is not None or row[after].text in words.parts
        if not time_follows and not row.ends(after):
            return None
    return Weekday(index, WeekdayChoice.LATEST), after


def _weekday_at(row: Row, place: int, words: TimeWords) -> int | None:
    text = row[place].text
    return words.weekdays.get(text, words.short_weekdays.get(text))


def _numeric(row: Row, place: int, hinted: bool) -> ParsedDay | None:
    """Parse "2026-11-12", "12.11.", "12.11.2026" and "25/12"; an ambiguous date is TWO_DAYS."""
    sign = row[place + 1].text
    numbers, after = _numbers(row, place, sign)
    if sign not in _DATE_SEPARATORS or len(numbers) < len("dm"):
        return None
    if len(row[place].text) == _YEAR_DIGITS:
        return (_calendar_day(numbers[2], numbers[1], numbers[0]), after) if len(numbers) == len("dmy") else None
    year = numbers[2] if len(numbers) == len("dmy") else None
    if year is not None and len(row[place + 4].text) <= len("26"):
        year += _CENTURY
    first, second = numbers[0], numbers[1]
    if sign == ".":
        if year is not None:
            return _calendar_day(first, second, year), after
        closed = row[after].text == "." and row[after].glued and not hinted
        return (_calendar_day(first, second, None), after + 1) if closed else None
    if sign == "-" and year is None:
        return None
    if first != second and max(first, second) <= MONTHS:
        return Unread.TWO_DAYS, after
    return _calendar_day(max(first, second), min(first, second), year), after


def _numbers(row: Row, place: int, sign: str) -> tuple[list[int], int]:
    """Return up to three numbers that are joined by *sign* without blanks, and the place after them."""
    numbers: list[int] = []
    after = place
    while len(numbers) < len("dmy"):
        number = row.number(place, _YEAR_DIGITS)
        if number is None or (numbers and not row[place].glued):
            break
        numbers.append(number)
        after = place + 1
        if row[after].text != sign or not row[after].glued:
            break
        place = after + 1
    return numbers, after


def _with_month(row: Row, place: int, words: TimeWords) -> ParsedDay | None:
    """Parse "12 nov", "12th of november 2026", "nov. 12", "november the 12th, 2026"."""
    month = words.months.get(row[place].text)
    if month is not None:
        place = row.skip(row.skip(place + 1, "."), words.lead)
        day = row.number(place, 2)
        after = _after_ordinal(row, place + 1, words)
    else:
        day = row.number(place, 2)
        after = row.skip(row.skip(_after_ordinal(row, place + 1, words), "."), words.of)
        month = words.months.get(row[after].text)
        after += 1
    if day is None or month is None:
        return None
    year_place = row.skip(row.skip(after, "."), ",")
    year = row.number(year_place, _YEAR_DIGITS)
    if year in _YEARS and row.parted(year_place + 1):
        return _calendar_day(day, month, year), year_place + 1
    return _calendar_day(day, month, None), after


def _after_ordinal(row: Row, place: int, words: TimeWords) -> int:
    return row.skip(place, words.ordinals) if row[place].glued else place


def _day_of_month(row: Row, place: int, words: TimeWords, led: bool) -> ParsedDay | None:
    """Parse "the 12th" at the end or before a time; "the 1st lesson" is no day."""
    day, after = row.number(place, 2), _after_ordinal(row, place + 1, words)
    at_end = row.ends(after) or row[after].text in words.at | words.parts.keys() or row.number(after) is not None
    return (_calendar_day(day, None, None), after) if day is not None and led and after > place + 1 and at_end else None


def _calendar_day(day: int, month: int | None, year: int | None) -> CalendarDay | Unread:
    possible = 0 < day <= _MOST_DAYS and (month is None or 0 < month <= MONTHS)
    return CalendarDay(day, month, year) if possible else Unread.NO_SUCH_DAY
