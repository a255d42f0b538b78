"""Times as a person reads them: in their own zone, with the names of days and months from the pack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from moodbot.language.packs import ReplyPack
from moodbot.times.when import TimeWords
from moodbot.times.zones import Zones

UTC_NAME = "UTC"


@dataclass(frozen=True, slots=True)
class TimeBook:
    """What is known of places and times: *zone* returns the zone of an IANA name."""

    zones: Zones
    words: TimeWords
    zone: Callable[[str], tzinfo]

    def zone_of(self, name: str | None) -> tzinfo:
        """Return the zone called *name*; UTC where it is unknown, or known no longer."""
        return self.zone(name) if name else UTC


def local_text(pack: ReplyPack, at: int, zone: tzinfo, now: int) -> str:
    """Return *at* (UTC ms) as it is read in *zone*: "Sat 21 Nov, 20:00"; with the year, where that is not this one."""
    local, today = _local(at, zone), _local(now, zone)
    key = "moment" if local.year == today.year else "moment_with_year"
    return pack.text(
        key,
        day=pack.text("day_names").split()[local.weekday()],
        date=str(local.day),
        month=pack.text("month_names").split()[local.month - 1],
        year=str(local.year),
        time=f"{local:%H:%M}",
    )


def _local(at: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)
