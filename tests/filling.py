"""Everything that can be kept about a person, kept."""

from dataclasses import replace

from moodbot.core.dialogue import DM, Session, Source, TalkPhase
from moodbot.features.counsellors.rules.requests import Block, Desk, Request, Rung, Stage
from moodbot.features.journal.rules.entries import Entry, Suggestion
from moodbot.features.outreach.ports import Next
from moodbot.features.outreach.rules.plans import CheckinPlan, Waiting
from moodbot.features.outreach.rules.plans import OutreachKind as Sent
from tests.stores import Store

ANN, BEN = 1_234_567_890_123_456_789, 1_234_567_890_123_456_790
SERVER, NOW, DAY = 500, 1_793_491_200_000, 86_400_000
WORDS = "a marked secret"


async def fill(store: Store, person: int) -> None:
    """Let everything be kept about *person* that can be."""
    await store.talks.save(Session(person, DM, TalkPhase.FRIEND, "sad", 3, heard=("a",), updated=NOW))
    await store.care.save_risk(person, "explicit", NOW)
    await store.care.save_country(person, "CA")
    await store.journal.save_preferences(person, journal=True, zone="Europe/Berlin", heard=("b",))
    await store.journal.add(Entry(person, "sad", NOW, "Europe/Berlin", Source.TALK, NOW, WORDS))
    await store.journal.suggested(Suggestion(person, "sad.suggest.x", NOW))
    await store.plans.open_contact(person, person + 5, NOW)
    await store.plans.save_plan(CheckinPlan(person, heard=("c",)), Waiting(person, Sent.CHECKIN, NOW + 5))
    await store.waiting.sent(Waiting(person, Sent.LETTER, NOW), NOW, 77, Next())
    await store.desks.save_desk(Desk(SERVER, 1, 2, 3))
    asked = Request(SERVER, person, NOW, urgent=True, words=WORDS, waiting_at=NOW, card=99)
    request = await store.desks.ask(replace(asked, stage=Stage.CLAIM_TOLD, rung=Rung.DUTY))
    assert request is not None
    await store.desks.ping(request, NOW + request.number, 9)
    await store.desks.set_duty(SERVER, person, NOW)
    await store.desks.block(Block(SERVER, person, NOW + DAY, "shouted"))
    await store.desks.visited(person, SERVER, NOW)


DAYLIO = (
    "full_date,date,weekday,time,mood,activities,note_title,note\n"
    '2026-10-30,October 30,Friday,8:15 PM,rad,"work | tv",Title,"first<br>second"\n'
    "2026-10-29,October 29,Thursday,09:05,meh,,,\n"
)
