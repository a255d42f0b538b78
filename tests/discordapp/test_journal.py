"""The journal on Discord: pictures with descriptions, forms for notes, and nothing of it where others read along."""

from collections.abc import AsyncIterator

import pytest

from tests.discordapp.scenes import Scene, labels, shown_to, told_texts
from tests.hands import HandClock
from tests.house import the_pack
from tests.stores import Store, open_store

PACK = the_pack()
A_NOTE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
GRAPHS = {"week": 2, "month": 2, "year": 3}


@pytest.fixture
def pace() -> float:
    """The pauses between messages are not what these stories are about."""
    return 0.0


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """A real, empty database that can keep notes."""
    async with open_store(address, "an-installation", note_keys=(A_NOTE_KEY,)) as opened:
        yield opened


async def agrees(scene: Scene) -> None:
    """Let Ann agree to a journal in a DM, and live in Berlin."""
    await scene.in_dm(scene.ann, "!happy")
    await scene.in_dm(scene.ann, "thanks")
    await scene.in_dm(scene.ann, "yes")
    await scene.in_dm(scene.ann, "berlin")


async def has_entries(scene: Scene, clock: HandClock) -> None:
    """Let Ann agree, and name five moods more, an hour apart."""
    await agrees(scene)
    for mood in ("sad", "okay", "anxious", "tired", "excited"):
        clock.advance(3600)
        await scene.ann.slash(scene.channel, "mood", mood=mood)


async def test_ann_is_asked_in_her_dm_and_answers_with_a_button(scene: Scene, store: Store) -> None:
    """At the end of the first talk two buttons stand under the question; yes keeps the mood."""
    await scene.in_dm(scene.ann, "!happy")
    (*_, question) = await scene.in_dm(scene.ann, "thanks")
    assert labels(question) == [PACK.text("choice_consent_journal_yes"), PACK.text("choice_consent_journal_no")]
    await scene.ann.user.click(question, label=labels(question)[0])
    (entry,) = await store.journal.page(scene.ann.id, 0, 9)
    assert entry.mood == "happy"


async def test_ann_takes_back_what_she_did_and_puts_it_back_with_a_button(
    scene: Scene, store: Store, clock: HandClock
) -> None:
    """The edit goes, the entry stays; the button makes the edit again."""
    await agrees(scene)
    clock.advance(60)
    await scene.in_dm(scene.ann, "!edit 1 tired")
    (undone,) = await scene.in_dm(scene.ann, "!undo")
    assert [entry.mood for entry in await store.journal.page(scene.ann.id, 0, 9)] == ["happy"]
    await scene.ann.user.click(undone, label="Change it again")
    assert [entry.mood for entry in await store.journal.page(scene.ann.id, 0, 9)] == ["tired"]


async def test_ann_writes_of_her_mum_and_nothing_is_kept_for_her(scene: Scene, store: Store) -> None:
    """She is asked how she is herself, and what she picks from the list is hers."""
    await agrees(scene)
    (asked,) = await scene.in_dm(scene.ann, "my mum is sick")
    assert asked.content == PACK.text("named_other")
    assert await store.journal.count(scene.ann.id) == 1


@pytest.mark.parametrize("period", list(GRAPHS))
async def test_a_graph_comes_to_ann_alone_with_words_for_those_who_do_not_see_it(
    scene: Scene, clock: HandClock, period: str
) -> None:
    """/graph shows pictures that only she sees, each with a description; the channel stays empty."""
    await has_entries(scene, clock)
    result = await scene.ann.slash(scene.channel, "graph", period=period)
    shown = shown_to(result)[-1]
    assert len(shown.attachments) == GRAPHS[period]
    assert all(40 < len(each.description or "") <= 1024 for each in shown.attachments)
    assert shown.content
    assert scene.said() == []


