"""Check-ins as a person meets them: asked for, small, answered or not, and stopped with one word."""

import discord
import pytest

from moodbot.discordapp.bot import MoodBot
from moodbot.features.outreach.rules.plans import OutreachKind
from moodbot.features.outreach.worker import CheckinWorker
from tests.bots import Built, build
from tests.discordapp.scenes import Scene, labels, menu_entries, told_texts
from tests.hands import HandClock
from tests.house import pools_of, the_pack
from tests.stores import Store

ASKING = {"checkin_morning", "checkin_day", "checkin_evening", "checkin_night", "checkin_any"}
HOUR = 3600.0


@pytest.fixture
def worker(built: Built) -> CheckinWorker:
    """Sends what is due, when the test says so."""
    return built.worker


@pytest.fixture
async def in_lisbon(scene: Scene, store: Store) -> None:
    """Ann's clock is that of Lisbon, where it is midnight in UTC in November."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon")


async def goes_by(clock: HandClock, worker: CheckinWorker, hours: float) -> None:
    """Let time go by in steps of five minutes, the worker looking each time."""
    for _ in range(round(hours * 12)):
        clock.advance(300)
        while await worker.work():
            pass
        await worker.settled()


def asked(message: discord.Message) -> bool:
    """True for a check-in."""
    return bool(pools_of(message.content) & (ASKING | {"checkin_after_hard"})) and len(menu_entries(message)) == len(
        the_pack().moods
    )


@pytest.mark.usefixtures("in_lisbon")
async def test_opting_in_says_hello_in_the_dm_and_asks_every_hour_of_the_day(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """From a server: the hello comes at once where the check-ins will; at night nothing, from nine on every hour."""
    result = await scene.ann.slash(scene.channel, "checkin", checkin="on")
    assert "Check-ins are on" in told_texts(result)[0]
    assert "Every hour between 9:00 and 21:00" in told_texts(result)[1]
    assert ["I only write first because you've asked" in each.content for each in scene.dms(scene.ann)] == [True]
    await goes_by(clock, worker, 9)
    assert len(scene.dms(scene.ann)) == 1
    await goes_by(clock, worker, 1)
    (_, first) = scene.dms(scene.ann)
    assert asked(first)
    assert labels(first) == ["Later", "Less often", "Stop these"]
    await goes_by(clock, worker, 1)
    assert len(scene.dms(scene.ann)) == 3
    assert first.content != scene.dms(scene.ann)[-1].content
    assert scene.said() == []


async def test_an_unknown_clock_is_asked_for_and_nothing_is_sent_until_it_is_known(
    scene: Scene, worker: CheckinWorker, clock: HandClock
) -> None:
    """The answer may be typed."""
    (answer,) = await scene.in_dm(scene.ann, "!checkin at 8:00 and 20:00")
    assert "which clock do you live by" in answer.content
    await goes_by(clock, worker, 12)
    assert len(scene.dms(scene.ann)) == 1
    named, plan = await scene.in_dm(scene.ann, "lisbon")
    assert "Lisbon" in named.content
    assert "At 8:00 and 20:00" in plan.content
    assert "Sun 1 Nov, 20:00 · Mon 2 Nov, 08:00 · Mon 2 Nov, 20:00" in plan.content
    await goes_by(clock, worker, 8.5)
    assert asked(scene.dms(scene.ann)[-1])


@pytest.mark.usefixtures("in_lisbon")
async def test_closed_dms_are_told_on_the_spot_and_nothing_is_planned(scene: Scene, store: Store) -> None:
    """With how to open them."""
    scene.close_dms(scene.ann)
    result = await scene.ann.slash(scene.channel, "checkin", checkin="on")
    assert "your DMs are closed for me" in told_texts(result)[0]
    assert await store.plans.plan(scene.ann.id) is None
    assert await store.plans.contact(scene.ann.id) is None
    assert await store.waiting.next_ready() is None


@pytest.mark.usefixtures("in_lisbon")
async def test_an_answer_logs_the_mood_and_begins_the_ordinary_talk(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """With a journal the mood is kept as one from a check-in."""
    await store.journal.save_preferences(scene.ann.id, journal=True, journal_at=clock.now())
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, worker, 10)
    await scene.ann.user.select(scene.dms(scene.ann)[-1], ["mood:sad:checkin"])
    (entry,) = await store.journal.between(scene.ann.id, 0, clock.now() + 1)
    assert (entry.mood, entry.source) == ("sad", "checkin")
    assert "friend_ask" in pools_of(scene.dms(scene.ann)[-1].content, "sad")


@pytest.mark.usefixtures("in_lisbon")
@pytest.mark.parametrize("word", ["stop", "Stop!", "!stop", "pls stop"])
async def test_stop_is_off_at_once_with_one_line(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, word: str
) -> None:
    """Typed under a check-in; nothing comes after it."""
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, worker, 10)
    (line,) = await scene.in_dm(scene.ann, word)
    assert "from here on I only answer" in line.content
    assert await store.waiting.next_ready() is None
    await goes_by(clock, worker, 24)
    assert scene.dms(scene.ann)[-1].id == line.id


@pytest.mark.usefixtures("in_lisbon")
async def test_stop_two_days_later_still_means_the_check_ins(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """The talk itself was let go meanwhile."""
    await scene.in_dm(scene.ann, "!checkin mondays at 10")
    await goes_by(clock, worker, 36)
    assert asked(scene.dms(scene.ann)[-1])
    clock.advance(48 * HOUR)
    (line,) = await scene.in_dm(scene.ann, "stop")
    assert "from here on I only answer" in line.content
    assert await store.plans.plan(scene.ann.id) is None


@pytest.mark.usefixtures("in_lisbon")
async def test_the_buttons_work_after_a_restart(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """Later asks for how long; the plan does not move; less often and stop do what they say."""
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, worker, 10)
    check_in = scene.dms(scene.ann)[-1]
    (planned,) = await store.waiting.waiting_of(scene.ann.id)
    again = build(store, clock)
    await scene.env.restart_bot(MoodBot(again.parts, True))
    await scene.ann.user.click(check_in, label="Later")
    assert labels(scene.dms(scene.ann)[-1]) == ["20 minutes", "1 hour", "Until tomorrow"]
    await scene.ann.user.click(scene.dms(scene.ann)[-1], label="20 minutes")
    assert "I'll ask again Sun 1 Nov" in scene.dms(scene.ann)[-1].content
    waiting = {row.kind: row.slot for row in await store.waiting.waiting_of(scene.ann.id)}
    snoozed_for = waiting[OutreachKind.AGAIN] - clock.now()
    assert 19 * 60_000 < snoozed_for <= 20 * 60_000
    assert (waiting[OutreachKind.CHECKIN] - planned.slot) % 3_600_000 == 0
    assert waiting[OutreachKind.CHECKIN] > waiting[OutreachKind.AGAIN]
    await goes_by(clock, again.worker, 0.4)
    snoozed = scene.dms(scene.ann)[-1]
    assert asked(snoozed)
    await scene.ann.user.click(snoozed, label="Less often")
    assert "Every 2 hours between 9:00 and 21:00" in scene.dms(scene.ann)[-2].content
    clock.advance(60)
    await scene.in_dm(scene.ann, "!checkin off")
    assert await store.waiting.waiting_of(scene.ann.id) == ()


@pytest.mark.usefixtures("in_lisbon")
async def test_unanswered_check_ins_give_way(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """Three, then half as often, three more, then one question, then nothing; said when Ann next speaks."""
    await scene.in_dm(scene.ann, "!checkin on")
    before = len(scene.dms(scene.ann))
    await goes_by(clock, worker, 72)
    messages = scene.dms(scene.ann)[before:]
    assert [asked(each) for each in messages] == [True] * 6 + [False]
    assert labels(messages[-1]) == ["Yes, go on", "Stop these"]
    hours = [(each.created_at - messages[0].created_at).total_seconds() for each in messages]
    assert len(hours) == 7
    news, *rest = await scene.in_dm(scene.ann, "!happy")
    assert "I had stopped my check-ins" in news.content
    assert labels(news) == ["As before", "Leave it so"]
    assert len(rest) == 3
    await scene.ann.user.click(news, label="As before")
    assert "Every hour between 9:00 and 21:00" in scene.dms(scene.ann)[-1].content
    assert len(await store.waiting.waiting_of(scene.ann.id)) == 1


@pytest.mark.usefixtures("in_lisbon")
async def test_the_question_whether_to_go_on_may_be_answered_in_words(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """Yes is as it was; nothing more is said about it."""
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, worker, 72)
    (answer,) = await scene.in_dm(scene.ann, "yes please")
    assert "As before" in answer.content
    plan = await store.plans.plan(scene.ann.id)
    assert plan is not None
    assert (plan.thinned, plan.unanswered) == (False, 0)


@pytest.mark.usefixtures("in_lisbon")
async def test_half_as_often_is_told_once_and_can_be_undone(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """Ann answers the fifth; she is asked whether it should be as before, and that is the last of it."""
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, worker, 16)
    plan = await store.plans.plan(scene.ann.id)
    assert plan is not None
    assert plan.thinned
    news, *_ = await scene.in_dm(scene.ann, "!okay")
    assert "half as often" in news.content
    clock.advance(60)
    assert all("half as often" not in each.content for each in await scene.in_dm(scene.ann, "stop"))
    await scene.ann.user.click(news, label="As before")
    restored = await store.plans.plan(scene.ann.id)
    assert restored is not None
    assert not restored.thinned


@pytest.mark.usefixtures("in_lisbon")
async def test_after_a_risk_nothing_is_sent_for_a_day(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """The help block is the last message; the next evening check-ins go on."""
    await scene.in_dm(scene.ann, "!checkin on")
    clock.advance(8 * HOUR)
    await scene.in_dm(scene.ann, "i want to kill myself")
    last = scene.dms(scene.ann)[-1].id
    await goes_by(clock, worker, 23)
    assert scene.dms(scene.ann)[-1].id == last
    status = await store.waiting.status(clock.now())
    assert set(status.skipped) == {"risk"}
    await goes_by(clock, worker, 5)
    assert asked(scene.dms(scene.ann)[-1])


@pytest.mark.usefixtures("in_lisbon")
async def test_nobody_is_asked_in_the_middle_of_a_talk(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """Ann is telling what happened just when one is due; it is left out."""
    await scene.in_dm(scene.ann, "!checkin at 10:00")
    clock.advance(10 * HOUR - 60)
    await scene.in_dm(scene.ann, "!lonely")
    last = scene.dms(scene.ann)[-1].id
    await goes_by(clock, worker, 0.5)
    assert scene.dms(scene.ann)[-1].id == last
    assert (await store.waiting.status(clock.now())).skipped == {"in a talk": 1}


@pytest.mark.usefixtures("in_lisbon")
async def test_dms_that_close_later_suspend_the_plan_and_are_told_at_the_next_word(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """One try, no more; when Ann speaks in the server she learns it in private, and can begin again."""
    await scene.in_dm(scene.ann, "!checkin on")
    scene.close_dms(scene.ann)
    tries = len(scene.calls("POST", "/channels/*/messages"))
    await goes_by(clock, worker, 30)
    assert len(scene.calls("POST", "/channels/*/messages")) == tries + 1
    assert (await store.waiting.status(clock.now())).suspended == 1
    result = await scene.ann.slash(scene.channel, "mood", mood="okay")
    assert "I couldn't reach you by DM lately" in told_texts(result)[0]
    shown = await scene.ann.slash(scene.channel, "checkin")
    assert "your DMs are closed for me" in told_texts(shown)[0]


@pytest.mark.usefixtures("in_lisbon")
async def test_pause_skip_and_their_words(scene: Scene, store: Store, clock: HandClock) -> None:
    """Each says when the next one comes; a pause can be ended."""
    await scene.in_dm(scene.ann, "!checkin at 8 and 20")
    (skipped,) = await scene.in_dm(scene.ann, "!checkin skip")
    assert "The next one comes Sun 1 Nov, 20:00" in skipped.content
    clock.advance(60)
    (tonight,) = await scene.in_dm(scene.ann, "!checkin skip tonight")
    assert "Sun 1 Nov, 08:00" in tonight.content
    (paused,) = await scene.in_dm(scene.ann, "!checkin pause 3 days")
    assert "Paused until Wed 4 Nov, 00:01" in paused.content
    clock.advance(60)
    (shown,) = await scene.in_dm(scene.ann, "!checkin")
    assert "Paused until Wed 4 Nov" in shown.content
    clock.advance(60)
    _, plan = await scene.in_dm(scene.ann, "!checkin on")
    assert "Next: Sun 1 Nov, 08:00" in plan.content
    (misread,) = await scene.in_dm(scene.ann, "!checkin whenever")
    assert "nothing was changed" in misread.content


async def test_a_follow_up_after_telling_a_friend(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """Asked for with one press, comes once the next day, and can be answered with a mood."""
    await store.journal.save_preferences(scene.ann.id, asked_at=1)
    for words in ("!sad", "yes", "I'll send one"):
        await scene.in_dm(scene.ann, words)
        clock.advance(60)
    assert "Ask me tomorrow how it went" in labels(scene.dms(scene.ann)[-1])
    await scene.ann.user.click(scene.dms(scene.ann)[-1], label="Ask me tomorrow how it went")
    assert "about this time tomorrow" in scene.dms(scene.ann)[-1].content
    await goes_by(clock, worker, 23.5)
    quiet_until_then = len(scene.dms(scene.ann))
    await goes_by(clock, worker, 1)
    follow_up = scene.dms(scene.ann)[-1]
    assert len(scene.dms(scene.ann)) == quiet_until_then + 1
    assert "Yesterday you wanted to write to someone" in follow_up.content
    assert len(menu_entries(follow_up)) == len(the_pack().moods)
    await goes_by(clock, worker, 48)
    assert len(scene.dms(scene.ann)) == quiet_until_then + 1


async def test_a_follow_up_after_a_help_block_but_not_after_abuse(
    scene: Scene, worker: CheckinWorker, clock: HandClock
) -> None:
    """It comes though the risk is still remembered; after abuse somebody else may read the phone."""
    await scene.in_dm(scene.ann, "my dad hits me every night")
    assert all("tomorrow" not in label for each in scene.dms(scene.ann) for label in labels(each))
    ben = scene.person("ben")
    await scene.in_dm(ben, "i want to kill myself")
    asking = [each for each in scene.dms(ben) if "Ask me tomorrow how I am" in labels(each)]
    await ben.user.click(asking[-1], label="Ask me tomorrow how I am")
    await goes_by(clock, worker, 25)
    assert "Yesterday was a hard day" in scene.dms(ben)[-1].content
    assert labels(scene.dms(ben)[-1]) == ["Help lines"]


@pytest.mark.usefixtures("in_lisbon")
async def test_did_it_help_some_hours_later(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """For whoever keeps a journal; the answer goes where it belongs, and the talk does not ask a second time."""
    await store.journal.save_preferences(scene.ann.id, journal=True, journal_at=1)
    clock.advance(10 * HOUR)
    for words in ("!sad", "no", "we broke up and it hurts", "empty and heavy in the chest", "sleep would help", "yes"):
        await scene.in_dm(scene.ann, words)
        clock.advance(60)
    await scene.ann.user.click(scene.dms(scene.ann)[-1], label="Ask me later if it helped")
    assert "I'll write to you Sun 1 Nov, 14:" in scene.dms(scene.ann)[-1].content
    await goes_by(clock, worker, 4.2)
    assert "did it help?" in scene.dms(scene.ann)[-1].content
    await scene.ann.user.click(scene.dms(scene.ann)[-1], label="A bit")
    (made, *_) = await store.journal.suggestions(scene.ann.id, 5)
    assert made.helped == "bit"


@pytest.mark.usefixtures("in_lisbon")
async def test_a_letter_on_sunday(scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store) -> None:
    """Needs a journal; comes once, about this week; "stop" after it ends it."""
    (refused,) = await scene.in_dm(scene.ann, "!letter on")
    assert "written from your journal" in refused.content
    await store.journal.save_preferences(scene.ann.id, journal=True, journal_at=1)
    (on,) = await scene.in_dm(scene.ann, "!letter on")
    assert "Sun 1 Nov, 18:" in on.content
    for mood in ("sad", "sad", "tired", "okay", "sad"):
        clock.advance(HOUR)
        await scene.in_dm(scene.ann, f"!{mood}")
        await scene.in_dm(scene.ann, "!stop")
    last = len(scene.dms(scene.ann))
    await goes_by(clock, worker, 15)
    (letter,) = scene.dms(scene.ann)[last:]
    assert "sad" in letter.content
    assert labels(letter) == ["No more letters"]
    (shown,) = await scene.in_dm(scene.ann, "!letter")
    assert "The next one comes Sun 8 Nov, 18:" in shown.content


@pytest.mark.usefixtures("in_lisbon")
async def test_closed_dms_are_hinted_at_in_a_channel_and_told_where_it_arrives(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """What went to the closed DM counts as not told; in the channel stands no word about check-ins, and once."""
    await scene.in_dm(scene.ann, "!checkin on")
    scene.close_dms(scene.ann)
    await goes_by(clock, worker, 10)
    hint, *_ = await scene.hears(scene.ann, "!sad")
    assert "your DMs are closed for me" in hint.content
    clock.advance(60)
    assert all("closed" not in each.content for each in await scene.hears(scene.ann, "!happy"))
    clock.advance(60)
    (detour,) = await scene.hears(scene.ann, "!checkin")
    assert "such as /mood, is answered so that only you see it" in detour.content
    clock.advance(60)
    result = await scene.ann.slash(scene.channel, "checkin")
    assert "I couldn't reach you by DM lately" in told_texts(result)[0]
    clock.advance(60)
    result = await scene.ann.slash(scene.channel, "checkin")
    assert "I couldn't reach you by DM lately" not in told_texts(result)[0]
    contact = await store.plans.contact(scene.ann.id)
    assert contact is not None
    assert contact.told


@pytest.mark.usefixtures("in_lisbon")
async def test_words_about_a_risk_are_an_answer_too(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store
) -> None:
    """The help block comes first; nobody who wrote that has left their check-in unanswered."""
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, worker, 10)
    plan = await store.plans.plan(scene.ann.id)
    assert plan is not None
    assert plan.unanswered == 1
    await scene.in_dm(scene.ann, "i want to kill myself")
    plan, contact = await store.plans.plan(scene.ann.id), await store.plans.contact(scene.ann.id)
    assert plan is not None
    assert contact is not None
    assert (plan.unanswered, contact.unanswered) == (0, 0)
