"""What every backend promises about talks."""

import asyncio
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import DM, Place, PlaceKind, Session, TalkPhase
from tests.stores import Store

LOUNGE = Place(PlaceKind.CHANNEL, 77)
MIRA = 1
TALK = Session(MIRA, DM, TalkPhase.FRIEND, "anxious", 3, 1, ("hello.1", "friend.2"), 1_000)

WHOLE = st.integers(0, 2**63 - 1)
# PostgreSQL keeps no NUL in text; ids of moods and lines have none.
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
SESSIONS = st.builds(
    Session,
    person=WHOLE,
    place=st.builds(Place, st.sampled_from(PlaceKind), WHOLE),
    phase=st.sampled_from(list(EVERYTHING.table.stages)),
    state=NAMES,
    mood=st.none() | NAMES,
    step=WHOLE,
    unclear=WHOLE,
    heard=st.lists(NAMES).map(tuple),
    updated=WHOLE,
    mood_at=WHOLE,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(session=SESSIONS)
async def test_any_talk_comes_back_as_it_was(store: Store, session: Session) -> None:
    """Whatever a talk holds, what was kept is what is found."""
    await store.talks.save(session)
    found = await store.talks.talks_of(session.person, 0)
    assert [talk for talk in found if talk.place == session.place] == [session]


async def test_a_stranger_has_no_talks(store: Store) -> None:
    """Somebody else's talk is never found for a person who has none."""
    await store.talks.save(TALK)
    assert await store.talks.talks_of(2, 0) == ()


async def test_a_talk_is_kept_once_a_place(store: Store) -> None:
    """Keeping a talk again replaces what was known of it."""
    later = replace(TALK, phase=TalkPhase.REST, mood=None, step=4, unclear=0, heard=("bye.1",), updated=2_000)
    await store.talks.save(TALK)
    await store.talks.save(later)
    assert await store.talks.talks_of(MIRA, 0) == (later,)


async def test_the_newest_talk_comes_first_and_the_old_ones_not_at_all(store: Store) -> None:
    """Talks are found from the asked moment on, that moment included, newest first."""
    old, edge, new = (replace(TALK, place=Place(PlaceKind.CHANNEL, at), updated=at) for at in (99, 100, 101))
    for talk in (edge, new, old):
        await store.talks.save(talk)
    assert await store.talks.talks_of(MIRA, 100) == (new, edge)


async def test_a_moved_talk_goes_on_elsewhere(store: Store) -> None:
    """After a move the talk stands at the new place, and nothing is left at the old one."""
    await store.talks.save(TALK)
    await store.talks.move(MIRA, DM, LOUNGE)
    assert await store.talks.talks_of(MIRA, 0) == (replace(TALK, place=LOUNGE),)


async def test_a_moved_talk_takes_the_place_of_another(store: Store) -> None:
    """A talk that stood at the new place is replaced, even where it was the newer one."""
    await store.talks.save(TALK)
    await store.talks.save(replace(TALK, place=LOUNGE, mood="sad", updated=9_000))
    await store.talks.move(MIRA, DM, LOUNGE)
    assert await store.talks.talks_of(MIRA, 0) == (replace(TALK, place=LOUNGE),)


async def test_moving_nothing_leaves_what_is_there(store: Store) -> None:
    """Where no talk is at the old place, the talk at the new place stays."""
    there = replace(TALK, place=LOUNGE)
    await store.talks.save(there)
    await store.talks.move(MIRA, DM, LOUNGE)
    assert await store.talks.talks_of(MIRA, 0) == (there,)


async def test_moving_a_talk_to_where_it_is_keeps_it(store: Store) -> None:
    """A move from a place to itself loses nothing."""
    await store.talks.save(TALK)
    await store.talks.move(MIRA, DM, DM)
    assert await store.talks.talks_of(MIRA, 0) == (TALK,)


async def test_a_move_touches_nobody_else(store: Store) -> None:
    """Two people in the same channel have two talks, and moving one leaves the other."""
    other = replace(TALK, person=2)
    await store.talks.save(TALK)
    await store.talks.save(other)
    await store.talks.move(MIRA, DM, LOUNGE)
    assert await store.talks.talks_of(2, 0) == (other,)


async def test_old_talks_are_let_go_in_batches(store: Store) -> None:
    """More talks than one batch holds are all deleted and counted; one at the limit stays."""
    for person in range(1_001):
        await store.talks.save(replace(TALK, person=person, updated=person))
    assert await store.talks.delete_expired(before=1_000) == 1_000
    assert await store.talks.delete_expired(before=1_000) == 0
    assert len(await store.talks.talks_of(1_000, 0)) == 1
    assert await store.talks.talks_of(999, 0) == ()


async def test_many_people_speak_at_once(store: Store) -> None:
    """Turns, moves and the letting go of old talks at the same time neither block nor mix one another up."""
    people = range(10, 60)

    async def speak(person: int) -> None:
        await store.talks.save(replace(TALK, person=person))
        await store.talks.move(person, DM, LOUNGE)

    await asyncio.gather(*map(speak, people), store.talks.delete_expired(before=500))
    found = [await store.talks.talks_of(person, 0) for person in people]
    assert found == [(replace(TALK, person=person, place=LOUNGE),) for person in people]
