"""A feature is a folder and a word: the lanterns of the tests are switched on, and everything knows of them."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from moodbot.content.pack_check import check_packs
from moodbot.conversation.housekeeping import Housekeeping
from moodbot.conversation.registry import EVERYTHING, features_of
from moodbot.core.commands import Command
from moodbot.core.dialogue import DM, Cue, Entrance, Incoming, Phase, Press, Reply, TalkCue, TalkPhase
from moodbot.core.errors import StoreUnavailable
from moodbot.core.feature import Feature
from moodbot.core.features import Features, FeaturesInvalid
from moodbot.core.flow import Flow, FlowInvalid, Stage, Step
from moodbot.core.hooks import After, Before
from moodbot.core.memory import Memories
from moodbot.core.retention import Until
from moodbot.core.words import Words
from moodbot.local.screens import PlainScreen, given_lines
from moodbot.local.terminal import Terminal
from moodbot.storage.database import SqliteAddress
from moodbot.storage.errors import DatabaseNewer, DatabaseUnusable
from moodbot.storage.talks import TalkStore
from moodbot.storage.upkeep import check, copy
from moodbot.times.units import DAY
from tests.features.lanterns.feature import LANTERNS, WISHED, LanternCue, LanternKind, LanternPhase, Lanterns, count
from tests.features.lanterns.store.lanterns import LanternStore
from tests.hands import HandClock
from tests.house import House, house_of
from tests.stores import Store, open_store
from tests.wires import CHANNEL, Wire

ANN = 42


@pytest.fixture
def wire() -> Wire:
    """A line to people that ends in the test."""
    return Wire()


@pytest.fixture
def house(store: Store, clock: HandClock, wire: Wire, words: Words, lit: Features) -> House:
    """The whole bot, with lanterns."""
    return house_of(store, clock, line=wire, words=words, features=lit)


async def says(house: House, text: str, entrance: Entrance = Entrance.DM, press: Press | None = None) -> Reply:
    """Let Ann say *text* in her DM, or press; return the answer."""
    reply = await house.handle(Incoming(ANN, DM, entrance, text, press))
    assert reply is not None
    return reply


def texts(reply: Reply) -> str:
    """Return everything that was said."""
    return "\n".join(each.text for each in reply.utterances)


async def strikes(house: House, last: Reply) -> Reply:
    """Let Ann press "I struck it"."""
    return await says(house, "", Entrance.BUTTON, Press("struck", last.step))


async def lights(house: House) -> Reply:
    """Let Ann light one lantern, with all three matches."""
    reply = await says(house, "!lantern")
    for _ in range(3):
        reply = await strikes(house, reply)
    return reply


async def test_a_flow_of_two_steps_counts_in_its_own_state(house: House, store: Store) -> None:
    """Three matches: the third one catches. What is counted is in the talk, and gone with the phase."""
    asked = await says(house, "!lantern")
    assert texts(asked) == "Strike a match, and hold it to the wick."
    assert [choice.label for choice in asked.choices] == ["I struck it", "Not now"]
    (talk,) = await store.talks.talks_of(ANN, 0)
    assert (talk.phase, talk.state) == (LanternPhase.STRIKE, "3")
    again = await strikes(house, asked)
    nearly = await strikes(house, again)
    assert texts(nearly) == "Nearly. One match is left."
    lit = await strikes(house, nearly)
    assert texts(lit) == "It catches.\nYour lantern burns."
    (talk,) = await store.talks.talks_of(ANN, 0)
    assert (talk.phase, talk.state) == (TalkPhase.REST, "")
    assert texts(await says(house, "!lanterns")) == "Lanterns that burn: 1."


async def test_its_words_are_read_and_any_mood_goes_on_as_ever(house: House) -> None:
    """A reader begins it; what is no answer to it is met as in every phase; a mood leaves it."""
    assert texts(await says(house, "Light a lantern")).startswith("Strike")
    assert "Strike a match" in texts(await says(house, "hm"))
    assert len((await says(house, "!anxious")).utterances) == 3
    assert "Strike" not in texts(await says(house, "no"))


async def test_a_talk_that_stands_in_a_feature_that_was_taken_out_is_at_rest(
    house: House, store: Store, clock: HandClock
) -> None:
    """Nobody can answer what was asked, and nothing breaks."""
    await says(house, "!lantern")
    without = house_of(store, clock)
    (talk,) = await without.of(TalkStore).talks_of(ANN, 0)
    assert (talk.phase, talk.state) == (TalkPhase.REST, "")
    assert texts(await says(without, "!happy"))


async def test_its_button_and_its_form_work(house: House, lit: Features) -> None:
    """Both mean the same whatever the talk; what is written in the form is remembered by its time alone."""
    shown = await lights(house)
    assert [choice.label for choice in shown.choices] == ["Put it out", "Make a wish"]
    form = lit.form(shown.choices[1].cue)
    assert form is not None
    assert form.kind == "wish"
    wished = await says(house, "a quiet week", Entrance.MODAL, Press(shown.choices[1].cue, 0))
    assert texts(wished) == "I've kept that you wished, and nothing of what."
    assert len(house.of(Lanterns).wished) == 1
    assert texts(await says(house, "", Entrance.BUTTON, Press(shown.choices[0].cue, 0))) == "All dark."
    assert texts(await says(house, "!lanterns")) == "Lanterns that burn: 0."


async def test_it_writes_first_when_it_is_due(house: House, store: Store, clock: HandClock, wire: Wire) -> None:
    """The worker knows the kind by the feature's word for it."""
    await store.plans.open_contact(ANN, CHANNEL, clock.now())
    await lights(house)
    assert [row.kind for row in await store.waiting.waiting_of(ANN)] == [LanternKind.BURNS]
    clock.advance(DAY / 1000)
    await house.worker.work()
    await house.worker.settled()
    assert [text for _, text, _ in wire.sent] == ["Your lantern still burns."]
    assert await store.waiting.waiting_of(ANN) == ()


