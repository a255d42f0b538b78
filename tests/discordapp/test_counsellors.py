"""A member asks for a person: set-up, the card, who takes it, the thread, and every way in which it can end."""

import pytest

from moodbot.discordapp.bot import MoodBot
from moodbot.storage.store import Store
from tests.bots import Built, build
from tests.discordapp.desks import DeskScene
from tests.discordapp.scenes import Scene, labels
from tests.hands import HandClock


@pytest.fixture
def built(store: Store, clock: HandClock) -> Built:
    """The parts of one start, so that the test has the worker in hand."""
    return build(store, clock)


@pytest.fixture
def simcord_bot(built: Built) -> MoodBot:
    """The bot that simcord connects to its Discord."""
    return MoodBot(built.parts, True)


@pytest.fixture
def pings_expected() -> bool:
    """Cards mention a role on purpose."""
    return True


@pytest.fixture
async def desk(scene: Scene, built: Built, store: Store, clock: HandClock) -> DeskScene:
    """The server Harbour with a desk that is set up."""
    made = DeskScene(scene, built, store, clock)
    assert "Done. Cards go to" in (await made.set_up(backup_role=made.backup, report_channel=made.reports))[0]
    return made


async def test_from_asking_to_a_private_thread(desk: DeskScene) -> None:
    """Ann sees who will read it, agrees; Cleo takes it; Ann agrees to Cleo; the two have a thread; Ann closes it."""
    told = await desk.ask(words="it is all a bit much")
    assert "people with the role counsellor" in told[0]
    assert "I'm asking them now" in told[1]
    assert "they've been notified" in told[2]
    card = desk.cards()[-1]
    assert f"<@&{desk.role.id}>" in card.content
    assert [embed.description for embed in card.embeds] == ["#1 · > it is all a bit much"]
    assert (await desk.request()).words is None
    assert await desk.press(desk.cleo, card, "Take #1") == [
        "#1 is yours. I'm asking the person whether it's all right, then a private thread opens."
    ]
    assert "cleo would like to talk with you" in desk.scene.dms(desk.ann)[-1].content
    assert desk.threads() == []
    await desk.agree()
    (thread,) = desk.threads()
    for_ann, for_cleo = desk.scene.answers(thread)
    assert f"<@{desk.ann.id}>" in for_ann.content
    assert f"<@{desk.cleo.id}>" in for_cleo.content
    assert labels(for_ann) == ["Close the talk", "Report this talk"]
    assert "cleo is talking with them" in desk.cards()[-1].content
    assert await desk.press(desk.ann, for_ann, "Close the talk") == ["Closed."]
    assert "closed: by the person" in desk.cards()[-1].content
    assert desk.cards()[-1].embeds == []
    assert "you can ask again with one press" in desk.scene.dms(desk.ann)[-1].content
