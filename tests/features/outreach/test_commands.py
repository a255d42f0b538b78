"""`!checkin` and `!letter` in a DM: what is answered, and what it leaves behind."""

from collections.abc import AsyncIterator

import pytest

from moodbot.core.dialogue import Place, PlaceKind, Reply
from moodbot.features.outreach.ports import Next, SendFault
from moodbot.features.outreach.rules.plans import OutreachKind, Skipped, Waiting
from tests.hands import HandClock
from tests.house import house_of
from tests.stores import Store, open_store
from tests.talks import PERSON, Talk
from tests.wires import Wire

HOUR = 3600.0


@pytest.fixture
def wire() -> Wire:
    """Where messages end."""
    return Wire()


@pytest.fixture
def talk(store: Store, clock: HandClock, wire: Wire) -> Talk:
    """A talk in a DM with a bot that can write first."""
    return Talk(house_of(store, clock, line=wire))


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database in which the person lives in Lisbon; it is midnight there, on a Sunday."""
    async with open_store("sqlite:///:memory:", clock.new_id()) as opened:
        await opened.journal.save_preferences(PERSON, zone="Europe/Lisbon", asked_at=1)
        yield opened


def text(reply: Reply | None) -> str:
    """Return all that was said."""
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


@pytest.mark.parametrize(
    ("says", "answers"),
    [
        (("!checkin",), "It stays off until you want it"),
        (("!checkin pause",), "It stays off until you want it"),
        (("!checkin off",), "off already"),
        (("!checkin on",), "Every hour between 9:00 and 21:00.\nNext: Sun 1 Nov, 09:"),
        (("!checkin every 2h",), "Every 2 hours between 9:00 and 21:00"),
        (("!checkin every 45 min",), "Every 45 minutes between"),
        (("!checkin daily",), "Once a day, from 9:00 on"),
        (("!checkin weekdays",), "21:00, on weekdays.\nNext: Mon 2 Nov"),
        (("!checkin weekends at noon",), "At 12:00, on weekends"),
        (("!checkin mon wed fri at 8pm",), "At 20:00, on Mon, Wed and Fri"),
        (("!checkin at 8, 12 and 20 quiet 22-7",), "At 8:00, 12:00 and 20:00, quiet from 22:00 to 7:00"),
        (("!checkin at 3:00 quiet 22-7",), "With that nothing would ever come"),
        (("!checkin every minute",), "half an hour is the least"),
        (("!checkin on", "!checkin"), "quiet 22 to 7"),
        (("!checkin on", "!checkin off"), "Check-ins are off, and nothing more is waiting"),
        (("!checkin on", "!checkin pause"), "Paused. !checkin on goes on."),
        (("!checkin on", "!checkin pause", "!checkin"), "Paused until you say !checkin on"),
        (("!checkin on", "!checkin pause 2 days", "!checkin"), "Paused until Tue 3 Nov, 00:0"),
        (("!checkin on", "!checkin pause 2 days", "!checkin quiet 22-7"), "Changed. The pause goes on"),
        (("!checkin on", "!checkin pause 2 days", "!checkin every 2h", "!checkin"), "Paused until Tue 3 Nov, 00:0"),
        (("!checkin on", "!checkin pause 2 days", "!checkin less", "!checkin"), "Paused until Tue 3 Nov, 00:0"),
        (("!checkin on", "!checkin pause 2 days", "!checkin snooze 20m"), "Paused until Tue 3 Nov, 00:0"),
        (("!checkin on", "!checkin pause 2 days", "!checkin on"), "Check-ins are on"),
        (("!checkin on", "!checkin less"), "Less often, then: Every 2 hours"),
        # At midnight, tomorrow is the morning that comes.
        (("!checkin at 8:00", "!checkin snooze tomorrow"), "I'll ask again Sun 1 Nov, 08:00"),
        (("!checkin at 8:00 quiet 22-7", "!checkin snooze 1h"), "I'll ask again Sun 1 Nov, 07:00, when your quiet"),
        (("!checkin at 3:00 quiet 22-7", "!checkin skip"), "nothing would ever come"),
        (("!checkin on", "!checkin skip today"), "The next one comes Sun 1 Nov, 09:"),
        (("!checkin at 20:00", "!checkin skip tonight"), "The next one comes Sun 1 Nov, 20:00"),
        (("!letter",), "on Sundays by DM; !letter off stops it"),
        (("!letter off",), "No more letters"),
        (("!letter on",), "written from your journal, and you have none"),
        (("!checkin on", "!letter"), "Your letter is off."),
    ],
)
async def test_what_is_asked_for_is_answered_in_words(
    talk: Talk, clock: HandClock, says: tuple[str, ...], answers: str
) -> None:
    """Each in the person's own times; a mistake changes nothing and says what would work."""
    reply = None
    for words in says:
        clock.advance(10)
        reply = await talk.says(words)
    assert answers in text(reply)


async def test_the_button_that_switches_them_on(talk: Talk, store: Store) -> None:
    """It stands where they are off, and does the same as the command."""
    reply = await talk.says("!checkin")
    assert reply is not None
    assert [choice.cue for choice in reply.choices] == ["checkin:on"]
    assert "Check-ins are on" in text(await talk.presses("checkin:on"))
    assert await store.plans.plan(PERSON) is not None


