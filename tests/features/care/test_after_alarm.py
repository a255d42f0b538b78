"""Talks after an alarm, written by somebody who had seen neither the code nor its words."""

import json
from pathlib import Path
from typing import Any

import pytest

from moodbot.core.dialogue import DM, Entrance, Incoming
from moodbot.features.care.service import Care
from tests.hands import HandClock
from tests.house import house_of, pools_of, the_bot_language, the_pack
from tests.rooms import Room
from tests.stores import Store
from tests.talks import PERSON

DATA = Path(__file__).parents[2] / "data"
TALKS = [DATA / "after_alarm.jsonl", DATA / "after_alarm_second.jsonl"]
"""The first set was mended on; the second was written after that. What two judges said of both stands beside them."""
CARE = {name for name, lines in the_pack().pools.items() if lines[0].id.startswith("care.")}
MISREAD = {"care_misread", "pick_ask"}


def talks() -> list[Any]:
    """Return the talks of both files."""
    return [json.loads(line) for file in TALKS for line in file.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("talk", talks(), ids=lambda talk: talk["id"])
async def test_after_an_alarm_care_answers_whatever_is_written(store: Store, clock: HandClock, talk: Any) -> None:
    """No menu, no talk of another kind, no silence; until a mood is chosen, or it was a misunderstanding."""
    house, alarm = house_of(store, clock), False
    runner = house.turn_runner(patient=True)
    for text in talk["turns"]:
        room, clock_moves = Room(), 70
        incoming = Incoming(PERSON, DM, Entrance.DM, text)
        alarm = alarm or house.of(Care).noticed(the_bot_language().hear(incoming)) is not None
        clock.advance(clock_moves)
        await runner.hear(incoming, room)
        assert room.texts
        if (text.startswith("!") and text != "!crisis") or any("care_misread" in pools_of(each) for each in room.texts):
            return
        if alarm:
            assert all(pools_of(each) & CARE for each in room.texts), room.texts
