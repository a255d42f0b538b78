""" "stop" ends everything that is open, in one line, and nothing follows it."""

import pytest

from tests.bots import Built
from tests.discordapp.scenes import Scene, labels, pools, shown_to
from tests.discordapp.test_checkins import goes_by
from tests.hands import HandClock
from tests.house import the_pack
from tests.stores import Store

STOP_TOO = the_pack().text("choice_checkin_stop_too")
LINES = the_pack().text("choice_lines")


@pytest.fixture
def pace() -> float:
    """The pauses between messages are not what these stories are about."""
    return 0.0


@pytest.mark.parametrize("word", ["stop", "Stop!", "!stop", "quit", "!quit", "bye", "!bye", "that's all", "never mind"])
async def test_nothing_follows_a_stop(scene: Scene, word: str) -> None:
    """No question about a journal, and no button."""
    await scene.in_dm(scene.ann, "!sad")
    (line,) = await scene.in_dm(scene.ann, word)
    assert "stopping" in pools([line])[0]
    assert labels(line) == []
    assert pools(await scene.in_dm(scene.ann, "ok")) == [{"rest_quiet"}]


async def test_nothing_follows_the_button_that_stops(scene: Scene) -> None:
    """That's enough for now, it says."""
    await scene.in_dm(scene.ann, "!sad")
    (*_, question) = await scene.in_dm(scene.ann, "no")
    await scene.ann.user.click(question, label="That's enough for now")
    assert "stopping" in pools(scene.dms(scene.ann)[-1:])[0]
    assert labels(scene.dms(scene.ann)[-1]) == []


async def test_stop_in_reply_to_any_message_stops(scene: Scene) -> None:
    """Also to a line that asks nothing."""
    (validation, _, _) = await scene.in_dm(scene.ann, "!sad")
    (line,) = await scene.in_dm(scene.ann, "stop", reply_to=validation)
    assert "stopping" in pools([line])[0]


async def test_slash_stop_ends_the_talk_in_the_dm_too(scene: Scene) -> None:
    """It is one bot: what it asked elsewhere is no longer open."""
    await scene.in_dm(scene.ann, "!sad")
    (line,) = shown_to(await scene.ann.slash(scene.channel, "stop"))
    assert "stopping" in pools([line])[0]
    assert "friend_yes" not in pools(await scene.in_dm(scene.ann, "yes"), "sad")[0]


async def test_stop_in_a_channel_ends_the_talk_in_the_dm_too(scene: Scene) -> None:
    """In one line, which tells nobody that there was one; a goodbye ends only the talk it is said in."""
    await scene.in_dm(scene.ann, "!sad")
    await scene.hears(scene.ann, "!bye")
    assert "openers_ask" in pools(await scene.in_dm(scene.ann, "yes"), "sad")[-1]
    assert len(await scene.hears(scene.ann, "!stop")) == 1
    assert "opener_sent" not in pools(await scene.in_dm(scene.ann, "yes"), "sad")[0]


@pytest.mark.parametrize("word", ["stop", "!stop", "quit"])
async def test_stop_at_the_journal_s_question_is_neither_yes_nor_no(scene: Scene, store: Store, word: str) -> None:
    """It leaves it, in one line."""
    await scene.in_dm(scene.ann, "!happy")
    await scene.in_dm(scene.ann, "thanks")
    (line,) = await scene.in_dm(scene.ann, word)
    assert "!journal" in line.content
    assert labels(line) == []
    assert (await store.journal.preferences(scene.ann.id)).journal is None


@pytest.mark.parametrize("asks", ["!forget me", "!journal", "!helplines canada"])
@pytest.mark.parametrize("word", ["stop", "!stop"])
async def test_stop_ends_a_question_beside_the_talk_and_the_talk_with_it(
    scene: Scene, store: Store, asks: str, word: str
) -> None:
    """Nothing is deleted, begun or refused, and no later yes is one to it."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Berlin", asked_at=1)
    await scene.in_dm(scene.ann, "!sad")
    await scene.in_dm(scene.ann, asks)
    (line,) = await scene.in_dm(scene.ann, word)
    assert "stopping" in pools([line])[0]
    await scene.in_dm(scene.ann, "yes")
    preferences = await store.journal.preferences(scene.ann.id)
    assert (preferences.journal, preferences.zone) == (None, "Europe/Berlin")


@pytest.mark.parametrize("word", ["stop", "!stop", "pls stop"])
async def test_with_check_ins_the_line_has_one_button_that_ends_them(
    scene: Scene, built: Built, clock: HandClock, store: Store, word: str
) -> None:
    """Stop may mean the talk or all of it; a press says which, and no news comes before the line."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon", asked_at=1)
    await scene.in_dm(scene.ann, "!checkin on")
    await scene.in_dm(scene.ann, "!sad")
    await goes_by(clock, built.worker, 1)
    (line,) = await scene.in_dm(scene.ann, word)
    assert labels(line) == [STOP_TOO]
    assert await store.plans.plan(scene.ann.id) is not None
    await scene.ann.user.click(line, label=STOP_TOO)
    assert await store.plans.plan(scene.ann.id) is None


async def test_a_goodbye_has_no_such_button(scene: Scene, store: Store) -> None:
    """Whoever says good night wants to be asked tomorrow."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon", asked_at=1)
    await scene.in_dm(scene.ann, "!checkin on")
    await scene.in_dm(scene.ann, "!sad")
    (line,) = await scene.in_dm(scene.ann, "good night")
    assert labels(line) == []


async def test_in_a_channel_nothing_is_said_of_check_ins(scene: Scene, store: Store) -> None:
    """They are private."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon", asked_at=1)
    await scene.in_dm(scene.ann, "!checkin on")
    await scene.hears(scene.ann, "!sad")
    (line,) = await scene.hears(scene.ann, "!stop")
    assert labels(line) == []


async def test_the_day_after_a_risk_stays_and_the_line_keeps_the_help_lines(scene: Scene) -> None:
    """Whether a talk was open or not."""
    await scene.in_dm(scene.ann, "i want to kill myself")
    await scene.in_dm(scene.ann, "!sad")
    for _ in range(2):
        (line,) = await scene.in_dm(scene.ann, "stop")
        assert LINES in labels(line)


async def test_stop_to_check_ins_keeps_the_help_lines_after_a_risk(scene: Scene, store: Store) -> None:
    """The check-ins end; the lines stay one press away."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon", asked_at=1)
    await scene.in_dm(scene.ann, "!checkin on")
    await scene.in_dm(scene.ann, "i want to kill myself")
    await scene.in_dm(scene.ann, "!okay")
    await scene.in_dm(scene.ann, "stop")
    (line,) = await scene.in_dm(scene.ann, "stop")
    assert "from here on I only answer" in line.content
    assert labels(line) == [LINES]
