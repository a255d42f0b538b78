"""How long things are kept: the kinds of ends, and the days that an operator has set."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from moodbot.times.units import DAY


class Until(StrEnum):
    """How long it is kept: so many days by a setting, until the person changes it or has themselves forgotten, until
    its own end, or always.
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
    """Days for which the operator lets things be kept."""

    entries: int = 730
    talks: int = 1
    requests: int = 30
    slots: int = 14

    def days(self, until: Until) -> int | None:
        """Return how many days, None where it does not go by days."""
        by_setting: Mapping[Until, int] = {
            Until.ENTRIES: self.entries,
            Until.TALKS: self.talks,
            Until.REQUESTS: self.requests,
            Until.SLOTS: self.slots,
            Until.DAY: 1,
        }
        return by_setting.get(until)

    def before(self, until: Until, now: int) -> int:
        """Return the time (UTC ms) before which what is kept by days is let go."""
        return now - (self.days(until) or 0) * DAY
