"""What the journal needs from the world."""

from typing import Protocol

from moodbot.core.dialogue import Picture
from moodbot.features.journal.rules.views import JournalView
from moodbot.language.packs import ReplyPack


class ChartPainter(Protocol):
    """Draws the journal."""

    async def paint(self, view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
        """Return the pictures of *view*, drawn outside the event loop."""
