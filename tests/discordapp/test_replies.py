"""A reply answers the message that it replies to: the open question, an older one, or a line that asks nothing."""

import discord
import pytest

from tests.bots import Built
from tests.discordapp.scenes import Scene, labels, pools
from tests.discordapp.test_checkins import goes_by
from tests.hands import HandClock
from tests.house import the_pack
from tests.stores import Store

DAY_AND_TWO_HOURS = 26 * 3600
NOBODY = "no, i have nobody at all"


@pytest.fixture
def pace() -> float:
    """The pauses between messages are not what these stories are about."""
    return 0.0


async def is_answered(scene: Scene, text: str, to: discord.Message, mood: str | None = None) -> list[set[str]]:
    """Let Ann reply *text* to the DM *to*; return the pools of what is said."""
    return pools(await scene.in_dm(scene.ann, text, reply_to=to), mood)


async def test_a_reply_to_the_open_question_answers_it(scene: Scene) -> None:
    """As a plain message would."""
    (*_, question) = await scene.in_dm(scene.ann, "!sad")
    assert "ask_happened" in (await is_answered(scene, "no one really", question, "sad"))[-1]


@pytest.mark.parametrize("words", ["no", "no one", "yes", "idk", "later"])
@pytest.mark.parametrize("line", [0, 1])
async def test_a_reply_to_the_validation_or_the_suggestion_is_no_answer_to_the_friend_question(
    scene: Scene, words: str, line: int
) -> None:
    """The bot listens, and its question stays open."""
    said = await scene.in_dm(scene.ann, "!sad")
    assert ["go_on" in (answer := await is_answered(scene, words, said[line], "sad"))[0], len(answer)] == [True, 2]
    assert "friend_ask" in answer[1]


async def test_what_is_told_in_reply_to_the_suggestion_is_taken_as_telling(scene: Scene) -> None:
    """Nobody is told to go on who has just said what happened."""
    (_, suggestion, _) = await scene.in_dm(scene.ann, "!sad")
    answer = await is_answered(scene, "my mum is in hospital and i can't sleep", suggestion, "sad")
    assert "reflect_happened" in answer[0]


async def test_nobody_in_reply_to_the_friend_question_is_never_an_answer_to_a_good_day(scene: Scene) -> None:
    """Ann has named another mood since: the bot goes back to what she answers."""
    (*_, question) = await scene.in_dm(scene.ann, "!sad")
    await scene.in_dm(scene.ann, "!happy")
    answer = await is_answered(scene, NOBODY, question)
    assert "stay" in answer[0]
    assert "ask_happened" in answer[1]


async def test_yes_in_reply_to_an_older_question_is_a_yes_to_that_one(scene: Scene) -> None:
    """Would you try that? was asked last; Ann has thought of somebody."""
    (*_, friend) = await scene.in_dm(scene.ann, "!lonely")
    for words in ("no", "we had a fight at home again", "like no air", "a walk with the dog would do it"):
        await scene.in_dm(scene.ann, words)
    assert "friend_yes" in (await is_answered(scene, "yes", friend, "lonely"))[0]


async def test_a_question_whose_button_was_pressed_may_still_be_replied_to(scene: Scene) -> None:
    """The pressed button says which question it was."""
    (*_, friend) = await scene.in_dm(scene.ann, "!lonely")
    await scene.ann.user.click(friend, label="No one right now")
    pressed = next(each for each in scene.dms(scene.ann) if each.id == friend.id)
    assert "friend_yes" in (await is_answered(scene, "yes, my sister", pressed, "lonely"))[0]


@pytest.mark.parametrize("words", ["no one", NOBODY, "nobody", "no"])
async def test_a_day_later_the_friend_question_is_still_the_one_that_is_answered(
    scene: Scene, clock: HandClock, words: str
) -> None:
    """26 hours later the talk is gone, but not what was asked."""
    (*_, question) = await scene.in_dm(scene.ann, "!sad")
    clock.advance(DAY_AND_TWO_HOURS)
    assert "ask_happened" in (await is_answered(scene, words, question))[-1]


async def test_nobody_in_reply_to_the_friend_question_is_no_no_to_the_journal(scene: Scene, store: Store) -> None:
    """The journal was asked about last."""
    (*_, question) = await scene.in_dm(scene.ann, "!sad")
    (*_, consent) = await scene.in_dm(scene.ann, "thanks")
    assert labels(consent)[0] == the_pack().text("choice_consent_journal_yes")
    assert "ask_happened" in (await is_answered(scene, "no one", question, "sad"))[-1]
    assert (await store.journal.preferences(scene.ann.id)).journal is None


