"""The StaffSide port for a terminal, which has no server: most methods raise DeskFailed."""

from moodbot.core.dialogue import Membership, Reply
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice
from moodbot.features.counsellors.rules.requests import Desk


class NoStaffSide:
    """A StaffSide without a server. Methods that need one raise DeskFailed (GONE)."""

    ready = False

    async def facts(self, desk: Desk) -> Facts:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    def name_of_server(self, server: int) -> str | None:
        """Return None."""

    async def has_left(self, server: int) -> bool:
        """Return False."""
        return False

    def name_of_role(self, server: int, role: int) -> str | None:
        """Return None."""

    async def can_read(self, server: int, channel: int, person: int) -> bool:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def may_talk(self, server: int, room: int, person: int) -> bool:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def membership(self, server: int, person: int) -> Membership | None:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def role_reads(self, server: int, channel: int, role: int) -> bool:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def lacks(self, channel: int) -> tuple[str, ...]:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def owner_of(self, server: int) -> int:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def name_of(self, server: int, person: int) -> str | None:
        """Return None."""
        return None

    async def post(self, server: int, channel: int, notice: Notice, nonce: str) -> int:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def edit(self, server: int, channel: int, message: int, notice: Notice) -> None:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def quotes(self, channel: int, message: int) -> tuple[str, ...]:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def find(self, channel: int, number: int, since: int = 0) -> int | None:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def open_thread(self, desk: Desk, name: str) -> int:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def add(self, thread: int, person: int) -> None:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def remove(self, thread: int, person: int) -> None:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def last_word(self, thread: int) -> int:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def end_thread(self, thread: int) -> None:
        """Raise DeskFailed."""
        raise DeskFailed(DeskFault.GONE)

    async def tell(self, reply: Reply, nonce: str) -> bool:
        """Return False."""
        return False
