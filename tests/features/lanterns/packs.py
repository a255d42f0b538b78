"""moodbot's words with those of the lanterns, as an operator would put them beside the others."""

import shutil
from pathlib import Path

from tests.house import ROOT


def with_lanterns(folder: Path) -> Path:
    """Return a copy of the shipped responses in *folder*, with the file of the lanterns."""
    copy = folder / "responses"
    shutil.copytree(ROOT / "responses", copy)
    shutil.copy(Path(__file__).with_name("lanterns.yaml"), copy / "en")
    return copy
