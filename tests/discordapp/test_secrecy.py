"""What people write is not kept: not in the database, not in the log."""

import logging

import pytest

from tests.discordapp.scenes import Scene, shown_to
from tests.stores import Store

MARK = "Quillfeather"
STORY = f"my teacher Mr {MARK} shouted at me and i feel so {MARK} about it"


async def dump(store: Store) -> str:
    """Return every row of every table, as text."""
    tables = await store.database.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")
    rows = [await store.database.fetch(f'SELECT * FROM "{name}"') for (name,) in tables]
    assert {"talks", "answers", "installation"} <= {name for (name,) in tables}
    return "\n".join(repr(tuple(row)) for table in rows for row in table)


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return all that moodbot and discord.py logged; simcord's own notes are not the bot's."""
    records = [record for record in caplog.records if not record.name.startswith("simcord")]
    return "\n".join(f"{record.getMessage()} {record.exc_text}" for record in records)


async def test_no_row_and_no_log_line_holds_what_a_person_wrote(
    scene: Scene, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """Ann tells the same story through every entrance; afterwards neither database nor log knows a word of it."""
    caplog.set_level(logging.DEBUG)
    ann = scene.ann
    await ann.send(scene.channel, f"!sad {STORY}")
    await scene.replies(ann, STORY, scene.last())
    await ann.send(scene.channel, f"!mood {MARK}")
    await ann.send(scene.channel, f"{scene.mention} {STORY}")
    await ann.send(scene.channel, STORY)
    for _ in range(4):
        await scene.in_dm(ann, "!angry")
        await scene.in_dm(ann, "no")
        await scene.in_dm(ann, STORY)
    begun = await ann.slash(scene.channel, "mood", mood="lonely")
    form = await ann.click(shown_to(begun)[-1], label="Write")
    await ann.submit_modal(form, {"write": STORY})

    kept = await dump(store)
    assert str(ann.id) in kept
    assert MARK.casefold() not in kept.casefold()
    assert MARK.casefold() not in logged(caplog).casefold()


@pytest.mark.parametrize("trouble_expected", [True])
async def test_a_turn_that_breaks_keeps_the_words_out_of_the_log(
    scene: Scene, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    """The database is closed under the bot: Ann is answered, the log names the fault and none of her words."""
    caplog.set_level(logging.DEBUG)
    await store.close()

    answers = await scene.hears(scene.ann, f"!sad {STORY}")

    assert len(answers) == 3
    assert "the database did not answer: closed" in caplog.text
    assert MARK not in logged(caplog)
