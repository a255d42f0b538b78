"""What people type about check-ins, letters and follow-ups, in the DM in which these come."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from moodbot.core.dialogue import Reply
from moodbot.features.journal.rules.entries import Helped, Suggestion
from moodbot.features.outreach.ports import Breaker
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, PlanState, Waiting
from tests.hands import HandClock
from tests.house import house_of, the_pack
from tests.stores import Store, open_store
from tests.talks import PERSON, Talk
from tests.wires import Wire

MORNING = 9 * 3600
STEP = 300
LINE = next(line.id for line in the_pack().moods["sad"].pools["suggest"])


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database in which the person lives in Lisbon and keeps a journal; it is nine in the morning, on a Sunday."""
    clock.advance(MORNING)
    async with open_store("sqlite:///:memory:", clock.new_id()) as opened:
        await opened.journal.save_preferences(PERSON, zone="Europe/Lisbon", journal=True, journal_at=1, asked_at=1)
        yield opened


class Days:
    """One person in their DM with a bot that can write first, while time goes by."""

    def __init__(self, store: Store, clock: HandClock) -> None:
        self.store = store
        self.clock = clock
        self.wire = Wire()
        self.house = house_of(store, clock, line=self.wire)
        self.talk = Talk(self.house)

    async def says(self, *words: str) -> str:
        """Type one after the other; return all that was said to the last."""
        for each in words:
            self.clock.advance(10)
            reply = await self.talk.says(each)
        return text(reply)

    async def go_by(self, hours: float) -> None:
        """Let time go by, the worker looking every few minutes."""
        for _ in range(round(hours * 3600 / STEP)):
            self.clock.advance(STEP)
            await self.house.worker.work()
            await self.house.worker.settled()

    async def until_a_check_in(self) -> None:
        """Let one check-in arrive, which is not answered yet."""
        await self.says("!checkin on")
        await self.go_by(1.2)
        assert (await self.plan()).unanswered

    async def plan(self) -> CheckinPlan:
        """Return the plan, which is there."""
        plan = await self.store.plans.plan(PERSON)
        assert plan is not None
        return plan

    async def are_quiet(self) -> bool:
        """True where nothing will be said unasked."""
        contact = await self.store.plans.contact(PERSON)
        waits = await self.store.waiting.waiting_of(PERSON)
        return await self.store.plans.plan(PERSON) is None and not waits and (contact is None or not contact.letter)


@pytest.fixture
def days(store: Store, clock: HandClock) -> Days:
    """The days that begin now."""
    return Days(store, clock)


def text(reply: Reply | None) -> str:
    """Return all that was said."""
    assert reply is not None
    return "\n".join(utterance.text for utterance in reply.utterances)


@pytest.mark.parametrize(
    "word",
    [
        "stop",
        "Stop these",
        "off",
        "please turn it off",
        "no more",
        "don't write to me anymore",
        "!stop",
        "ok stop, bye",
    ],
)
@pytest.mark.parametrize("later", [0, 3])
async def test_stop_ends_everything_whenever_it_is_said(days: Days, word: str, later: int) -> None:
    """Before the first check-in, or days later: one line, and neither a check-in nor a letter comes after it."""
    await days.says("!checkin weekdays at 8", "!letter on")
    days.clock.advance(later * 24 * 3600)
    line = await days.says(word)
    assert line.startswith("Done: from here on I only answer")
    assert "\n" not in line
    assert await days.are_quiet()


async def test_stop_after_the_check_in_was_answered_ends_them_too(
    days: Days,
) -> None:
    """The talk that the answer began ends first, in one line with a button for the rest; the next stop ends that."""
    await days.until_a_check_in()
    await days.says("tired")
    assert "\n" not in await days.says("stop")
    assert days.talk.last is not None
    assert [choice.cue for choice in days.talk.last.choices] == ["checkin:stop"]
    assert await days.plan()
    assert "from here on I only answer" in await days.says("stop")
    assert await days.are_quiet()


async def test_the_button_for_stop_ends_them_as_the_word_does(days: Days) -> None:
    """It stands under a word that was nearly `stop`."""
    await days.until_a_check_in()
    assert "from here on I only answer" in text(await days.talk.presses("command:stop"))
    assert await days.are_quiet()


@pytest.mark.parametrize("word", ["good night", "thanks, bye", "gtg", "never mind", "!bye"])
async def test_a_goodbye_ends_no_check_ins(days: Days, word: str) -> None:
    """Under a check-in, or later: it is only a goodbye."""
    await days.until_a_check_in()
    assert "from here on" not in await days.says(word)
    assert "from here on" not in await days.says(word)
    assert (await days.plan()).state is PlanState.ACTIVE


