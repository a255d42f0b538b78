"""What a person has a right to, on Discord: their file in a DM, their journal brought along, and all of it gone."""

import io
import json
import zipfile
from collections.abc import AsyncIterator

import discord
import pytest

from tests.bots import Built
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import Scene, labels, shown_to, told_texts
from tests.hands import HandClock
from tests.house import the_pack
from tests.stores import Store, open_store

pytestmark = pytest.mark.needs(feature="privacy")

PACK = the_pack()
A_NOTE_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n"
    '2026-10-30,October 30,Friday,8:15 PM,rad,"work | tv",,"a walk by the sea"\n'
    "2026-10-29,October 29,Thursday,09:05,sad,,,\n"
).encode("utf-8-sig")


@pytest.fixture
def pings_expected() -> bool:
    """Cards mention a role on purpose."""
    return True


@pytest.fixture
async def store(address: str) -> AsyncIterator[Store]:
    """A real, empty database that can keep notes."""
    async with open_store(address, "an-installation", note_keys=(A_NOTE_KEY,)) as opened:
        yield opened


async def has_a_journal(scene: Scene, store: Store) -> None:
    """Let Ann have agreed to a journal, in Berlin."""
    await store.journal.save_preferences(scene.ann.id, journal=True, journal_at=1, zone="Europe/Berlin")


async def sends(scene: Scene, text: str, file: bytes, room: discord.abc.Snowflake | None = None) -> list[str]:
    """Let Ann write *text* with a file, in her DM if nowhere else; return what the bot then says in her DM."""
    before = len(scene.dms(scene.ann))
    where = scene.ann.user.dm_channel if room is None else room
    backend = scene.env.backend
    sent = backend.store_attachments(where.id, [("daylio.csv", file)])
    backend.create_message(where.id, scene.ann.id, text, attachments=sent)
    await scene.env.settle()
    return [message.content for message in scene.dms(scene.ann)[before:]]


async def opened(file: discord.Attachment) -> zipfile.ZipFile:
    """Return the zip that was sent."""
    return zipfile.ZipFile(io.BytesIO(await file.read()))


async def test_the_export_comes_as_a_dm_wherever_it_was_asked_for(scene: Scene, store: Store) -> None:
    """Typed in a channel, nothing stands there; the file is in the DM, and it opens."""
    await has_a_journal(scene, store)
    await scene.ann.slash(scene.channel, "mood", mood="sad")
    assert await scene.hears(scene.ann, "!export") == []
    (file,) = scene.dms(scene.ann)[-1].attachments
    assert file.filename == "moodbot-export.zip"
    archive = await opened(file)
    assert {"entries.csv", "everything.json"} <= set(archive.namelist())
    (entry,) = json.loads(archive.read("everything.json"))["entries"]
    assert entry["mood"] == "sad"


async def test_the_slash_command_gives_the_file_to_ann_alone(scene: Scene, store: Store) -> None:
    """Only she sees it, where she called it."""
    await has_a_journal(scene, store)
    shown = shown_to(await scene.ann.slash(scene.channel, "export"))[-1]
    (file,) = shown.attachments
    whole = json.loads((await opened(file)).read("everything.json"))
    assert whole["person"] == str(scene.ann.id)
    assert scene.said() == []


async def test_a_file_is_imported_once_its_words_are_known(scene: Scene, store: Store) -> None:
    """The word rad is asked about once; the answer brings everything in, and a second time nothing doubles."""
    await has_a_journal(scene, store)
    (asked,) = await sends(scene, "!import", DAYLIO)
    assert "These moods aren't mine: rad." in asked
    assert await store.journal.count(scene.ann.id) == 0
    answered = await scene.in_dm(scene.ann, "!import rad=happy")
    assert [message.content for message in answered] == ["Done. New in your journal: 2. There already: 0."]
    newest, oldest = await store.journal.page(scene.ann.id, 0, 9)
    assert (newest.mood, newest.note, oldest.mood) == ("happy", "a walk by the sea", "sad")
    again = await sends(scene, "!import rad=happy", DAYLIO)
    assert again == ["Done. New in your journal: 0. There already: 2."]


async def test_a_file_that_was_sent_in_a_channel_is_answered_in_the_dm(scene: Scene, store: Store) -> None:
    """What came of it is nobody else's business."""
    await has_a_journal(scene, store)
    assert await sends(scene, "!import rad=happy", DAYLIO, scene.channel) == [
        "Done. New in your journal: 2. There already: 0."
    ]
    assert scene.said() == []


async def test_a_question_that_nobody_saw_has_no_answer(scene: Scene, store: Store) -> None:
    """Ann's DMs are closed, so she was not asked; what she then writes there is about something else."""
    await has_a_journal(scene, store)
    scene.close_dms(scene.ann)
    (note,) = await scene.hears(scene.ann, "!forget me")
    assert "with a slash" in note.content
    scene.env.backend.faults.clear()
    await scene.in_dm(scene.ann, "yes")
    assert (await store.journal.preferences(scene.ann.id)).journal


async def test_the_slash_command_takes_file_and_moods_at_once(scene: Scene, store: Store) -> None:
    """Without a file it says how."""
    await has_a_journal(scene, store)
    assert "together with the file" in told_texts(await scene.ann.slash(scene.channel, "import"))[-1]
    result = await scene.ann.slash(scene.channel, "import", file=("daylio.csv", DAYLIO), moods="rad=happy")
    assert told_texts(result) == ["Done. New in your journal: 2. There already: 0."]


async def test_nothing_is_left_of_ann_on_a_card_that_ben_shares(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """Her line and her words go from the staff's card; Ben's stay, and can still be taken."""
    desk = DeskScene(scene, built, store, clock)
    await desk.set_up(backup_role=desk.backup, pings_an_hour=1)
    ben = desk.person("ben")
    await desk.ask(ben, words="ben's words")
    await desk.ask(words="ann's words")
    (card,) = [message for message in desk.cards() if message.embeds]
    assert [embed.description for embed in card.embeds] == ["#1 · > ben's words", "#2 · > ann's words"]
    await scene.in_dm(scene.ann, "!forget me")
    asked = scene.dms(scene.ann)[-1]
    await scene.ann.user.click(asked, label=PACK.text("choice_forget_sure"))
    assert "I don't know you any more" in scene.dms(scene.ann)[-1].content
    (card,) = [message for message in desk.cards() if labels(message)]
    assert [embed.description for embed in card.embeds] == ["#1 · > ben's words"]
    assert "#2" not in card.content
    assert await store.rights.counts(scene.ann.id) == {}
    assert "#1 is yours" in (await desk.press_button(desk.cleo, card, "Take #1"))[0]
