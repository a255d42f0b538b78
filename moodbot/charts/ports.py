"""Ports of the charts room: the ChartPainter of the journal."""

from collections.abc import Iterator

from moodbot.charts.painter import Painter
from moodbot.core.services import Under
from moodbot.features.journal.ports import ChartPainter


def chart_ports() -> Iterator[Under]:
    """Yield the painter that draws the charts of journals."""
    yield Under(ChartPainter, Painter())
