"""Lengths of time: in milliseconds everywhere, in minutes for the hands of a clock on the wall."""

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

MINUTES_PER_HOUR = HOUR // MINUTE
MINUTES_PER_DAY = DAY // MINUTE
"""How often somebody is asked, quiet hours and the like are counted in minutes of the person's own day."""
