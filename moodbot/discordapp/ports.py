"""What Discord gives to the features: the ways to people who did not just speak."""

from collections.abc import Iterator

from moodbot.core.services import Under
from moodbot.discordapp.counsellors.staff_side import DiscordStaff
from moodbot.discordapp.direct_line import DiscordLine
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.outreach.ports import DirectLine


def discord_ports(line: DiscordLine) -> Iterator[Under]:
    """Yield the way to people by DM, and that to the staff of servers."""
    yield Under(DirectLine, line)
    yield Under(StaffSide, DiscordStaff(line))