@pytest.mark.needs(feature="privacy")
async def test_help_privacy_export_and_forgetting_know_of_it(house: House, store: Store, lit: Features) -> None:
    """They are made from the tables that a feature brings its rows to."""
    await lights(house)
    await says(house, "a quiet week", Entrance.MODAL, Press("lantern:wish", 0))
    assert "`!lantern`: Light a lantern." in texts(await says(house, "!help"))
    assert "- the lanterns you've lit: 14 days" in texts(await says(house, "!privacy"))
    (file,) = (await says(house, "!export")).utterances[-1].pictures
    whole = json.loads(zipfile.ZipFile(io.BytesIO(file.data)).read("everything.json"))
    assert [row["number"] for row in whole["lanterns"]] == [1]
    asked = await says(house, "!forget me")
    assert "- the lanterns you've lit (1)" in texts(asked)
    await says(house, "yes delete everything")
    assert await store.database.fetch("SELECT * FROM lanterns") == ()
    assert len(house.of(Lanterns).wished) == 0


async def test_what_it_lets_expire_goes(house: House, store: Store, clock: HandClock) -> None:
    """The table after its days, the memory after its own."""
    await lights(house)
    await says(house, "a quiet week", Entrance.MODAL, Press("lantern:wish", 0))
    clock.advance(DAY / 1000 + 1)
    await Housekeeping(house.services).round()
    assert len(house.of(Memories).by_name[WISHED]) == 0
    assert await store.database.fetch("SELECT COUNT(*) FROM lanterns") == ((1,),)
    clock.advance(14 * DAY / 1000)
    await Housekeeping(house.services).round()
    assert await store.database.fetch("SELECT COUNT(*) FROM lanterns") == ((0,),)


async def test_it_works_in_the_terminal(store: Store, clock: HandClock, words: Words, lit: Features) -> None:
    """Choices are numbered there, and its commands stand in the help."""
    out = io.StringIO()
    turn_runner = house_of(store, clock, words=words, features=lit).turn_runner(patient=True)
    await Terminal(turn_runner, PlainScreen(out), words, Path()).play(given_lines(["!lantern", "1", "1", "1", "!help"]))
    assert "moodbot: Your lantern burns." in out.getvalue()
    assert "`!lanterns`: How many of your lanterns burn." in out.getvalue()


def test_its_words_are_demanded_of_a_pack_and_nothing_else_of_it(responses: Path, lit: Features) -> None:
    """With the feature, a pack without its file lacks words, by name; without it, the file is no mood."""
    assert check_packs(responses, lit.requirements) == []
    (responses / "en" / "lanterns.yaml").unlink()
    missing = check_packs(responses, lit.requirements)
    for key in ("lantern_ask", "command_lantern", "choice_strike_struck", "kept_lanterns", "wish_title"):
        assert any(key in line for line in missing), key


