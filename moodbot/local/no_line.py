"""Nobody is written to unasked in a terminal: it shows only what was asked for."""

from moodbot.core.dialogue import Reply
from moodbot.features.outreach.ports import NotSent, SendFault


class NoLine:
    """A line that does not exist. Every method raises NotSent."""

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
