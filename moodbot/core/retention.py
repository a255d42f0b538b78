"""Retention periods: the kinds of expiry, and the days that the operator has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from moodbot.times.units import DAY


class Until(StrEnum):
    """Until when data is stored.

    ENTRIES, TALKS, REQUESTS, SLOTS: a number of days from the settings. DAY: one day. CHANGED: until the person changes
    it. FORGOTTEN: until the person is erased. ENDED: until its own end. SERVER_LEFT: until the bot leaves the server.
    """

    ENTRIES = "entries"
    TALKS = "talks"
    REQUESTS = "requests"
    SLOTS = "slots"
    DAY = "day"
    CHANGED = "changed"
    FORGOTTEN = "forgotten"
    ENDED = "ended"
    SERVER_LEFT = "server_left"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Retention:
    """The operator's retention settings, in days."""

    entries: int = 730
    talks: int = 1
    requests: int = 30
    slots: int = 14

    def days(self, until: Until) -> int | None:
        """Return the days of *until*, None if it is not counted in days."""
        by_setting: Mapping[Until, int] = {
            Until.ENTRIES: self.entries,
            Until.TALKS: self.talks,
            Until.REQUESTS: self.requests,
            Until.SLOTS: self.slots,
            Until.DAY: 1,
        }
        return by_setting.get(until)

    def before(self, until: Until, now: int) -> int:
        """Return the time (UTC ms) before which data is deleted; *now* itself if *until* is not counted in days."""
        return now - (self.days(until) or 0) * DAY
