"""How people write for how long, or how often: "3 days", "half an hour", "1h30", "2 weeks and 3 days"."""

from moodbot.times.time_words import Row, TimeWords, Unit
from moodbot.times.units import MINUTES_PER_DAY, MINUTES_PER_HOUR

_WEEK, _MONTH = 7, 30
_MINUTES = {
    Unit.MINUTE: 1,
    Unit.HOUR: MINUTES_PER_HOUR,
    Unit.DAY: MINUTES_PER_DAY,
    Unit.WEEK: _WEEK * MINUTES_PER_DAY,
    Unit.MONTH: _MONTH * MINUTES_PER_DAY,
    Unit.YEAR: 365 * MINUTES_PER_DAY,
}


def read_minutes(row: Row, place: int, words: TimeWords) -> tuple[int, int] | None:
    """Return the minutes of "3 days", "an hour", "hour", "1h30" or "2 weeks and 3 days", and the place behind."""
    minutes, behind = 0.0, place
    while found := _measure(row, row.skip(behind, words.joins) if minutes else behind, words):
        amount, unit, behind = found
        minutes += amount * _MINUTES[unit]
        rest = row.number(behind, 2)
        if unit is Unit.HOUR and rest is not None and row[behind].glued and row[behind + 1].text not in words.units:
            minutes, behind = minutes + rest, behind + 1  # 1h30
        joined = row.skip(behind, words.joins)
        half = row.named(joined, words.amounts) if joined > behind else None
        if half and half[0] < 1 and row[half[1]].text not in words.units:
            minutes, behind = minutes + half[0] * _MINUTES[unit], half[1]  # an hour and a half
    return (round(minutes), behind) if round(minutes) else None


def _measure(row: Row, place: int, words: TimeWords) -> tuple[float, Unit, int] | None:
    """Return the amount and the unit at *place*, and the place behind them; a unit alone is one of it."""
    amount, behind = 1.0, place
    if (number := row.number(place, 4)) is not None:
        amount, behind = float(number), place + 1
        tenths = row.number(place + 2, 1)
        if tenths is not None and row[place + 1].text == "." and row[place + 1].glued and row[place + 2].glued:
            amount, behind = amount + tenths / 10, place + 3
    elif found := row.named(place, words.amounts):
        amount, behind = found
    elif row[place].text in words.numbers:
        amount, behind = float(words.numbers[row[place].text]), place + 1
    unit = words.units.get(row[behind].text)
    return (amount, unit, behind + 1) if unit else None
