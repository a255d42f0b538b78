"""What charts give to the features."""

from collections.abc import Iterator

from moodbot.charts.painter import Painter
from moodbot.core.services import Under
from moodbot.features.journal.ports import ChartPainter


def chart_ports() -> Iterator[Under]:
    """Yield the painter of the journal's pictures."""
    yield Under(ChartPainter, Painter())
