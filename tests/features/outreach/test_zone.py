"""Telling the bot where one lives, at every entrance: an exact name decides, a similar one is asked."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from moodbot.core.dialogue import Reply
from tests.hands import HandClock
from tests.house import house_of
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON, Talk
from tests.wires import Wire

Entrance = Callable[[Talk, str], Awaitable[Reply | None]]


@pytest.fixture
async def store(clock: HandClock) -> AsyncIterator[Store]:
    """A database in which nothing is known of the person."""
    async with open_store("sqlite:///:memory:", clock.new_id()) as opened:
        yield opened


@pytest.fixture
def talk(store: Store, clock: HandClock) -> Talk:
    """A talk in a DM with a bot that can write first."""
    return Talk(house_of(store, clock, line=Wire()))


def labels(reply: Reply | None) -> list[str]:
    """Return the labels of the buttons."""
    assert reply is not None
    return [choice.label for choice in reply.choices]


async def the_zone(store: Store) -> str | None:
    """Return where the person lives."""
    return (await store.journal.preferences(PERSON)).zone


async def at_the_journals_question(talk: Talk, typed: str) -> Reply | None:
    """Answer the journal's question with *typed*."""
    await talk.says("!journal on")
    return await talk.says(typed)


async def at_a_checkins_question(talk: Talk, typed: str) -> Reply | None:
    """Answer the question about check-ins with *typed*."""
    await talk.says("!checkin on")
    return await talk.says(typed)


async def at_the_command(talk: Talk, typed: str) -> Reply | None:
    """Write the command with *typed*."""
    return await talk.says(f"!zone {typed}")


ENTRANCES = [at_the_command, at_the_journals_question, at_a_checkins_question]


@pytest.mark.parametrize("answer", ENTRANCES)
async def test_a_similar_name_is_asked_and_yes_takes_it(talk: Talk, store: Store, answer: Entrance) -> None:
    """Amsterdm is probably Amsterdam; only the person knows."""
    assert labels(await answer(talk, "amsterdm")) == ["Amsterdam", "None of these"]
    assert await the_zone(store) is None
    await talk.says("yes")
    assert await the_zone(store) == "Europe/Amsterdam"


@pytest.mark.parametrize("answer", ENTRANCES)
async def test_a_similar_name_that_is_not_meant_is_left(talk: Talk, store: Store, answer: Entrance) -> None:
    """No is no place either: the person reads what works, and nothing is set."""
    await answer(talk, "amsterdm")
    reply = await talk.says("no")
    assert reply is not None
    assert "larger city" in reply.utterances[-1].text
    assert await the_zone(store) is None


@pytest.mark.parametrize("answer", ENTRANCES)
async def test_several_clocks_are_told_apart_by_typing_one(talk: Talk, store: Store, answer: Entrance) -> None:
    """London, or the one in Ontario."""
    assert labels(await answer(talk, "london")) == ["London", "London (Ontario)", "None of these"]
    await talk.says("london (ontario)")
    assert await the_zone(store) == "America/Toronto"


@pytest.mark.parametrize("answer", ENTRANCES)
@pytest.mark.parametrize(("typed", "zone"), [("istanbul", "Europe/Istanbul"), ("California", "America/Los_Angeles")])
async def test_an_exact_name_decides(talk: Talk, store: Store, answer: Entrance, typed: str, zone: str) -> None:
    """One clock has that name."""
    await answer(talk, typed)
    assert await the_zone(store) == zone


async def test_a_word_that_is_also_an_abbreviation_is_asked(talk: Talk, store: Store) -> None:
    """WAT is West Africa Time, and what people write when they wonder."""
    assert labels(await at_the_journals_question(talk, "wat")) == ["Lagos", "None of these"]
    assert await the_zone(store) is None


async def test_from_a_channel_it_is_asked_in_private(store: Store, clock: HandClock) -> None:
    """Where somebody lives is nobody else's business."""
    reply = await Talk(house_of(store, clock, line=Wire()), CHANNEL).says("!zone florida")
    assert labels(reply) == ["New York", "Chicago", "None of these"]
    assert reply is not None
    assert reply.place.private
