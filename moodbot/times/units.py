"""Units of time in milliseconds, and minutes per hour and day for times of day."""

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

MINUTES_PER_HOUR = HOUR // MINUTE
MINUTES_PER_DAY = DAY // MINUTE
"""Check-in rhythms, quiet hours and the like are counted in minutes of the person's local day."""