async def test_a_graph_that_is_typed_in_a_channel_comes_as_a_dm(scene: Scene, clock: HandClock) -> None:
    """Nothing is shown where it was typed."""
    await has_entries(scene, clock)
    assert await scene.hears(scene.ann, "!graph") == []
    picture = scene.dms(scene.ann)[-1]
    assert [each.content_type for each in picture.attachments] == ["image/png"] * 2
    assert all(each.description for each in picture.attachments)


async def test_only_when_ann_presses_share_the_channel_sees_it(scene: Scene, clock: HandClock) -> None:
    """The button under her own view shows the picture in that channel, and tells her that it did."""
    await has_entries(scene, clock)
    shown = shown_to(await scene.ann.slash(scene.channel, "graph", period="month"))[-1]
    assert scene.said() == []
    result = await scene.ann.click(shown, label=PACK.text("choice_share"))
    public = scene.last()
    assert len(public.attachments) == 2
    assert f"<@{scene.ann.id}>" in public.content
    assert told_texts(result) == [PACK.text("shared")]


async def test_a_picture_is_not_shared_where_the_bot_may_not_write(scene: Scene, clock: HandClock) -> None:
    """Ann learns that nobody has seen it, and what was missing."""
    await has_entries(scene, clock)
    shown = shown_to(await scene.ann.slash(scene.channel, "graph", period="month"))[-1]
    scene.forbid_writing()
    result = await scene.ann.click(shown, label=PACK.text("choice_share"))
    assert "Nobody there has seen it" in told_texts(result)[-1]
    assert scene.said() == []


@pytest.mark.parametrize(("code", "cause"), [(50083, "archived"), (200000, "filtered"), (40005, "unfit")])
async def test_a_picture_that_a_thread_or_automod_refuses_is_not_called_shared(
    scene: Scene, clock: HandClock, code: int, cause: str
) -> None:
    """The true reason; no sentence without its picture is left in the channel."""
    await has_entries(scene, clock)
    shown = shown_to(await scene.ann.slash(scene.channel, "graph", period="month"))[-1]
    path = f"/channels/{scene.channel.id}/messages"
    scene.env.inject_error("POST", path, status=400, code=code, message="no", times=None)
    result = await scene.ann.click(shown, label=PACK.text("choice_share"))
    assert told_texts(result)[-1] == PACK.text(f"share_refused_{cause}")
    assert scene.said() == []


async def test_a_note_is_written_in_a_form(scene: Scene, store: Store) -> None:
    """The button under a mood opens a form; what she writes there stands with the entry."""
    await agrees(scene)
    (*_, question) = await scene.in_dm(scene.ann, "!sad")
    form = await scene.ann.user.click(question, label=PACK.text("choice_note"))
    assert form.modal is not None
    result = await scene.ann.user.submit_modal(form, {"write": "long call"})
    assert "long call" in told_texts(result)[-1] or "long call" in scene.dms(scene.ann)[-1].content
    assert (await store.journal.page(scene.ann.id, 0, 1))[0].note == "long call"


async def test_slash_mood_takes_a_note(scene: Scene, store: Store) -> None:
    """/mood anxious with a note keeps both."""
    await agrees(scene)
    await scene.ann.slash(scene.channel, "mood", mood="anxious", note="exam tomorrow")
    entry = (await store.journal.page(scene.ann.id, 0, 1))[0]
    assert (entry.mood, entry.note) == ("anxious", "exam tomorrow")


async def test_in_a_channel_nothing_of_the_journal_is_said(scene: Scene, clock: HandClock) -> None:
    """A mood in a channel is kept without a word; commands about the journal are answered in her DM."""
    await agrees(scene)
    for text in ("!sad", "!history", "!journal", "!undo", "!zone lisbon", "!log tired yesterday"):
        clock.advance(20)
        await scene.write(scene.ann, text)
    assert not any("journal" in said.casefold() or "lisbon" in said.casefold() for said in scene.said())
    assert "Lisbon" in " ".join(message.content for message in scene.dms(scene.ann))
