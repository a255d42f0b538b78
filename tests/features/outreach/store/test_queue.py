"""What waits for its time, on every database: claimed by one, tried, settled, never there twice."""

import asyncio
from dataclasses import replace

from moodbot.core.dialogue import DM, Session, Source, TalkPhase
from moodbot.core.person import Contact
from moodbot.features.journal.rules.entries import Entry
from moodbot.features.outreach.flow import OutreachPhase
from moodbot.features.outreach.ports import Breaker, Next
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, PlanState, Rhythm, Skipped, Waiting
from tests.stores import Store, open_store

ANN, BEN = 7, 8
NOW, MINUTE, DAY = 1_793_491_200_000, 60_000, 86_400_000
SLOT = Waiting(ANN, OutreachKind.CHECKIN, NOW)


async def with_contact(store: Store, *people: int) -> None:
    """Let *people* have agreed to hear from the bot."""
    for person in people:
        await store.plans.open_contact(person, 1000 + person, NOW - DAY)


async def claimed(store: Store, now: int = NOW, count: int = 100) -> tuple[Waiting, ...]:
    """Claim what is due."""
    return await store.waiting.claim(now, now, now + MINUTE, count)


async def test_a_slot_is_there_once(store: Store) -> None:
    """Arranged again it stays one; of another kind or time it is another."""
    assert [await store.waiting.enqueue(SLOT) for _ in range(3)] == [True, False, False]
    assert await store.waiting.enqueue(replace(SLOT, kind=OutreachKind.AGAIN))
    assert len(await store.waiting.waiting_of(ANN)) == 2


async def test_a_row_is_claimed_by_one_until_its_lease_ends(store: Store) -> None:
    """The longest due first, no more than asked for, nothing before its time."""
    for person, slot in ((3, NOW), (1, NOW - 2), (2, NOW - 1), (4, NOW + 1)):
        await store.waiting.enqueue(Waiting(person, OutreachKind.CHECKIN, slot))
    assert [row.person for row in await claimed(store, count=2)] == [1, 2]
    assert [row.person for row in await claimed(store)] == [3]
    assert await claimed(store) == ()
    assert await store.waiting.next_ready() == NOW + 1
    again = await claimed(store, NOW + MINUTE)
    assert sorted(row.person for row in again) == [1, 2, 3, 4]


async def test_many_claim_at_once_and_nobody_twice(store: Store) -> None:
    """Twenty claims side by side over a hundred rows."""
    for person in range(100):
        await store.waiting.enqueue(Waiting(person, OutreachKind.CHECKIN, NOW))
    found = await asyncio.gather(*(claimed(store, count=10) for _ in range(20)))
    people = [row.person for rows in found for row in rows]
    assert len(people) == len(set(people))
    while rows := await claimed(store, count=10):
        people += [row.person for row in rows]
    assert sorted(people) == list(range(100))


async def test_who_is_alone_takes_over_at_once(store: Store) -> None:
    """After a crash nobody waits for the end of a lease."""
    await store.waiting.enqueue(SLOT)
    await claimed(store)
    assert await store.waiting.end_leases(NOW) == 1
    assert await claimed(store) == (SLOT,)
    assert await store.waiting.end_leases(NOW) == 1


async def test_a_try_is_noted_before_it_is_made(store: Store) -> None:
    """The first time stays; the talk in the DM stands at the check-in from then on."""
    await with_contact(store, ANN)
    await store.talks.save(Session(ANN, DM, TalkPhase.FRIEND, "sad", 4, heard=("a",), updated=NOW - DAY))
    await store.waiting.enqueue(SLOT)
    await claimed(store)
    first = await store.waiting.begin(SLOT, NOW + 5)
    assert first == replace(SLOT, tries=1, tried_at=NOW + 5)
    (talk,) = await store.talks.talks_of(ANN, 0)
    assert (talk.phase, talk.step, talk.mood, talk.heard, talk.updated) == (
        OutreachPhase.CHECKIN,
        5,
        None,
        ("a",),
        NOW + 5,
    )
    await store.waiting.give_back(SLOT, NOW + 10, tried=True)
    (again,) = await claimed(store, NOW + 10)
    assert again.tried_at == NOW + 5
    assert await store.waiting.begin(again, NOW + 11) == replace(SLOT, tries=2, tried_at=NOW + 5)
    await store.waiting.give_back(SLOT, NOW + 12, tried=False)
    (fresh,) = await claimed(store, NOW + 12)
    assert fresh.tried_at is None


