"""Bind the features' ports to Discord: outreach by DM, and the staff side of servers."""

from collections.abc import Iterator

from moodbot.core.services import Under
from moodbot.discordapp.counsellors.staff_side import DiscordStaff
from moodbot.discordapp.direct_line import DiscordLine
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.outreach.ports import DirectLine


def discord_ports(line: DiscordLine) -> Iterator[Under]:
    """Yield *line* as the DirectLine port, and a StaffSide port that uses the client of *line*."""
    yield Under(DirectLine, line)
    yield Under(StaffSide, DiscordStaff(line))
