"""What tests of requests do again and again: Ann asks, Cleo takes it, the worker works."""

from dataclasses import replace

from moodbot.core.dialogue import DM, Entrance, Incoming, Membership, Press, Reply
from moodbot.features.counsellors.ports import Notice
from moodbot.features.counsellors.rules.requests import Desk, Hours, Request
from tests.hands import HandClock
from tests.house import House
from tests.offices import OWNER, Office, last_request

ANN, CLEO, ROLE = 42, 7, 9
HARBOUR, ISLAND = 500, 501
MINUTE, HOUR = 60.0, 3600.0
DESK = Desk(HARBOUR, ROLE, 11, 12)
COUNSELLOR = Membership(HARBOUR, CLEO, frozenset({ROLE}))
OWNER_TOO = Membership(HARBOUR, OWNER, frozenset({ROLE}))
ANN_THERE = Membership(HARBOUR, ANN)
ADMIN = Membership(HARBOUR, 2, manages=True)
DAN = Membership(HARBOUR, 8, frozenset({ROLE}))
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MORNINGS = replace(DESK, hours=Hours(10 * 60, 12 * 60, EVERY_DAY))


async def says(house: House, text: str = "", press: str | None = None, server: int | None = None) -> Reply:
    """Let Ann write in a DM, or in a server, or press something."""
    member = Membership(server, ANN) if server else None
    pressed = Press(press, 0) if press else None
    entrance = Entrance.BUTTON if press else Entrance.DM
    reply = await house.handle(Incoming(ANN, DM, entrance, text, pressed, member=member))
    assert reply is not None
    return reply


def text_of(reply: Reply) -> str:
    """Return all that was said."""
    return "\n".join(utterance.text for utterance in reply.utterances)


async def asks(house: House) -> Request:
    """Let Ann have an open request whose card is posted."""
    made = await house.desk.requests.ask(HARBOUR, ANN, urgent=False, share=True, later=False)
    assert isinstance(made, Request)
    await works(house)
    return made


async def works(house: House) -> None:
    """Let the worker do what is due."""
    while await house.desk.worker.work():
        pass


async def latest(house: House) -> Request:
    """Return Ann's latest request in Harbour."""
    found = await last_request(house.desk.requests.store, HARBOUR, ANN)
    assert found is not None
    return found


async def talks(house: House, by: Membership = COUNSELLOR) -> int:
    """Let Ann talk with *by*, and return the thread; complaints go to channel 55 and to the backup role 99."""
    await house.desk.requests.set_up(replace(DESK, backup_role=99, reports=55))
    request = await asks(house)
    await house.desk.claim(by, request.number)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)
    return (await latest(house)).thread or 0


def reports(office: Office) -> list[str]:
    """Return what was posted where complaints go."""
    return [notice.text for channel, notice in office.posts if channel == 55]


async def talks_again(house: House) -> None:
    """Let Cleo take Ann's request after somebody else was refused."""
    await house.desk.requests.set_up(replace(DESK, backup_role=99, reports=55))
    await works(house)
    await house.desk.claim(COUNSELLOR, 1)
    await says(house, press=f"counsellor:accept:{HARBOUR}:1")
    await works(house)


async def many_ask(house: House, count: int) -> None:
    """Let so many people ask at once."""
    for person in range(100, 100 + count):
        made = await house.desk.requests.ask(HARBOUR, person, urgent=False, share=False, later=False)
        assert isinstance(made, Request)
    await works(house)


async def step(house: House, clock: HandClock, minutes: int) -> None:
    """Let minutes go by, the worker looking once in each."""
    for _ in range(minutes):
        clock.advance(MINUTE)
        await works(house)


def takes(notice: Notice) -> list[int]:
    """Return the numbers of the requests that can be taken from a card."""
    return [button.number for button in notice.buttons if button.action == "claim"]


async def request_of(house: House, number: int) -> Request:
    """Return one request."""
    found = await house.desk.requests.store.request(HARBOUR, number)
    assert found is not None
    return found
