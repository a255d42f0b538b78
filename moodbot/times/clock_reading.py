"""Parse a time of day ("half past eight", "20:00") or an elapsed time ("2h ago") from typed text."""

from dataclasses import dataclass

from moodbot.times.time_words import Phrase, Row, TimeWords, Unit
from moodbot.times.told_time import Clock, DaysBack, Elapsed, MonthsBack, Unread
from moodbot.times.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

HOURS, MINUTES, HALF_DAY = 24, 60, 12
_HALF_HOUR, _QUARTER_HOUR = 30, 15
_MINUTES_WITHOUT_UNIT = (5, 10, 20, 25)
_MONTHS_PER_YEAR, _DAYS_PER_WEEK = 12, 7
_MINUTES_IN = {
    Unit.MINUTE: 1,
    Unit.HOUR: MINUTES_PER_HOUR,
    Unit.DAY: MINUTES_PER_DAY,
    Unit.WEEK: _DAYS_PER_WEEK * MINUTES_PER_DAY,
}


@dataclass(frozen=True, slots=True)
class _Hour:
    number: int
    zero: bool
    spelled: bool


def read_clock(row: Row, place: int, words: TimeWords, hinted: bool) -> tuple[Clock | Unread, int] | None:
    """Parse the time of day at *place*; return it and the place after it, or None if there is none.

    *hinted*: a word such as "at" comes before; only then is a bare number an hour.
    """
    if row[place].text in words.noon:
        return Clock(HALF_DAY, known=True), place + 1
    if row[place].text in words.midnight:
        return Clock(HOURS, known=True), place + 1
    return _relative_to_hour(row, place, words, hinted) or _starting_with_hour(row, place, words, hinted)


def read_length_ago(row: Row, place: int, words: TimeWords) -> tuple[Elapsed | DaysBack | MonthsBack, int] | None:
    """Parse "two hours ago" or "now" at *place*; return the elapsed time and the place after it, or None."""
    if row.phrase(place, words.now) is not None:
        return Elapsed(0), place + len(row.phrase(place, words.now) or ())
    duration = _duration(row, place, words)
    if duration is None or row[duration[1]].text not in words.ago:
        return None
    return duration[0], duration[1] + 1


def is_in_future(row: Row, place: int, words: TimeWords) -> bool:
    """Return True for a duration from now on, such as "in two hours"."""
    if row[place].text not in words.waiting:
        return False
    duration = _duration(row, place + 1, words)
    return duration is not None and row[duration[1]].text not in words.ago


def _duration(row: Row, place: int, words: TimeWords) -> tuple[Elapsed | DaysBack | MonthsBack, int] | None:
    measures: list[tuple[float, Unit]] = []
    while found := _amount(row, place, words):
        amount, after = found
        unit = words.units.get(row[after].text)
        if unit is None:
            break
        measures.append((amount, unit))
        place = after + 1
        minutes = row.number(place, 2)
        if unit is Unit.HOUR and minutes is not None and row[place].glued and row[place + 1].text in words.ago:
            measures.append((minutes, Unit.MINUTE))  # 1h30
            place += 1
            break
        # "an hour and a half": half of the preceding unit.
        joined = row.skip(place, words.joins)
        if (half := _amount(row, joined, words)) and half[0] < 1 and row[half[1]].text in words.ago:
            measures.append((half[0], unit))
            place = half[1]
            break
        place = joined if _amount(row, joined, words) else place
    total = _total(measures)
    return None if total is None else (total, place)