async def test_nothing_begins_that_was_taken_back_or_would_come_too_soon(store: Store) -> None:
    """Nor where the DMs are closed; and nothing is changed by the attempt."""
    await with_contact(store, ANN)
    assert await store.waiting.begin(SLOT, NOW) is Skipped.UNWANTED
    for row in (SLOT, replace(SLOT, kind=OutreachKind.LETTER)):
        await store.waiting.enqueue(row)
    assert isinstance(await store.waiting.begin(SLOT, NOW), Waiting)
    other = replace(SLOT, kind=OutreachKind.LETTER)
    assert await store.waiting.begin(other, NOW + MINUTE) is Skipped.JUST_WROTE
    assert [row.tries for row in await store.waiting.waiting_of(ANN) if row.kind is OutreachKind.LETTER] == [0]
    assert isinstance(await store.waiting.begin(other, NOW + 10 * MINUTE), Waiting)


async def test_what_was_sent_is_settled_with_what_comes_next(store: Store) -> None:
    """The plan as it is then, and the next slot, all in one step."""
    await with_contact(store, ANN)
    plan = await store.plans.save_plan(CheckinPlan(ANN), SLOT)
    after = replace(plan, unanswered=1, last_at=NOW, last_wall=5, heard=("x",))
    assert await store.waiting.sent(
        SLOT, NOW + 3, 99, Next(after, Waiting(ANN, OutreachKind.CHECKIN, NOW + DAY), tell=True)
    )
    assert await store.plans.plan(ANN) == after
    assert [row.slot for row in await store.waiting.waiting_of(ANN)] == [NOW + DAY]
    contact = await store.plans.contact(ANN)
    assert contact == Contact(ANN, 1000 + ANN, unanswered=1, last_at=NOW + 3, told=False)
    assert not await store.waiting.enqueue(SLOT)


async def test_a_plan_that_was_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    """What was sent is noted in the new plan all the same; its own next slot stays."""
    await with_contact(store, ANN)
    old = await store.plans.save_plan(CheckinPlan(ANN), SLOT)
    new = await store.plans.save_plan(CheckinPlan(ANN, Rhythm(every=120)), Waiting(ANN, OutreachKind.CHECKIN, NOW + 7))
    sent = replace(old, unanswered=1, last_at=NOW, last_wall=5)
    assert not await store.waiting.sent(SLOT, NOW, 99, Next(sent, Waiting(ANN, OutreachKind.CHECKIN, NOW + DAY)))
    assert await store.plans.plan(ANN) == replace(new, unanswered=1, last_at=NOW, last_wall=5)
    assert [row.slot for row in await store.waiting.waiting_of(ANN)] == [NOW + 7]
    assert (await store.waiting.status(NOW)).sent == 1


async def test_a_plan_kept_anew_forgets_nothing_of_what_was_sent(store: Store) -> None:
    """An older copy cannot take back which slot was the last."""
    await store.plans.save_plan(CheckinPlan(ANN, last_at=NOW, last_wall=9), None)
    await store.plans.save_plan(CheckinPlan(ANN, state=PlanState.PAUSED, until=NOW), None)
    plan = await store.plans.plan(ANN)
    assert plan is not None
    assert (plan.state, plan.until, plan.last_at, plan.last_wall, plan.version) == (PlanState.PAUSED, NOW, NOW, 9, 2)


async def test_a_plan_knows_the_zone_of_its_person(store: Store) -> None:
    """Kept once, with the person's other choices; it round-trips with all that it holds."""
    rhythm = Rhythm(120, 60, 600, (480, 1200), (0, 6), (1320, 420))
    plan = CheckinPlan(ANN, rhythm, None, PlanState.ASKED, True, 4, NOW, NOW, NOW + 1, NOW + 2, 3, ("a", "b"))
    kept = await store.plans.save_plan(plan, None)
    assert await store.plans.plan(ANN) == replace(plan, version=1) == kept
    await store.journal.save_preferences(ANN, zone="Asia/Tokyo")
    assert await store.plans.plan(ANN) == replace(kept, zone="Asia/Tokyo")
    assert await store.plans.plan(BEN) is None


