"""A server with a desk, in memory."""

import pytest

from tests.features.counsellors.steps import DESK
from tests.hands import HandClock
from tests.house import House, house_of
from tests.offices import Office
from tests.stores import Store
from tests.wires import Wire


@pytest.fixture
def office() -> Office:
    """The servers Harbour and Island."""
    return Office()


@pytest.fixture
async def house(store: Store, clock: HandClock, office: Office) -> House:
    """The bot, with a desk in Harbour."""
    made = house_of(store, clock, line=Wire(), staff=office)
    await made.desk.requests.set_up(DESK)
    return made