def _total(measures: list[tuple[float, Unit]]) -> Elapsed | DaysBack | MonthsBack | None:
    units = {unit for _, unit in measures}
    if not units:
        return None
    if units <= {Unit.MONTH, Unit.YEAR}:
        return MonthsBack(
            round(sum(amount * (_MONTHS_PER_YEAR if unit is Unit.YEAR else 1) for amount, unit in measures))
        )
    if not units <= _MINUTES_IN.keys():
        return None
    minutes = round(sum(amount * _MINUTES_IN[unit] for amount, unit in measures))
    whole_days = units <= {Unit.DAY, Unit.WEEK} and minutes % _MINUTES_IN[Unit.DAY] == 0
    return DaysBack(minutes // _MINUTES_IN[Unit.DAY]) if whole_days else Elapsed(minutes)


def _amount(row: Row, place: int, words: TimeWords) -> tuple[float, int] | None:
    number = row.number(place)
    if number is not None:
        tenths = row.number(place + 2, 1)
        if row[place + 1].text in {".", ","} and row[place + 2].glued and row[place + 1].glued and tenths is not None:
            return number + tenths / 10, place + 3
        return number, place + 1
    if found := row.named(place, words.amounts):
        return found
    spelled = words.numbers.get(row[place].text)
    if spelled is None:
        return None
    # "one and a half hours"
    joined = row.skip(place + 1, words.joins)
    if joined > place + 1 and (half := row.named(joined, words.amounts)) and half[0] < 1:
        return spelled + half[0], half[1]
    return spelled, place + 1


def _hour(row: Row, place: int, words: TimeWords) -> _Hour | None:
    number = row.number(place, 2)
    if number is not None:
        return _Hour(number, row[place].text[0] == "0", False)
    spelled = words.numbers.get(row[place].text)
    return None if spelled is None or spelled > HOURS else _Hour(spelled, False, True)


def _relative_to_hour(row: Row, place: int, words: TimeWords, hinted: bool) -> tuple[Clock | Unread, int] | None:
    """Parse "half past eight", "quarter to nine", "at ten past eight", "at half eight"."""
    text = row[place].text
    if text in words.half or text in words.quarter:
        minutes, after = (_HALF_HOUR if text in words.half else _QUARTER_HOUR), place + 1
        if hinted and text in words.half and (hour := _hour(row, after, words)) and 0 < hour.number <= HALF_DAY:
            return _with_am_or_pm(Clock(hour.number, _HALF_HOUR, bare=True), row, after + 1, words)
    else:
        number = _hour(row, place, words)
        if number is None or not hinted:
            return None
        minutes, after = number.number, row.skip(place + 1, words.minutes)
        if minutes not in _MINUTES_WITHOUT_UNIT and after == place + 1:
            return None
    side = row[after].text
    hour = _hour(row, after + 1, words)
    if hour is None or side not in words.past | words.to or not 0 < hour.number < HOURS:
        return None
    past = side in words.past
    clock = Clock(
        hour.number if past else hour.number - 1 or HALF_DAY,
        minutes if past else (MINUTES - minutes) % MINUTES,
        hour.number > HALF_DAY,
        bare=True,
    )
    return _with_am_or_pm(clock, row, after + 2, words)


def _starting_with_hour(row: Row, place: int, words: TimeWords, hinted: bool) -> tuple[Clock | Unread, int] | None:
    """Parse "20:00", "8.30pm", "8 p.m.", "eight o'clock", "20h30", "8 in the evening", and after "at" also "8"."""
    military = row.number(place, 4)
    if hinted and military is not None and len(row[place].text) == len("2000"):
        clock = Clock(military // 100, military % 100, known=True)
        return (clock, place + 1) if _is_valid(clock) else None
    hour = _hour(row, place, words)
    if hour is None:
        return None
    known = hour.zero or hour.number == 0 or hour.number > HALF_DAY
    minute, after = (None, place + 1) if hour.spelled else _minutes(row, place + 1)
    clock = Clock(hour.number, minute or 0, known, minute is None)
    half = _am_or_pm(row, after, words)
    if minute is not None and row[place + 1].text == "." and not hinted and half is None:
        return None
    if half is not None or minute is not None:
        return _with_am_or_pm(clock, row, after, words)
    if row[after].text in words.oclock and (hinted or len(row[after].text) > 1):
        return _with_am_or_pm(clock, row, after + 1, words)
    if _day_part_follows(row, after, words) or (hinted and (not hour.spelled or _can_end(row, after, words))):
        return (clock, after) if _is_valid(clock) else None
    return None


def _minutes(row: Row, place: int) -> tuple[int | None, int]:
    """Parse ":30" or ":30:15" after an hour; return the minutes or None, and the place after them."""
    sign, minute = row[place], row.number(place + 1, 2)
    long_enough = len(row[place + 1].text) == len("30")
    if sign.text not in {":", ".", "h"} or not sign.glued or not row[place + 1].glued or not long_enough:
        return None, place
    seconds = row[place + 2].text == ":" and row[place + 2].glued and row.number(place + 3, 2) is not None
    return minute, place + 4 if seconds else place + 2


def _am_or_pm(row: Row, place: int, words: TimeWords) -> Phrase | None:
    """Return the "am" or "pm" at *place*; a single letter must be glued ("8p")."""
    phrase = row.phrase(place, words.am | words.pm)
    alone = phrase is not None and len("".join(phrase)) == 1 and not row[place].glued
    return None if alone else phrase


def _with_am_or_pm(clock: Clock, row: Row, place: int, words: TimeWords) -> tuple[Clock | Unread, int]:
    """Apply a following "am" or "pm" to *clock*, if there is one; return the time and the place after it."""
    phrase = _am_or_pm(row, place, words)
    if phrase is None:
        return (clock if _is_valid(clock) else Unread.NO_SUCH_TIME), place
    place += len(phrase)
    if not _is_valid(clock) or (clock.hour > HALF_DAY and phrase in words.am):
        return Unread.NO_SUCH_TIME, place
    afternoon = HALF_DAY if phrase in words.pm else 0
    hour = clock.hour if clock.hour > HALF_DAY else clock.hour % HALF_DAY + afternoon
    return Clock(hour, clock.minute, known=True), place


def _is_valid(clock: Clock) -> bool:
    return clock.minute < MINUTES and (clock.hour < HOURS or (clock.hour == HOURS and not clock.minute))


def _day_part_follows(row: Row, place: int, words: TimeWords) -> bool:
    """Return True if a phrase such as "in the evening" follows; "2 evening walks" is no time."""
    after = place
    while row[after].text in words.lead:
        after += 1
    return after > place and row[after].text in words.parts


def _can_end(row: Row, place: int, words: TimeWords) -> bool:
    """Return True if a spelled hour can end at *place*: "at one" alone or before a day, not "at one point"."""
    text = row[place].text
    return (
        row.ends(place)
        or text in words.lead | words.last | words.weekdays.keys()
        or bool(row.phrase(place, words.days))
    )
