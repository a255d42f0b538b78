"""What a terminal gives to the features: nobody can be reached from there."""

from collections.abc import Iterator

from moodbot.core.services import Under
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.outreach.ports import DirectLine
from moodbot.local.no_line import NoLine
from moodbot.local.no_staff import NoStaff


def local_ports() -> Iterator[Under]:
    """Yield a line and a staff's side that exist in name only."""
    yield Under(DirectLine, NoLine())
    yield Under(StaffSide, NoStaff())
