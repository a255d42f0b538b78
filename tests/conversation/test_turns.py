"""From a turn to the last word: pace, typing, interruption, order, flood, and what is said when something breaks."""

import asyncio
from collections.abc import Sequence

import pytest

from moodbot.conversation.registry import features_of
from moodbot.conversation.turns import FINISH_SECONDS, TurnRunner, describe
from moodbot.core.dialogue import DM, Entrance, Incoming, Picture, Place, PlaceKind, Reply
from moodbot.core.feature import Feature
from moodbot.core.hooks import Before
from moodbot.core.outcomes import Advance, Outcome
from moodbot.core.ports import Messenger
from moodbot.core.turn import Turn
from moodbot.core.turn_taking import FLOOD_SECONDS, TURNS_AT_ONCE, TurnTaking
from moodbot.times.units import DAY
from tests.hands import HandClock, settle, until
from tests.house import house_of, pools_of, the_pack
from tests.rooms import Room
from tests.stores import Store

PERSON = 42
CHANNEL = Place(PlaceKind.CHANNEL, 7)


def words(text: str, person: int = PERSON, place: Place = DM) -> Incoming:
    """Return a typed turn."""
    return Incoming(person, place, Entrance.COMMAND if place == CHANNEL else Entrance.DM, text)


def turn_runner_with(store: Store, clock: HandClock, pace: float = 1.0) -> TurnRunner:
    """Return a hearing at the pace of a person."""
    return house_of(store, clock, pace=pace).turn_runner()


async def test_an_answer_is_typed_and_paced_like_a_person(store: Store, clock: HandClock) -> None:
    """Typing, a pause by length, a message; three times; the choices under the last."""
    room = Room()
    await turn_runner_with(store, clock).hear(words("!lonely"), room)
    assert [what == "..." for _, what in room.seen] == [True, False] * 3
    for pause, text in zip(clock.pauses, room.texts, strict=True):
        assert 0.8 <= pause <= 8
        assert pause == pytest.approx(min(max(len(text) / 25, 0.8), 8), rel=0.11)
    assert len(room.offers) == 1


async def test_at_pace_zero_the_typing_call_is_made_all_the_same(store: Store, clock: HandClock) -> None:
    """Nobody waits, and the bot is still seen typing."""
    room = Room()
    await turn_runner_with(store, clock, pace=0).hear(words("!lonely"), room)
    assert [what for _, what in room.seen].count("...") == 3
    assert set(clock.pauses) == {0.0}


async def test_typing_is_renewed_every_eight_seconds(store: Store, clock: HandClock) -> None:
    """Discord lets it fade after ten."""
    room = Room()
    await turn_runner_with(store, clock, pace=10).hear(words("!lonely"), room)
    assert max(clock.pauses) == 8
    assert [what for _, what in room.seen].count("...") > 3


async def test_a_new_message_interrupts_and_is_answered_instead(store: Store, hand_clock: HandClock) -> None:
    """The bot does not talk over the person: the rest of the first answer is never said."""
    turn_runner, room = turn_runner_with(store, hand_clock), Room()
    first = asyncio.create_task(turn_runner.hear(words("!angry"), room))
    await until(lambda: bool(room.seen))
    await settle()
    second = asyncio.create_task(turn_runner.hear(words("!happy"), room))
    await first
    await until(second.done, hand_clock)
    assert not any(pools_of(text, "angry") & {"validate"} for text in room.texts)
    assert "validate" in pools_of(room.texts[0], "happy")
    assert len(room.texts) == 3


async def test_what_came_before_the_question_is_no_answer_to_it(store: Store, hand_clock: HandClock) -> None:
    """ "No" while the bot is still typing: it lets the person finish, and then asks."""
    turn_runner, room = turn_runner_with(store, hand_clock), Room()
    first = asyncio.create_task(turn_runner.hear(words("!angry"), room))
    await until(lambda: bool(room.seen))
    second = asyncio.create_task(turn_runner.hear(words("no"), room))
    await first
    await until(second.done, hand_clock)
    assert [pools_of(text, "angry") & {"go_on", "friend_ask"} for text in room.texts] == [{"go_on"}, {"friend_ask"}]


