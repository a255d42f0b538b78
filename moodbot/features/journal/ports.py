"""Port of the journal to the chart painter."""

from typing import Protocol

from moodbot.core.dialogue import Picture
from moodbot.features.journal.rules.views import JournalView
from moodbot.language.packs import ReplyPack


class ChartPainter(Protocol):
    """Draws the journal as pictures."""

    async def paint(self, view: JournalView, pack: ReplyPack) -> tuple[Picture, ...]:
        """Return the pictures of *view*, drawn outside the event loop."""
