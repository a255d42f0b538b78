"""How people write a time of day and a length of time: "half past eight", "20:00", "2h ago"."""

from dataclasses import dataclass

from moodbot.times.time_words import Phrase, Row, TimeWords, Unit
from moodbot.times.told_time import Clock, DaysBack, Elapsed, MonthsBack, Unread
from moodbot.times.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

HOURS, MINUTES, HALF_DAY = 24, 60, 12
_HALF, _QUARTER = 30, 15
_WHOLE_FIVES = (5, 10, 20, 25)
_YEAR, _WEEK = 12, 7
_MINUTES_IN = {
    Unit.MINUTE: 1,
    Unit.HOUR: MINUTES_PER_HOUR,
    Unit.DAY: MINUTES_PER_DAY,
    Unit.WEEK: _WEEK * MINUTES_PER_DAY,
}


@dataclass(frozen=True, slots=True)
class _Hour:
    number: int
    zero: bool
    spelled: bool


def read_clock(row: Row, place: int, words: TimeWords, hinted: bool) -> tuple[Clock | Unread, int] | None:
    """Return the time of day at *place* and the place behind it; None where there is none.

    *hinted* says that a word such as "at" stands before it: only then a bare number is an hour.
    """
    if row[place].text in words.noon:
        return Clock(HALF_DAY, known=True), place + 1
    if row[place].text in words.midnight:
        return Clock(HOURS, known=True), place + 1
    return _beside_the_hour(row, place, words, hinted) or _from_the_hour(row, place, words, hinted)


def read_length_ago(row: Row, place: int, words: TimeWords) -> tuple[Elapsed | DaysBack | MonthsBack, int] | None:
    """Return how long ago it was, for "two hours ago", and the place behind it; None where that is not said."""
    if row.phrase(place, words.now) is not None:
        return Elapsed(0), place + len(row.phrase(place, words.now) or ())
    found = _length(row, place, words)
    if found is None or row[found[1]].text not in words.ago:
        return None
    return found[0], found[1] + 1


def waits(row: Row, place: int, words: TimeWords) -> bool:
    """True for "in two hours"."""
    if row[place].text not in words.waiting:
        return False
    found = _length(row, place + 1, words)
    return found is not None and row[found[1]].text not in words.ago


def _length(row: Row, place: int, words: TimeWords) -> tuple[Elapsed | DaysBack | MonthsBack, int] | None:
    lengths: list[tuple[float, Unit]] = []
    while found := _amount(row, place, words):
        amount, behind = found
        unit = words.units.get(row[behind].text)
        if unit is None:
            break
        lengths.append((amount, unit))
        place = behind + 1
        minutes = row.number(place, 2)
        if unit is Unit.HOUR and minutes is not None and row[place].glued and row[place + 1].text in words.ago:
            lengths.append((minutes, Unit.MINUTE))  # 1h30
            place += 1
            break
        # "an hour and a half": a half of the unit that was said last.
        joined = row.skip(place, words.joins)
        if (more := _amount(row, joined, words)) and more[0] < 1 and row[more[1]].text in words.ago:
            lengths.append((more[0], unit))
            place = more[1]
            break
        place = joined if _amount(row, joined, words) else place
    summed = _sum(lengths)
    return None if summed is None else (summed, place)


def _sum(lengths: list[tuple[float, Unit]]) -> Elapsed | DaysBack | MonthsBack | None:
    units = {unit for _, unit in lengths}
    if not units:
        return None
    if units <= {Unit.MONTH, Unit.YEAR}:
        return MonthsBack(round(sum(amount * (_YEAR if unit is Unit.YEAR else 1) for amount, unit in lengths)))
    if not units <= _MINUTES_IN.keys():
        return None
    minutes = round(sum(amount * _MINUTES_IN[unit] for amount, unit in lengths))
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


