"""A line to people that ends in the test."""

from moodbot.core.dialogue import Reply
from moodbot.features.outreach.ports import NotSent, SendFault

CHANNEL = 7


class Wire:
    """A line that ends here: it keeps what was sent, and fails as often as it is told to."""

    exists = True
    ready = True

    def __init__(self) -> None:
        self.sent: list[tuple[int, str, str]] = []
        self.tried = 0
        self.faults: list[SendFault] = []

    async def open(self, person: int) -> int:
        """Return the one channel, or fail."""
        if self.faults:
            raise NotSent(self.faults.pop(0))
        return CHANNEL

    async def send(self, channel: int, reply: Reply, nonce: str) -> int:
        """Keep the message, or fail."""
        self.tried += 1
        if self.faults:
            raise NotSent(self.faults.pop(0))
        self.sent.append((channel, reply.utterances[0].text, nonce))
        return len(self.sent)

    async def alert(self, channel: int, text: str) -> None:
        """Nobody is told."""
