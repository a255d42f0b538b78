"""Bind the features' ports for a terminal, where neither outreach nor staff exist."""

from collections.abc import Iterator

from moodbot.core.services import Under
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.outreach.ports import DirectLine
from moodbot.local.no_line import NoDirectLine
from moodbot.local.no_staff import NoStaffSide


def local_ports() -> Iterator[Under]:
    """Yield the DirectLine and StaffSide ports of a terminal, which fail on use."""
    yield Under(DirectLine, NoDirectLine())
    yield Under(StaffSide, NoStaffSide())