async def test_turns_are_taken_one_at_a_time_and_in_order(store: Store, clock: HandClock) -> None:
    """Five turns at once: the last is answered, and the talk stands where five in a row would have left it."""
    turn_runner, room = turn_runner_with(store, clock), Room()
    await asyncio.gather(
        *(turn_runner.hear(words(text), room) for text in ("!sad", "!angry", "!happy", "!tired", "!sick"))
    )
    assert "friend_ask" in pools_of(room.texts[-1], "sick")
    (kept,) = await store.talks.talks_of(PERSON, 0)
    assert (kept.mood, kept.step) == ("sick", 5)


async def test_people_do_not_wait_for_each_other(store: Store, hand_clock: HandClock) -> None:
    """While one is being answered slowly, another is heard."""
    turn_runner, room = turn_runner_with(store, hand_clock), Room()
    tasks = [asyncio.create_task(turn_runner.hear(words("!sad", person), room)) for person in (1, 2)]
    await until(lambda: len(room.seen) >= 2)
    assert hand_clock.waiting <= 2
    await until(lambda: all(task.done() for task in tasks), hand_clock)
    assert len(room.texts) == 6


async def test_too_many_turns_get_one_kind_line_and_then_quiet_until_it_passes(store: Store, clock: HandClock) -> None:
    """Six in ten seconds are heard; then one line; then nothing; then everything is as before."""
    turn_runner = turn_runner_with(store, clock, pace=0)
    for _ in range(TURNS_AT_ONCE):
        await turn_runner.hear(words("!mood"), Room())
    seventh, eighth, later = Room(), Room(), Room()
    await turn_runner.hear(words("!mood"), seventh)
    await turn_runner.hear(words("!mood"), eighth)
    clock.advance(FLOOD_SECONDS)
    await turn_runner.hear(words("!mood"), later)
    assert seventh.texts == [the_pack().text("flood")]
    assert eighth.seen == []
    assert later.texts == [the_pack().text("menu_title")]


async def test_a_script_that_waits_for_each_answer_is_never_too_quick(store: Store, clock: HandClock) -> None:
    """`moodbot chat --say` at pace 0 gets every answer."""
    turn_runner = house_of(store, clock).turn_runner(patient=True)
    room = Room()
    for _ in range(20):
        await turn_runner.hear(words("!mood"), room)
    assert len(room.texts) == 20


async def test_what_is_not_ours_is_met_with_silence(store: Store, clock: HandClock) -> None:
    """Not even typing."""
    room = Room()
    await turn_runner_with(store, clock).hear(words("!leaderboard", place=CHANNEL), room)
    assert room.seen == []


async def test_a_closed_place_is_gone_around_with_a_note_and_nothing_lost(store: Store, clock: HandClock) -> None:
    """The answer comes in the other place, whole, after the reason; the talk goes on there."""
    room = Room(CHANNEL, detour=DM)
    await turn_runner_with(store, clock).hear(words("!sad", place=CHANNEL), room)
    assert room.texts[0] == "note"
    assert len(room.texts) == 4
    (kept,) = await store.talks.talks_of(PERSON, 0)
    assert kept.place == DM
    assert room.offers[0].place == DM


async def test_where_others_could_read_it_only_the_note_is_said(store: Store, clock: HandClock) -> None:
    """A private answer does not fall back into the channel."""
    room = Room(DM, detour=CHANNEL, explanation_only=True)
    await turn_runner_with(store, clock).hear(words("!sad"), room)
    assert room.texts == ["note"]


async def test_who_cannot_be_reached_at_all_is_noted(store: Store, clock: HandClock) -> None:
    """For the operator's log; nothing is raised."""
    room = Room(DM)
    await turn_runner_with(store, clock).hear(words("!sad"), room)
    assert room.gone == [DM]


async def breaks(turn: Turn, goes: Advance) -> Outcome | None:
    """Break, quoting the person."""
    raise RuntimeError(turn.incoming.text)


