"""A turn is parsed once, whatever happens to it then."""

from collections import Counter
from typing import Any

import pytest

from moodbot.core.commands import Commands
from moodbot.core.dialogue import DM, Entrance, Incoming, Place, PlaceKind
from moodbot.core.intent_reader import IntentReader
from tests.hands import HandClock
from tests.house import house_of
from tests.rooms import Room
from tests.stores import Store

CHANNEL = Place(PlaceKind.CHANNEL, 7)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often the real parsers were asked, by their names."""
    found: Counter[str] = Counter()

    def count(kind: type, name: str) -> None:
        real = getattr(kind, name)

        def counted(*args: Any) -> Any:
            found[name] += 1
            return real(*args)

        monkeypatch.setattr(kind, name, counted)

    count(Commands, "after_prefix")
    count(Commands, "called")
    count(IntentReader, "cue")
    return found


@pytest.mark.parametrize(
    ("place", "entrance", "text", "cues"),
    [
        (DM, Entrance.DM, "!anxious", 0),
        (CHANNEL, Entrance.COMMAND, "!anxious", 0),
        (CHANNEL, Entrance.MENTION, "sad", 0),
        (DM, Entrance.SLASH, "mood sad", 0),
        (DM, Entrance.DM, "my exam is tomorrow and i can't sleep", 1),
        (DM, Entrance.DM, "!nothing we know", 1),
        (DM, Entrance.DM, "i want to kill myself", 0),
        (CHANNEL, Entrance.COMMAND, "!play a song", 0),
    ],
)
async def test_a_turn_is_parsed_once(
    store: Store, clock: HandClock, parsed: Counter[str], *, place: Place, entrance: Entrance, text: str, cues: int
) -> None:
    """The command is looked for once, and what words mean at most once: for the risk check, the answer, and all."""
    turn_runner, room = house_of(store, clock).turn_runner(), Room()
    parsed.clear()
    await turn_runner.hear(Incoming(1, place, entrance, text), room)
    assert parsed == Counter(after_prefix=1, called=1, cue=cues)
    assert bool(room.texts) is (text != "!play a song")
