"""Where nobody was asked for, "no one" tells of being alone: it is heard, and refuses nothing."""

import pytest

from tests.hands import HandClock
from tests.house import said
from tests.stores import Store
from tests.talks import PERSON, Talk

DAY_AND_TWO_HOURS = 26 * 3600
NOBODY = [
    "no one",
    "nobody",
    "no one really",
    "Noone.",
    "i don't have anyone",
    "no, i have nobody at all",
    "none",
    "just me",
    "No one right now",
]


@pytest.mark.parametrize("words", NOBODY)
async def test_no_one_a_day_after_the_question_is_heard_as_being_alone(
    talk: Talk, clock: HandClock, words: str
) -> None:
    """The friend question was asked 26 hours ago, and the talk is gone."""
    await talk.says("!sad")
    clock.advance(DAY_AND_TWO_HOURS)
    assert said(await talk.says(words)) == [{"stay"}, {"ask_happened"}]


@pytest.mark.parametrize("words", NOBODY)
async def test_no_one_after_a_stop_is_heard_as_being_alone(talk: Talk, words: str) -> None:
    """It is never "All right. Take care."."""
    await talk.says("!sad")
    await talk.says("stop")
    assert said(await talk.says(words), "sad")[1] & {"ask_happened"}


@pytest.mark.parametrize("words", ["no", "nah", "nope"])
async def test_a_bare_no_where_nothing_was_asked_is_asked_how_it_is(talk: Talk, words: str) -> None:
    """It may be about anything; nobody is sent away for it."""
    await talk.says("!sad")
    await talk.says("stop")
    assert said(await talk.says(words)) == [{"rest_open"}]


@pytest.mark.parametrize("words", ["yes", "yeah"])
async def test_a_yes_a_day_after_the_question_sends_nobody_away(talk: Talk, clock: HandClock, words: str) -> None:
    """The question is gone, but the person is back."""
    await talk.says("!sad")
    clock.advance(DAY_AND_TWO_HOURS)
    assert said(await talk.says(words)) == [{"rest_open"}]


@pytest.mark.parametrize("words", NOBODY)
async def test_no_one_is_no_no_to_the_journal(talk: Talk, store: Store, words: str) -> None:
    """The talk goes on instead; nothing was refused."""
    await talk.says("!sad")
    await talk.says("thanks")
    assert said(await talk.says(words), "sad")[1] & {"ask_happened"}
    assert (await store.journal.preferences(PERSON)).journal is None


@pytest.mark.usefixtures("asked_before")
async def test_no_one_at_the_list_of_moods_is_heard_as_being_alone(talk: Talk) -> None:
    """Which of these is closest? was no question about people."""
    await talk.says("hello")
    assert said(await talk.says("no one")) == [{"stay"}, {"ask_happened"}]


async def test_no_one_in_a_channel_is_answered_with_the_way_into_private(channel_talk: Talk) -> None:
    """Others read along there."""
    assert said(await channel_talk.says("no one")) == [{"stay_public"}, {"gate_ask"}]