@pytest.mark.parametrize(
    ("says", "names"),
    [
        (("!checkin on",), "!checkin on brings check-ins back."),
        (("!letter on",), "!letter on brings the letter back."),
        (("!checkin on", "!letter on"), "!checkin on brings check-ins back, !letter on the letter."),
    ],
)
async def test_the_confirmation_names_what_was_there(days: Days, says: tuple[str, ...], names: str) -> None:
    """Nobody who only had a letter is told how to bring check-ins back."""
    assert (await days.says(*says, "stop")).endswith(names)


async def test_a_follow_up_alone_is_ended_by_stop(days: Days) -> None:
    """It was the only thing that waited."""
    await days.talk.presses("follow:friend")
    assert await days.says("stop") == "Done: from here on I only answer, whenever you write."
    assert await days.are_quiet()
    assert "from here on" not in await days.says("stop")


@pytest.mark.parametrize(
    ("label", "answer"),
    [
        ("Less often", "Less often, then: Every 2 hours"),
        ("Later", "For how long?"),
        ("snooze 20m", "I'll ask again Sun 1 Nov, "),
        ("snooze until tomorrow", "I'll ask again Mon 2 Nov, "),
    ],
)
async def test_the_buttons_may_be_typed(days: Days, label: str, answer: str) -> None:
    """Where buttons are hard to reach, words do the same."""
    await days.until_a_check_in()
    assert answer in await days.says(label)


@pytest.mark.parametrize(("word", "every"), [("yes", 60), ("As before", 60), ("no", 120)])
async def test_half_as_often_is_undone_or_kept_in_words(days: Days, word: str, every: int) -> None:
    """Whether it should be as before was asked beside the answer; nothing else was."""
    await days.says("!checkin on")
    await days.go_by(6)
    assert (await days.plan()).thinned
    assert "Should it be as before?" in await days.says("thanks")
    await days.says(word)
    plan = await days.plan()
    assert (plan.rhythm.every, plan.thinned) == (every, False)


async def test_yes_to_a_talk_s_own_question_is_no_answer_to_the_news(
    days: Days,
) -> None:
    """Is there a friend you could tell? was asked last."""
    await days.says("!checkin on")
    await days.go_by(6)
    assert "Should it be as before?" in await days.says("!sad")
    await days.says("yes")
    assert (await days.plan()).thinned


@pytest.mark.parametrize("word", ["go on", "keep going", "please continue", "sure"])
async def test_the_question_whether_to_go_on_is_answered_in_words(days: Days, word: str) -> None:
    """Many words mean yes to it."""
    await days.says("!checkin every 30 minutes")
    await days.go_by(8)
    assert (await days.plan()).state is PlanState.ASKED
    assert await days.says(word) == "As before, then."
    assert (await days.plan()).state is PlanState.ACTIVE


@pytest.mark.parametrize(("word", "goes_on"), [("yes", True), ("no", False)])
async def test_the_news_that_they_stopped_is_answered_in_words(days: Days, word: str, goes_on: bool) -> None:
    """Told at the next word, whatever that was about."""
    await days.says("!checkin every 30 minutes")
    await days.go_by(8)
    assert "They stay off unless you want them back" in await days.says("!help")
    await days.says(word)
    plan = await days.store.plans.plan(PERSON)
    assert (plan is not None and plan.state is PlanState.ACTIVE) is goes_on


async def test_a_follow_up_is_planned_behind_the_quiet_hours(days: Days) -> None:
    """Tomorrow in the late morning lies in this person's; what was announced is what happens."""
    await days.says("!checkin at 20:00 quiet 22-13")
    assert "I'll write to you Mon 2 Nov, 13:00" in text(await days.talk.presses("follow:help"))
    days.clock.advance(26 * 3600)
    await days.go_by(3)
    assert len([line for _, line, _ in days.wire.sent if "Yesterday was a hard day" in line]) == 1


