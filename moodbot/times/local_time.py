"""Format times for a person: in their time zone, with day and month names from the pack."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from moodbot.language.packs import ReplyPack
from moodbot.times.when import TimeWords
from moodbot.times.zones import Zones

UTC_NAME = "UTC"


@dataclass(frozen=True, slots=True)
class TimeBook:
    """Time zones by place name, and words for times; *zone* returns the tzinfo of an IANA name."""

    zones: Zones
    words: TimeWords
    zone: Callable[[str], tzinfo]

    def zone_of(self, name: str | None) -> tzinfo:
        """Return the zone of the IANA name *name*; UTC if it is None, unknown or no longer in tzdata."""
        return self.zone(name) if name else UTC


def local_text(pack: ReplyPack, at: int, zone: tzinfo, now: int) -> str:
    """Format *at* (UTC ms) in *zone*: "Sat 21 Nov, 20:00"; with the year if it differs from that of *now* (UTC ms)."""
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