@pytest.mark.parametrize("cue", ["checkin:less", "checkin:restore", "checkin:leave", "checkin:snooze:20"])
async def test_an_old_button_without_a_plan_breaks_nothing(talk: Talk, cue: str) -> None:
    """It was switched off meanwhile."""
    assert "off already" in text(await talk.presses(cue))


async def test_a_discord_that_cannot_be_reached_is_no_closed_dm(talk: Talk, wire: Wire, store: Store) -> None:
    """Nothing is planned, and the person is asked to try again."""
    wire.faults = [SendFault.AGAIN, SendFault.CLOSED]
    assert "try again in a few minutes" in text(await talk.says("!checkin on"))
    assert "your DMs are closed for me" in text(await talk.says("!checkin on"))
    assert await store.plans.plan(PERSON) is None


async def test_a_new_rhythm_keeps_the_dm_and_says_no_second_hello(talk: Talk, wire: Wire) -> None:
    """The first answer says what this is; later ones only what has changed."""
    assert "I'm a bot, and I only write first because" in text(await talk.says("!checkin on"))
    assert "I'm a bot" not in text(await talk.says("!checkin every 2h"))
    assert "I'm a bot" not in text(await talk.says("!checkin pause"))
    assert "I'm a bot" not in text(await talk.says("!checkin on"))


async def test_on_ends_a_skip(talk: Talk, clock: HandClock) -> None:
    """Who has changed their mind about tonight gets the next one."""
    await talk.says("!checkin at 3:00")
    assert "Mon 2 Nov, 03:00" in text(await talk.says("!checkin skip tonight"))
    clock.advance(10)
    assert "Next: Sun 1 Nov, 03:00" in text(await talk.says("!checkin on"))


async def test_half_as_often_may_be_left_so(talk: Talk, store: Store, clock: HandClock) -> None:
    """It becomes the plan, and nothing more is asked about it."""
    await talk.says("!checkin on")
    assert "half as often" in text(await talk.presses("checkin:leave"))
    plan = await store.plans.plan(PERSON)
    assert plan is not None
    assert (plan.rhythm.every, plan.thinned) == (120, False)


async def test_a_letter_needs_a_clock_too(talk: Talk, store: Store, wire: Wire) -> None:
    """With a journal and a zone it is planned; a new zone moves it; off takes it back."""
    await store.journal.save_preferences(PERSON, journal=True, journal_at=1, zone=None)
    reply = await talk.says("!letter on")
    assert "I need to know your clock" in text(reply)
    await talk.says("lisbon")
    assert "The first one comes Sun 1 Nov, 18:" in text(await talk.says("!letter on"))
    (lisbon,) = await store.waiting.waiting_of(PERSON)
    await talk.says("!checkin at 9")
    await talk.says("!zone tokyo")
    (tokyo,) = [row for row in await store.waiting.waiting_of(PERSON) if row.kind is OutreachKind.LETTER]
    assert tokyo.slot == lisbon.slot - 9 * 3_600_000
    assert "No more letters" in text(await talk.presses("letter:off"))
    assert [row.kind for row in await store.waiting.waiting_of(PERSON)] == [OutreachKind.CHECKIN]


async def test_a_letter_alone_comes_back_without_check_ins(talk: Talk, store: Store, clock: HandClock) -> None:
    """Its DM was closed; "as before" brings back what was wanted, and not what never was."""
    await store.journal.save_preferences(PERSON, journal=True)
    await talk.says("!letter on")
    (row,) = await store.waiting.waiting_of(PERSON)
    clock.advance((row.slot - clock.now()) / 1000 + 60)
    await store.waiting.skipped(row, clock.now(), Skipped.CLOSED, Next(closed=True))
    assert "As before" in text(await talk.presses("checkin:restore"))
    assert [each.kind for each in await store.waiting.waiting_of(PERSON)] == [OutreachKind.LETTER]
    assert await store.plans.plan(PERSON) is None


@pytest.mark.parametrize("mood", ["tired", "anxious", "lonely", "i'm anxious"])
async def test_a_mood_typed_under_a_check_in_is_understood(talk: Talk, store: Store, mood: str) -> None:
    """As it is anywhere else: the talk about it begins."""
    await talk.says("!checkin on")
    (row,) = await store.waiting.waiting_of(PERSON)
    assert isinstance(await store.waiting.begin(row, row.slot), Waiting)
    await talk.says(mood)
    (now,) = [each for each in await store.talks.talks_of(PERSON, 0) if each.place == Place(PlaceKind.DM)]
    assert now.mood == mood.removeprefix("i'm ")


async def test_a_follow_up_is_planned_once(talk: Talk, store: Store) -> None:
    """Pressed twice it stays one; about nothing there is none; off takes it back."""
    assert "I'll write to you Mon 2 Nov, 11:" in text(await talk.presses("follow:friend"))
    assert "planned already" in text(await talk.presses("follow:friend"))
    assert "nothing left to ask about" in text(await talk.presses("follow:step"))
    assert "nothing left to ask about" in text(await talk.presses("follow:elsewhere"))
    assert "nothing more is waiting" in text(await talk.says("!checkin off"))
    assert await store.waiting.waiting_of(PERSON) == ()


async def test_a_zone_alone_tells_nobody_of_plans(talk: Talk) -> None:
    """Who has no check-ins hears nothing of them."""
    reply = await talk.says("!zone berlin")
    assert reply is not None
    assert len(reply.utterances) == 1
