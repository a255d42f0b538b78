"""The DirectLine port for a terminal, where outreach is impossible: every method raises NotSent."""

from moodbot.core.dialogue import Reply
from moodbot.features.outreach.ports import NotSent, SendFault


class NoDirectLine:
    """A DirectLine without outreach. Every method raises NotSent."""

    exists = False
    ready = False

    async def open(self, person: int) -> int:
        """Raise NotSent."""
        raise NotSent(SendFault.REFUSED)

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Raise NotSent."""
        raise NotSent(SendFault.REFUSED)

    async def alert(self, channel: int, text: str) -> None:
        """Raise NotSent."""
        raise NotSent(SendFault.REFUSED)
