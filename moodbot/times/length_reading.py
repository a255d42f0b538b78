"""Parse a duration or interval into minutes: "3 days", "half an hour", "1h30", "2 weeks and 3 days"."""

from moodbot.times.time_words import Row, TimeWords, Unit
from moodbot.times.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

_DAYS_PER_WEEK, _DAYS_PER_MONTH = 7, 30
_MINUTES_IN = {
    Unit.MINUTE: 1,
    Unit.HOUR: MINUTES_PER_HOUR,
    Unit.DAY: MINUTES_PER_DAY,
    Unit.WEEK: _DAYS_PER_WEEK * MINUTES_PER_DAY,
    Unit.MONTH: _DAYS_PER_MONTH * MINUTES_PER_DAY,
    Unit.YEAR: 365 * MINUTES_PER_DAY,
}


def read_minutes(row: Row, place: int, words: TimeWords) -> tuple[int, int] | None:
    """Parse "3 days", "hour", "1h30" or "2 weeks and 3 days"; return minutes and the place after, or None."""
    minutes, after = 0.0, place
    while found := _measure(row, row.skip(after, words.joins) if minutes else after, words):
        amount, unit, after = found
        minutes += amount * _MINUTES_IN[unit]
        rest = row.number(after, 2)
        if unit is Unit.HOUR and rest is not None and row[after].glued and row[after + 1].text not in words.units:
            minutes, after = minutes + rest, after + 1  # 1h30
        joined = row.skip(after, words.joins)
        half = row.named(joined, words.amounts) if joined > after else None
        if half and half[0] < 1 and row[half[1]].text not in words.units:
            minutes, after = minutes + half[0] * _MINUTES_IN[unit], half[1]  # an hour and a half
    return (round(minutes), after) if round(minutes) else None


def _measure(row: Row, place: int, words: TimeWords) -> tuple[float, Unit, int] | None:
    """Return the amount and unit at *place*, and the place after them, or None; a unit alone counts as one."""
    amount, after = 1.0, place
    if (number := row.number(place, 4)) is not None:
        amount, after = float(number), place + 1
        tenths = row.number(place + 2, 1)
        if tenths is not None and row[place + 1].text == "." and row[place + 1].glued and row[place + 2].glued:
            amount, after = amount + tenths / 10, place + 3
    elif found := row.named(place, words.amounts):
        amount, after = found
    elif row[place].text in words.numbers:
        amount, after = float(words.numbers[row[place].text]), place + 1
    unit = words.units.get(row[after].text)
    return (amount, unit, after + 1) if unit else None
