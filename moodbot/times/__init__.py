"""Parsing of dates, times, durations and time zones from typed text. Pure, no I/O."""