def test_two_features_that_contradict_each_other_are_told_so() -> None:
    """At the start of the program, with what they both want."""
    with pytest.raises(FeaturesInvalid, match=r"the button .*lantern:out"):
        features_of(LANTERNS, replace(LANTERNS, commands=()))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"commands": (Command("help", count),)}, "the command .*help"),
        ({"commands": (Command("lanterns-out", count, aliases=("Quit",)),)}, "the command .*quit"),
        ({"kept": (replace(LANTERNS.kept[0], owner="lit_by"),)}, "lanterns is found by the column `person`"),
        ({"expires": (replace(LANTERNS.expires[0], until=Until.CHANGED),)}, "kept `changed` has no days"),
    ],
)
def test_what_would_go_wrong_silently_is_told(wrong: dict[str, Any], told: str) -> None:
    """A command that hides another one's, rows that forgetting would not find, an end that would be at once."""
    with pytest.raises(FeaturesInvalid, match=told):
        features_of(replace(LANTERNS, **wrong))


@pytest.mark.parametrize(
    ("phase", "cue", "told"),
    [
        (TalkPhase.REST, TalkCue.YES, "two flows answer `yes` in `rest`"),
        (LanternPhase.STRIKE, LanternCue.STRUCK, "in `strike`, which no flow has"),
    ],
)
def test_an_answer_in_a_phase_of_others_hides_none(phase: Phase, cue: Cue, told: str) -> None:
    """Whoever answers there already would be silent from then on."""
    flow = Flow(in_others={(phase, cue): Step(("lantern_ask",), TalkPhase.REST)})
    with pytest.raises(FlowInvalid, match=told):
        features_of(Feature("hiding", flow=flow))


class Nowhere(Phase):
    """A phase that no flow has."""

    LIMBO = "limbo"


def test_a_flow_that_leads_nowhere_is_told_so() -> None:
    """A step into a phase that no flow has is found at the start of the program."""
    lost = Flow(stages=(Stage(LanternPhase.STRIKE, {LanternCue.LIGHT: Step(("lantern_ask",), Nowhere.LIMBO)}),))
    with pytest.raises(FlowInvalid, match="limbo"):
        features_of(replace(LANTERNS, flow=lost))


def test_every_memory_has_its_row_and_every_row_its_memory(house: House, lit: Features) -> None:
    """What is remembered of people stands in the table of kept data, like the columns of the database."""
    assert set(house.of(Memories).by_name) == set(lit.inventory.memories)
    assert set(EVERYTHING.inventory.memories) < set(lit.inventory.memories)


async def test_its_table_goes_along_when_the_database_is_copied(tmp_path: Path, lit: Features) -> None:
    """With its rows, and proven the same; a moodbot without the feature says that it knows no such table."""
    source, target = (SqliteAddress(tmp_path / name) for name in ("here.db", "there.db"))
    async with open_store(f"sqlite:///{source.path}", "id", features=lit) as opened:
        await LanternStore(opened.database).light(ANN, 5)
    with pytest.raises(DatabaseUnusable, match="lanterns"):
        await copy(source, target)
    lines = await copy(source, target, lit.migrations)
    assert any(line.startswith("lanterns: 1 rows") for line in lines)
    async with open_store(f"sqlite:///{target.path}", "id", features=lit) as opened:
        assert await LanternStore(opened.database).count(ANN) == 1


async def test_a_newer_version_of_its_table_is_refused(tmp_path: Path, lit: Features) -> None:
    """As for the tables of the program itself, with nothing changed; a look at the database says so, too."""
    address = f"sqlite:///{tmp_path / 'moodbot.db'}"
    async with open_store(address, "id", features=lit) as opened:
        await opened.database.execute("INSERT INTO feature_migrations VALUES ('lanterns', 2, 'later')")
    with pytest.raises(DatabaseNewer, match="tables of lanterns"):
        async with open_store(address, "id", features=lit):
            pass
    lines, good = await check(SqliteAddress(tmp_path / "moodbot.db"), lit.migrations)
    assert not good
    assert "Version 2 of lanterns; this moodbot knows versions up to 1." in lines
    with pytest.raises(DatabaseUnusable, match="not at version 1 of lanterns"):
        await copy(SqliteAddress(tmp_path / "moodbot.db"), SqliteAddress(tmp_path / "there.db"), lit.migrations)
    async with open_store(address, "id") as opened:
        assert await opened.database.fetch("SELECT COUNT(*) FROM lanterns") == ((0,),)


async def test_a_database_that_fails_a_hook_costs_what_it_would_add_and_nothing_else(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer comes, with what the other features add."""

    async def fails(*_: object) -> Any:
        raise StoreUnavailable("locked")

    hooks = {"before": Before(record_arrival=fails, weights=fails), "after": After(fails, fails, fails, fails, fails)}
    house = house_of(store, clock, features=features_of(Feature("failing", **hooks)))
    await store.journal.save_preferences(ANN, journal=True, journal_at=1)
    reply = await says(house, "!sad")
    assert len(reply.utterances) == 3
    assert "!undo" in texts(reply)
    assert caplog.text.count("the database did not answer: locked") == 6