def _beside_the_hour(row: Row, place: int, words: TimeWords, hinted: bool) -> tuple[Clock | Unread, int] | None:
    """Read "half past eight", "quarter to nine", "at ten past eight", "at half eight"."""
    text = row[place].text
    if text in words.half or text in words.quarter:
        minutes, behind = (_HALF if text in words.half else _QUARTER), place + 1
        if hinted and text in words.half and (hour := _hour(row, behind, words)) and 0 < hour.number <= HALF_DAY:
            return _with_half(Clock(hour.number, _HALF, bare=True), row, behind + 1, words)
    else:
        number = _hour(row, place, words)
        if number is None or not hinted:
            return None
        minutes, behind = number.number, row.skip(place + 1, words.minutes)
        if minutes not in _WHOLE_FIVES and behind == place + 1:
            return None
    side = row[behind].text
    hour = _hour(row, behind + 1, words)
    if hour is None or side not in words.past | words.to or not 0 < hour.number < HOURS:
        return None
    past = side in words.past
    clock = Clock(
        hour.number if past else hour.number - 1 or HALF_DAY,
        minutes if past else (MINUTES - minutes) % MINUTES,
        hour.number > HALF_DAY,
        bare=True,
    )
    return _with_half(clock, row, behind + 2, words)


def _from_the_hour(row: Row, place: int, words: TimeWords, hinted: bool) -> tuple[Clock | Unread, int] | None:
    """Read "20:00", "8.30pm", "8 p.m.", "eight o'clock", "20h30", "8 in the evening", and after "at" also "8"."""
    military = row.number(place, 4)
    if hinted and military is not None and len(row[place].text) == len("2000"):
        clock = Clock(military // 100, military % 100, known=True)
        return (clock, place + 1) if _exists(clock) else None
    hour = _hour(row, place, words)
    if hour is None:
        return None
    known = hour.zero or hour.number == 0 or hour.number > HALF_DAY
    minute, behind = (None, place + 1) if hour.spelled else _minutes(row, place + 1)
    clock = Clock(hour.number, minute or 0, known, minute is None)
    half = _half_of_day(row, behind, words)
    if minute is not None and row[place + 1].text == "." and not hinted and half is None:
        return None
    if half is not None or minute is not None:
        return _with_half(clock, row, behind, words)
    if row[behind].text in words.oclock and (hinted or len(row[behind].text) > 1):
        return _with_half(clock, row, behind + 1, words)
    if _says_part(row, behind, words) or (hinted and (not hour.spelled or _may_end(row, behind, words))):
        return (clock, behind) if _exists(clock) else None
    return None


def _minutes(row: Row, place: int) -> tuple[int | None, int]:
    """Read ":30" or ":30:15" behind an hour, or nothing."""
    sign, minute = row[place], row.number(place + 1, 2)
    long_enough = len(row[place + 1].text) == len("30")
    if sign.text not in {":", ".", "h"} or not sign.glued or not row[place + 1].glued or not long_enough:
        return None, place
    seconds = row[place + 2].text == ":" and row[place + 2].glued and row.number(place + 3, 2) is not None
    return minute, place + 4 if seconds else place + 2


def _half_of_day(row: Row, place: int, words: TimeWords) -> Phrase | None:
    """Return the "am" or "pm" at *place*; a single letter must be glued ("8p")."""
    phrase = row.phrase(place, words.am | words.pm)
    alone = phrase is not None and len("".join(phrase)) == 1 and not row[place].glued
    return None if alone else phrase


def _with_half(clock: Clock, row: Row, place: int, words: TimeWords) -> tuple[Clock | Unread, int]:
    """Add the "am" or "pm" behind a time, if there is one."""
    phrase = _half_of_day(row, place, words)
    if phrase is None:
        return (clock if _exists(clock) else Unread.NO_SUCH_TIME), place
    place += len(phrase)
    if not _exists(clock) or (clock.hour > HALF_DAY and phrase in words.am):
        return Unread.NO_SUCH_TIME, place
    afternoon = HALF_DAY if phrase in words.pm else 0
    hour = clock.hour if clock.hour > HALF_DAY else clock.hour % HALF_DAY + afternoon
    return Clock(hour, clock.minute, known=True), place


def _exists(clock: Clock) -> bool:
    return clock.minute < MINUTES and (clock.hour < HOURS or (clock.hour == HOURS and not clock.minute))


def _says_part(row: Row, place: int, words: TimeWords) -> bool:
    """True where "in the evening" follows; "2 evening walks" is no time."""
    behind = place
    while row[behind].text in words.lead:
        behind += 1
    return behind > place and row[behind].text in words.parts


def _may_end(row: Row, place: int, words: TimeWords) -> bool:
    """True where an hour in letters can be over: "at one" alone or before a day, but not in "at one point"."""
    text = row[place].text
    return (
        row.ends(place)
        or text in words.lead | words.last | words.weekdays.keys()
        or bool(row.phrase(place, words.days))
    )