@pytest.mark.needs(feature="privacy")
async def test_yes_in_reply_to_an_older_question_deletes_nothing(scene: Scene, store: Store) -> None:
    """Forget everything? was asked last; a reply to another message leaves it."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Berlin", asked_at=1)
    (*_, friend) = await scene.in_dm(scene.ann, "!sad")
    (sure,) = await scene.in_dm(scene.ann, "!forget me")
    assert "friend_yes" in (await is_answered(scene, "yes", friend, "sad"))[0]
    assert (await store.journal.preferences(scene.ann.id)).zone == "Europe/Berlin"
    (which,) = await scene.in_dm(scene.ann, "yes", reply_to=sure)
    assert which.content == the_pack().text("reply_press")
    await scene.in_dm(scene.ann, labels(sure)[0], reply_to=sure)
    assert (await store.journal.preferences(scene.ann.id)).zone is None


@pytest.mark.needs(feature="privacy")
async def test_yes_in_reply_to_the_question_beside_the_talk_answers_that(scene: Scene, store: Store) -> None:
    """Not the friend question, which is open too."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Berlin", asked_at=1)
    await scene.in_dm(scene.ann, "!sad")
    (sure,) = await scene.in_dm(scene.ann, "!forget me")
    await scene.in_dm(scene.ann, "yes", reply_to=sure)
    assert (await store.journal.preferences(scene.ann.id)).zone is None


async def test_a_reply_to_a_check_in_answers_the_check_in(
    scene: Scene, built: Built, clock: HandClock, store: Store
) -> None:
    """Also when another message came since; "no" to it ends no check-ins, and "stop" does."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon", asked_at=1)
    await scene.in_dm(scene.ann, "!checkin on")
    await goes_by(clock, built.worker, 10)
    checkin = scene.dms(scene.ann)[-1]
    await scene.in_dm(scene.ann, "!okay")
    assert await is_answered(scene, "no", checkin) == [{"checkin_quiet"}]
    assert await store.plans.plan(scene.ann.id) is not None
    (line,) = await scene.in_dm(scene.ann, "stop", reply_to=checkin)
    assert "from here on I only answer" in line.content
    assert await store.plans.plan(scene.ann.id) is None


async def test_a_reply_to_an_older_check_in_is_no_answer_to_whether_to_go_on(
    scene: Scene, built: Built, clock: HandClock, store: Store
) -> None:
    """Should I go on? came last; Ann says no to a check-in of this morning."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon", asked_at=1)
    await scene.in_dm(scene.ann, "!checkin every 30 minutes")
    await goes_by(clock, built.worker, 10)
    checkin = next(each for each in scene.dms(scene.ann) if "Later" in labels(each))
    await goes_by(clock, built.worker, 8)
    assert "checkin_quiet" in (await is_answered(scene, "no", checkin))[-1]
    assert await store.plans.plan(scene.ann.id) is not None


@pytest.mark.parametrize("words", ["no", "yes", "ok"])
async def test_a_reply_to_the_first_lines_of_help_is_asked_once_more(scene: Scene, words: str) -> None:
    """It asks nothing, so it is asked once more; nobody is let go because of it."""
    block = await scene.in_dm(scene.ann, "i want to kill myself")
    assert "care_safe_ask" in (await is_answered(scene, words, block[0]))[0]


async def test_a_reply_to_a_question_from_before_a_risk_is_no_way_out_of_care(scene: Scene) -> None:
    """Whatever was asked before, the help lines come first."""
    (*_, question) = await scene.in_dm(scene.ann, "!sad")
    await scene.in_dm(scene.ann, "i want to kill myself")
    assert "care_safe_ask" in (await is_answered(scene, "no", question))[0]


async def test_a_reply_in_a_channel_answers_its_own_question_too(scene: Scene) -> None:
    """There the answer is asked for in private."""
    (validation, _, question) = await scene.hears(scene.ann, "!sad")
    listened, again = await scene.replies(scene.ann, "no", to=validation)
    assert "go_on" in pools([listened])[0]
    assert "friend_ask" in pools([again], "sad")[0]
    await scene.hears(scene.ann, "!happy")
    assert "gate_ask" in pools(await scene.replies(scene.ann, NOBODY, to=question))[-1]


async def test_a_reply_to_a_message_that_is_gone_answers_nothing(scene: Scene) -> None:
    """Nobody knows what it asked."""
    (validation, _, _) = await scene.in_dm(scene.ann, "!sad")
    scene.env.backend.delete_message(scene.ann.user.dm_channel.id, validation.id)
    assert "friend_ask" in (await is_answered(scene, "no", validation, "sad"))[-1]
