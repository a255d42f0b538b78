"""Whose words a request is spoken in: the member reads their own, the server's staff and owner read the server's."""

from itertools import chain

import pytest

from moodbot.core.dialogue import Membership
from moodbot.features.counsellors.drafts import Draft
from moodbot.features.counsellors.rules.requests import Ended
from moodbot.features.counsellors.setup import DeskChoices
from tests.features.counsellors.steps import (
    ADMIN,
    ANN,
    CLEO,
    COUNSELLOR,
    DAN,
    HARBOUR,
    MINUTE,
    ROLE,
    asks,
    latest,
    says,
    works,
)
from tests.hands import HandClock
from tests.house import TWO, House, house_of, words_in_two
from tests.offices import OWNER, Office
from tests.stores import Store
from tests.wires import Wire

MEMBER = Membership(HARBOUR, ANN)
DAY = 24 * 60


class Story:
    """All that can happen to requests of Ann's, and what either side is answered."""

    def __init__(self, house: House, office: Office, clock: HandClock) -> None:
        self.house, self.desk, self.office, self.clock = house, house.desk, office, clock
        self.to_staff: list[str] = []
        self.to_ann: list[str] = []

    async def later(self, minutes: int, step: int = 5) -> None:
        """Let minutes go by, the worker looking now and then."""
        for _ in range(0, minutes, step):
            self.clock.advance(step * MINUTE)
            await works(self.house)

    async def taken(self, by: Membership, number: int) -> int:
        """Let a counsellor take the request and Ann agree; return the thread."""
        self.to_staff.append(await self.desk.claim(by, number))
        await works(self.house)
        await says(self.house, press=f"counsellor:accept:{HARBOUR}:{number}")
        await works(self.house)
        return (await latest(self.house)).thread or 0

    async def is_told(self) -> None:
        """Nobody comes; then a talk is given back, one is handed over, reported and closed; then Ann may not ask, and
        may again, and the bot leaves.
        """
        wanted = DeskChoices(ROLE, 11, 12, backup_role=99, reports=55)
        self.to_staff.append(await self.desk.setup.set_up(ADMIN, wanted))
        self.desk.requests.drafts.remember(ANN, Draft("it is a bit much", "sad"))
        await asks(self.house)
        await self.later(DAY + 60)
        assert (await latest(self.house)).ended is Ended.NOBODY
        await asks(self.house)
        await self.taken(COUNSELLOR, 2)
        self.to_staff.append(await self.desk.release(COUNSELLOR, 2))
        await works(self.house)
        thread = await self.taken(DAN, 2)
        await self.later(10)
        self.to_staff.append(await self.desk.hand_over(DAN, thread, COUNSELLOR, "she likes the sea"))
        self.to_staff.append(await self.desk.add(COUNSELLOR, thread, Membership(HARBOUR, 77, frozenset({ROLE}))))
        self.to_staff.append(await self.desk.claim(DAN, 2))
        self.to_ann.append(await self.desk.report(MEMBER, 2))
        self.to_ann.append(await self.desk.close(MEMBER, 2))
        await works(self.house)
        await asks(self.house)
        self.to_staff.append(await self.desk.setup.set_up(ADMIN, DeskChoices(ROLE, 13, 12)))
        self.to_staff.append(await self.desk.block(ADMIN, ANN, 3, "a reason"))
        self.to_staff.append(await self.desk.unblock(ADMIN, ANN))
        await works(self.house)
        await asks(self.house)
        await self.desk.worker.forget_server(HARBOUR)

    @property
    def read_by_ann(self) -> list[str]:
        """All that is meant for Ann: answers, DMs, her card in the thread, and what stands on the buttons."""
        replies = [reply for reply in self.office.told if reply.person == ANN]
        told = [text.text for reply in replies for text in reply.utterances]
        offered = [choice.label for reply in replies for choice in reply.choices]
        cards = [notice for _, notice in self.office.posts if notice.people == (ANN,)]
        on_cards = [*(card.text for card in cards), *(button.label for card in cards for button in card.buttons)]
        return [*self.to_ann, *told, *offered, *on_cards]

    @property
    def read_by_staff(self) -> list[str]:
        """All that is meant for the staff or the owner: answers, cards with their quotes and buttons, threads, DMs."""
        notices = [each for _, each in chain(self.office.posts, self.office.edits) if each.people != (ANN,)]
        below = [(*(notice.quotes or ()), *(button.label for button in notice.buttons)) for notice in notices]
        return [*self.to_staff, *self.office.texts_to(OWNER), *(each.text for each in notices), *chain(*below)]


@pytest.fixture
def chosen() -> set[int]:
    """The people and servers who read the second pack."""
    return set()


@pytest.fixture
def story(store: Store, clock: HandClock, office: Office, chosen: set[int]) -> Story:
    """A bot of which some read other words."""
    office.names[CLEO] = "Cleo"
    return Story(house_of(store, clock, line=Wire(), staff=office, words=words_in_two(chosen)), office, clock)


async def test_all_that_a_member_is_told_of_their_request_is_in_their_own_words(story: Story, chosen: set[int]) -> None:
    """From the first DM to the last, with what stands on every button; the staff goes on reading the server's."""
    chosen.add(ANN)
    await story.is_told()
    assert len(story.read_by_ann) > 40
    assert [each for each in story.read_by_ann if not each.startswith(TWO)] == []
    assert [each for each in story.read_by_staff if TWO in each] == []


async def test_all_that_staff_and_owner_read_is_in_the_words_of_their_server(story: Story, chosen: set[int]) -> None:
    """Cards, quotes, threads, the digest, every answer and the owner's DMs; the member goes on reading their own."""
    chosen.add(HARBOUR)
    await story.is_told()
    assert len(story.read_by_staff) > 40
    assert [each for each in story.read_by_staff if TWO not in each] == []
    assert [each for each in story.read_by_ann if TWO in each] == []


async def test_the_story_goes_through_everything(story: Story) -> None:
    """Otherwise the two tests above would prove less than they say."""
    await story.is_told()
    staff, member = "\n".join(story.read_by_staff), "\n".join(story.read_by_ann)
    for said in (
        *("Done. Cards go to", "Mood: sad", "nobody has taken #1", "The last day", "is yours", "Given back", "joins"),
        *("haven't written yet", "hands this over", "was faster", "has reported their talk", "has been moved"),
        *("has been waiting for a counsellor", "One of you has closed this", "can't ask here until", "can ask again"),
    ):
        assert said in staff
    for said in (
        *("Nobody has taken your request", "A day has gone by", "Cleo would like to talk", "Your talk is open"),
        *("could not stay", "this is your talk", "Report this talk", "It has been reported", "Closed.", "Ask again"),
        *("The staff of that server", "I'm not in that server any more"),
    ):
        assert said in member