async def test_what_breaks_is_told_kindly_and_logged_without_words(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The person gets a line; the log gets the kind of fault and where it arose, never what was said."""
    turn_runner = house_of(
        store, clock, features=features_of(Feature("breaking", before=Before(replace_step=breaks)))
    ).turn_runner()
    room, walled = Room(), Room(DM)
    await turn_runner.hear(words("!sad my marked words"), room)
    await turn_runner.hear(words("!sad my marked words"), walled)
    assert room.texts == [the_pack().text("something_broke")]
    assert walled.gone == [DM]
    around = Room(CHANNEL, detour=DM)
    await turn_runner.hear(words("!sad my marked words", place=CHANNEL), around)
    assert around.texts == [f"note\n{the_pack().text('something_broke')}"]
    assert "RuntimeError" in caplog.text
    assert "test_turns.py" in caplog.text
    assert "marked" not in caplog.text


def test_a_fault_is_described_without_its_message() -> None:
    """Messages of errors may quote people."""
    assert "secret" not in describe(ValueError("secret"))


def test_the_floor_forgets_people_who_have_gone() -> None:
    """Memory does not grow with everybody who ever spoke."""
    turn_taking = TurnTaking()
    for person in range(1000):
        now = float(person)
        turn_taking.is_flooding(person, now)
        turn_taking.done(person, turn_taking.speak(person, DM), now)
    assert len(turn_taking) < 30


class Hanging(Room):
    """A front door that takes *most* messages and then hangs."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most
        self.hangs = asyncio.Event()

    def messenger_for(self, place: Place) -> Messenger:
        """Return the way to *place*."""
        return _Hanging(self, super().messenger_for(place))


class _Hanging:
    def __init__(self, room: Hanging, way: Messenger) -> None:
        self._room, self._way = room, way

    async def type(self) -> None:
        await self._way.type()

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        if len(self._room.texts) >= self._room.most:
            self._room.hangs.set()
            await asyncio.Event().wait()
        await self._way.say(text, offer, pictures, within=within)


async def test_a_stop_lets_an_answer_be_said_without_pauses(store: Store, hand_clock: HandClock) -> None:
    """No time passes, the whole answer is there, and whoever writes then is not begun with."""
    turn_runner, room = turn_runner_with(store, hand_clock), Room()
    answering = asyncio.create_task(turn_runner.hear(words("!angry"), room))
    await until(lambda: hand_clock.waiting > 0)
    await turn_runner.finish()
    await answering
    assert hand_clock.monotonic() == 0
    assert len(room.texts) == 3
    await turn_runner.hear(words("!happy", person=43), room)
    assert len(room.texts) == 3


@pytest.mark.parametrize("place", [DM, CHANNEL])
@pytest.mark.parametrize("most", [0, 1, 2])
async def test_an_answer_that_is_cut_puts_its_talk_back(
    store: Store, hand_clock: HandClock, most: int, place: Place
) -> None:
    """After ten seconds it is cut; the question that was not said does not stand in the talk, the one before does."""
    turn_runner, room = turn_runner_with(store, hand_clock, pace=0), Room()
    await turn_runner.hear(words("!angry", place=place), room)
    (before,) = await store.talks.talks_of(PERSON, 0)
    hanging = Hanging(most)
    answering = asyncio.create_task(turn_runner.hear(words("!sad", place=place), hanging))
    await hanging.hangs.wait()
    finishing = asyncio.create_task(turn_runner.finish())
    await until(lambda: hand_clock.waiting > 0)
    hand_clock.advance(FINISH_SECONDS)
    await finishing
    assert answering.cancelled()
    (after,) = await store.talks.talks_of(PERSON, 0)
    assert (after.phase, after.mood, after.step) == (before.phase, before.mood, before.step)


async def test_a_first_answer_that_is_cut_leaves_no_talk(store: Store, hand_clock: HandClock) -> None:
    """There was none before."""
    turn_runner, hanging = turn_runner_with(store, hand_clock, pace=0), Hanging(1)
    answering = asyncio.create_task(turn_runner.hear(words("!sad"), hanging))
    await hanging.hangs.wait()
    finishing = asyncio.create_task(turn_runner.finish())
    await until(lambda: hand_clock.waiting > 0)
    hand_clock.advance(FINISH_SECONDS)
    await asyncio.gather(finishing, answering, return_exceptions=True)
    assert await store.talks.talks_of(PERSON, hand_clock.now() - DAY) == ()