async def test_skipped_and_closed(store: Store) -> None:
    """A reason is kept; closed DMs suspend, and opening them again ends that."""
    await with_contact(store, ANN)
    await store.waiting.enqueue(SLOT)
    assert await store.waiting.skipped(SLOT, NOW, Skipped.CLOSED, Next(closed=True))
    contact = await store.plans.contact(ANN)
    assert contact is not None
    assert (contact.closed_at, contact.told) == (NOW, False)
    assert (await store.waiting.status(NOW)).skipped == {"dms closed": 1}
    await store.plans.open_contact(ANN, 5, NOW + 1)
    assert await store.plans.contact(ANN) == Contact(ANN, 5)


async def test_hearing_from_a_person_answers_what_was_open(store: Store) -> None:
    """Seen at once with their other choices; what they were told is told."""
    await with_contact(store, ANN)
    await store.plans.save_plan(CheckinPlan(ANN, unanswered=2), None)
    await store.waiting.sent(SLOT, NOW, 1, Next(tell=True))
    assert (await store.journal.preferences(ANN)).contact == Contact(ANN, 1007, False, 1, NOW, None, False)
    await store.plans.heard_from(ANN, told=False)
    assert (await store.journal.preferences(ANN)).contact == Contact(ANN, 1007, False, 0, NOW, None, False)
    await store.plans.heard_from(ANN, told=True)
    assert (await store.journal.preferences(ANN)).contact == Contact(ANN, 1007, False, 0, NOW, None, True)
    plan = await store.plans.plan(ANN)
    assert plan is not None
    assert plan.unanswered == 0
    assert (await store.journal.preferences(BEN)).contact is None


async def test_ending_a_plan_and_taking_back(store: Store) -> None:
    """Off is off; other things that wait are another matter, unless everything is to go."""
    for kind in (OutreachKind.CHECKIN, OutreachKind.AGAIN, OutreachKind.LETTER, OutreachKind.AFTER_HELP):
        await store.waiting.enqueue(replace(SLOT, kind=kind))
    await store.plans.save_plan(CheckinPlan(ANN), SLOT)
    assert await store.plans.end_plan(ANN)
    assert not await store.plans.end_plan(ANN)
    assert {row.kind for row in await store.waiting.waiting_of(ANN)} == {OutreachKind.LETTER, OutreachKind.AFTER_HELP}
    assert await store.waiting.cancel(ANN, OutreachKind.LETTER) == 1
    assert await store.waiting.cancel(ANN) == 1


async def test_how_it_stands_with_a_person(store: Store) -> None:
    """Risk, talk, zone and the last mood in one look; the mood only with a journal; strangers are missing."""
    await with_contact(store, ANN, BEN)
    await store.journal.save_preferences(ANN, zone="Asia/Tokyo", journal=True)
    await store.journal.save_preferences(BEN, journal=False)
    for person in (ANN, BEN):
        await store.journal.add(Entry(person, "happy", NOW - 9000, None, Source.TALK, NOW))
        await store.journal.add(Entry(person, "sad", NOW - 1000, None, Source.TALK, NOW))
    await store.care.save_risk(BEN, "explicit", NOW - DAY + 1)
    await store.talks.save(Session(BEN, DM, TalkPhase.FRIEND, updated=NOW - 20 * MINUTE))
    await store.talks.save(Session(ANN, DM, OutreachPhase.CHECKIN, updated=NOW - MINUTE))
    await store.plans.save_plan(CheckinPlan(ANN, Rhythm(every=30)), None)
    found = await store.waiting.situations({ANN, BEN, 9}, NOW)
    assert set(found) == {ANN, BEN}
    ann, ben = found[ANN], found[BEN]
    assert (ann.zone, ann.journal, ann.at_risk, ann.talking, ann.mood) == ("Asia/Tokyo", True, False, False, "sad")
    assert ann.plan is not None
    assert (ann.plan.rhythm.every, ann.plan.zone) == (30, "Asia/Tokyo")
    assert (ben.plan, ben.zone, ben.journal, ben.at_risk, ben.talking, ben.mood) == (
        None,
        None,
        False,
        True,
        True,
        None,
    )
    assert await store.waiting.situations((), NOW) == {}


