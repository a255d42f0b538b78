"""The server Harbour in a simulated Discord, with a desk that is set up."""

import pytest

from tests.bots import Built
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import Scene
from tests.hands import HandClock
from tests.stores import Store


@pytest.fixture
def pings_expected() -> bool:
    """Cards mention a role on purpose."""
    return True


@pytest.fixture
async def desk(scene: Scene, built: Built, store: Store, clock: HandClock) -> DeskScene:
    """The server Harbour with a desk that is set up."""
    made = DeskScene(scene, built, store, clock)
    assert "Done. Cards go to" in (await made.set_up(backup_role=made.backup, report_channel=made.reports))[0]
    return made