@pytest.mark.parametrize(("changed", "then"), [("!zone los angeles", 15), ("!checkin at 20:00 quiet 9-15", 15)])
async def test_a_follow_up_waits_for_the_end_of_quiet_hours_that_came_later(
    days: Days, changed: str, then: int
) -> None:
    """Its time became night, or quiet: it comes when that is over, once; not before, and not never."""
    await days.talk.presses("follow:help")
    await days.says(changed)
    sent_at = []
    for _ in range(40):
        before = len(days.wire.sent)
        await days.go_by(1)
        if [line for _, line, _ in days.wire.sent[before:] if "Yesterday was a hard day" in line]:
            sent_at.append(days.clock.now() // 3_600_000 % 24)
    assert len(sent_at) == 1
    assert sent_at[0] in (then, then + 1)


async def letter_at(days: Days) -> int:
    """Return when the one letter comes that waits."""
    (slot,) = [row.slot for row in await days.store.waiting.waiting_of(PERSON) if row.kind is OutreachKind.LETTER]
    return slot


async def test_a_letter_follows_the_person_s_clock_without_check_ins(days: Days) -> None:
    """On Sunday evening where they are."""
    await days.says("!letter on")
    lisbon = await letter_at(days)
    await days.says("!zone berlin")
    assert await letter_at(days) == lisbon - 3_600_000


async def test_flying_west_after_the_letter_brings_no_second_one(days: Days) -> None:
    """It is Sunday morning there, once more."""
    await days.says("!zone tokyo", "!letter on", "!sad", "!stop")
    await days.go_by(2)
    assert len(days.wire.sent) == 1
    following = await letter_at(days)
    await days.says("!zone los angeles")
    assert 0 < await letter_at(days) - following < 24 * 3_600_000


async def test_skip_tonight_said_in_the_morning_leaves_no_afternoon_out(days: Days) -> None:
    """From five on nothing comes; before, and tomorrow, it comes as always, also after a snooze."""
    await days.says("!checkin on")
    assert "This evening is left out" in await days.says("!checkin skip tonight")
    await days.says("!checkin snooze 20m")
    hours = set()
    for _ in range(24 * 3600 // STEP):
        before = len(days.wire.sent)
        await days.go_by(STEP / 3600)
        if len(days.wire.sent) > before:
            await days.says("!okay", "!stop")
            hours.add(datetime.fromtimestamp(days.clock.now() / 1000, UTC).hour)
    assert 16 in hours
    assert max(hours) < 17, "the evening is from five on"
    await days.says("!checkin on")
    assert "The next one comes Tue 3 Nov, 09:" in await days.says("!checkin skip today")
    assert "The next one comes Tue 3 Nov, 20:00" in await days.says("!checkin at 20:00", "!checkin skip tonight")


async def test_nothing_is_sent_in_a_pause_whatever_is_changed(days: Days) -> None:
    """A new rhythm, fewer, later: two days are two days."""
    await days.until_a_check_in()
    await days.says("!checkin pause 2 days", "!checkin every 30 min", "!checkin snooze 20m", "!checkin less")
    sent = len(days.wire.sent)
    await days.go_by(47)
    assert len(days.wire.sent) == sent
    await days.go_by(3)
    assert len(days.wire.sent) > sent


async def test_the_plan_shows_a_snoozed_check_in_where_it_comes(days: Days) -> None:
    """First what was put off, then the plan; not where quiet hours were laid over it meanwhile."""
    await days.says("!checkin at 20:00", "!checkin snooze 20m")
    assert "Next: Sun 1 Nov, 09:20 · Sun 1 Nov, 20:00 · Mon 2 Nov, 20:00." in await days.says("!checkin")
    assert "Next: Sun 1 Nov, 20:00 · Mon 2 Nov, 20:00 · Tue 3" in await days.says("!checkin quiet 9-12")


async def test_off_says_that_the_letter_stays(days: Days) -> None:
    """Nothing that still comes is hidden."""
    said = await days.says("!letter on", "!checkin on", "!checkin off")
    assert said.startswith("Check-ins are off. Your Sunday letter stays on")
    assert await letter_at(days)


@pytest.mark.parametrize("word", ["later", "no", "i don't know"])
async def test_leaving_the_clock_open_promises_no_check_ins(days: Days, word: str) -> None:
    """They wait for it; "I count days by UTC" is about a journal."""
    await days.store.journal.save_preferences(PERSON, zone=None)
    assert "which clock do you live by?" in await days.says("!checkin on")
    assert "I send nothing until I know your clock" in await days.says(word)
    assert await days.store.waiting.waiting_of(PERSON) == ()


async def test_while_discord_wants_nothing_unasked_nobody_is_told_of_minutes(days: Days) -> None:
    """A flag may last for days: what is not known is not promised."""
    await days.store.waiting.open_breaker(Breaker(20026, days.clock.now(), None))
    for command in ("!checkin on", "!letter on"):
        assert "an hour or longer" in await days.says(command)


@pytest.mark.parametrize(("quiet", "hour"), [("17-20", 20), ("18-8", 17), ("22-7", 18)])
async def test_a_letter_comes_on_sunday_outside_of_the_quiet_hours(days: Days, quiet: str, hour: int) -> None:
    """Behind them, or where they last into Monday, before them; every week, and none is left out for good."""
    await days.says(f"!checkin weekdays at 12 quiet {quiet}", "!letter on", "!sad", "!stop")
    first = await letter_at(days)
    assert first // 3_600_000 % 24 == hour
    days.clock.advance((first - days.clock.now()) / 1000 - 60)
    await days.go_by(0.5)
    assert len(days.wire.sent) == 1
    assert await letter_at(days) == first + 7 * 24 * 3_600_000


async def test_what_was_asked_unasked_may_be_answered_in_words(days: Days) -> None:
    """Under "did that help?" a word is the answer; it is kept, and nothing else is begun."""
    made = await days.store.journal.suggested(Suggestion(PERSON, LINE, days.clock.now()))
    await days.store.plans.open_contact(PERSON, 1, days.clock.now())
    row = Waiting(PERSON, OutreachKind.DID_IT_HELP, days.clock.now(), str(made.number))
    await days.store.waiting.enqueue(row)
    await days.go_by(0.2)
    assert len(days.wire.sent) == 1
    assert await days.says("a bit") == the_pack().text("helped_bit")
    (kept,) = await days.store.journal.suggestions(PERSON, 1)
    assert kept.helped is Helped.BIT


@pytest.mark.parametrize("words", ["stop the check-ins", "please stop checking in on me", "no more reminders please"])
async def test_who_names_what_is_to_end_ends_it_also_in_a_talk(days: Days, words: str) -> None:
    """Only "stop" alone may be about the talk."""
    await days.says("!checkin on", "!lonely", words)
    assert await days.are_quiet()


@pytest.mark.parametrize("words", ["no more letters", "stop the letters", "Stop the letters, please"])
async def test_who_wants_no_letters_keeps_their_check_ins(days: Days, words: str) -> None:
    """It ends what was named."""
    await days.says("!checkin on", "!letter on", words)
    contact = await days.store.plans.contact(PERSON)
    assert contact is not None
    assert not contact.letter
    assert await days.store.plans.plan(PERSON) is not None


async def test_a_stop_to_the_question_about_the_clock_ends_it(clock: HandClock) -> None:
    """As the hello has promised; a clock that is known later begins nothing."""
    async with open_store("sqlite:///:memory:", clock.new_id()) as store:
        days = Days(store, clock)
        await days.says("!checkin on", "stop", "!zone berlin")
        assert await days.are_quiet()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("snooze", "I'll ask again"),
        ("stop for today", "Left out."),
        ("skip tonight", "left out"),
        ("pause 2 days", "Paused until"),
        ("checkin every 2h", "Every 2 hours"),
    ],
)
async def test_a_wish_under_a_check_in_needs_no_sign(days: Days, words: str, said: str) -> None:
    """It is plain what is meant there."""
    await days.until_a_check_in()
    assert said in await days.says(words)


async def test_a_dm_that_is_open_again_lets_the_plan_go_on(days: Days) -> None:
    """Whatever it was opened for."""
    await days.says("!checkin on")
    days.wire.closed = True
    await days.go_by(2)
    days.wire.closed = False
    before = len(days.wire.sent)
    await days.says("!letter on")
    await days.go_by(4)
    assert len(days.wire.sent) > before


async def test_the_letter_goes_around_quiet_hours_that_are_new(days: Days) -> None:
    """It is planned anew when they change."""
    await days.says("!letter on", "!checkin on")
    before = await letter_at(days)
    await days.says("!checkin quiet 17 to 21")
    assert await letter_at(days) != before


async def test_no_and_more_is_more_than_no(days: Days) -> None:
    """What somebody tells with it is not thrown away."""
    await days.until_a_check_in()
    plan = await days.plan()
    await days.store.plans.save_plan(replace(plan, state=PlanState.ASKED), None)
    assert "only answer" not in await days.says("no i feel so awful today")


async def test_what_letters_and_dms_say_of_themselves_is_true(days: Days) -> None:
    """With the journal off there is nothing to write about."""
    await days.says("!checkin on", "!letter on", "!journal off")
    assert "journal" in await days.says("!letter")