async def test_the_budget_is_one_line_for_all(store: Store) -> None:
    """Each reservation begins where the last one ends; who has waited long does not get a burst for it."""
    start = NOW * 1000
    assert await store.waiting.reserve(start, 10, 10.0) == start
    assert await store.waiting.reserve(start, 5, 10.0) == start + 1_000_000
    assert await store.waiting.reserve(start, 1, 10.0) == start + 1_500_000
    later = start + 60_000_000
    assert await store.waiting.reserve(later, 1, 10.0) >= later - 100_000
    assert await store.waiting.reserve(start - 3_600_000_000, 1, 10.0) == start - 3_600_000_000


async def test_a_budget_shared_at_once_is_not_spent_twice(store: Store) -> None:
    """Forty reservations side by side follow each other."""
    starts = await asyncio.gather(*(store.waiting.reserve(NOW * 1000, 2, 20.0) for _ in range(40)))
    assert sorted(starts) == [NOW * 1000 + number * 100_000 for number in range(40)]


async def test_the_breaker_is_opened_once_for_all(store: Store) -> None:
    """A second process that sees the same refusal tells nobody again; one without an end is stronger than one with."""
    assert await store.waiting.breaker() is None
    assert not await store.waiting.close_breaker()
    await store.waiting.reserve(NOW * 1000, 1, 10.0)
    hour = Breaker(40003, NOW, NOW + 60 * MINUTE)
    assert await store.waiting.open_breaker(hour)
    assert not await store.waiting.open_breaker(Breaker(40003, NOW + 1, NOW + 61 * MINUTE))
    assert await store.waiting.breaker() == hour
    assert await store.waiting.open_breaker(Breaker(20026, NOW + 2, None))
    assert not await store.waiting.open_breaker(Breaker(40003, NOW + 3, NOW + 63 * MINUTE))
    assert await store.waiting.close_breaker()
    assert await store.waiting.breaker() is None
    assert await store.waiting.open_breaker(hour)
    assert await store.waiting.open_breaker(Breaker(40003, NOW + 60 * MINUTE, NOW + 120 * MINUTE))


async def test_the_status_counts(store: Store) -> None:
    """Due, waiting, sent, skipped, plans, suspended, and how late."""
    await with_contact(store, ANN)
    await store.plans.save_plan(CheckinPlan(ANN), None)
    await store.plans.save_plan(CheckinPlan(BEN, state=PlanState.ASKED), None)
    for number in range(100):
        row = Waiting(number, OutreachKind.CHECKIN, NOW)
        await store.waiting.enqueue(row)
        await store.waiting.sent(row, NOW + number * 1000, number, Next())
    await store.waiting.enqueue(Waiting(1, OutreachKind.LETTER, NOW))
    await store.waiting.skipped(Waiting(1, OutreachKind.LETTER, NOW), NOW, Skipped.LATE, Next())
    await store.waiting.enqueue(Waiting(2, OutreachKind.LETTER, NOW))
    await store.waiting.enqueue(Waiting(3, OutreachKind.LETTER, NOW + 1))
    status = await store.waiting.status(NOW)
    assert (status.due, status.waiting, status.sent, status.suspended) == (1, 2, 100, 0)
    assert (status.skipped, status.plans) == ({"late": 1}, {"active": 1, "asked": 1})
    assert (status.late_median, status.late_p99) == (49.0, 98.0)


async def test_what_was_settled_is_let_go(store: Store) -> None:
    """What waits stays, however old."""
    await with_contact(store, ANN, BEN)
    await store.waiting.sent(SLOT, NOW, 1, Next())
    await store.waiting.skipped(Waiting(BEN, OutreachKind.CHECKIN, NOW), NOW + 5, Skipped.LATE, Next())
    await store.waiting.enqueue(Waiting(ANN, OutreachKind.LETTER, NOW - DAY))
    assert await store.waiting.delete_settled(NOW + 5) == 1
    assert (await store.waiting.status(NOW)).sent == 0
    assert len(await store.waiting.waiting_of(ANN)) == 1


async def test_it_outlives_the_program(file_address: str) -> None:
    """Closed and opened again, everything waits as before."""
    async with open_store(file_address, "a") as one:
        await with_contact(one, ANN)
        await one.plans.save_plan(CheckinPlan(ANN, heard=("x",)), SLOT)
        await one.plans.want_letter(ANN, wanted=True)
    async with open_store(file_address, "b") as other:
        assert await other.plans.plan(ANN) == CheckinPlan(ANN, heard=("x",), version=1)
        assert await claimed(other) == (SLOT,)
        contact = await other.plans.contact(ANN)
        assert contact is not None
        assert contact.letter
