"""Sends what is due, once: claimed with a lease, tried with a nonce, settled together with what comes next."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from moodbot.core.errors import StoreUnavailable
from moodbot.core.faults import describe
from moodbot.core.features import Features
from moodbot.core.pending_question import PendingQuestions
from moodbot.core.ports import Clock, InstallationId
from moodbot.core.services import Services
from moodbot.core.words import Words
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.features.outreach.circuit_breaker import CircuitBreaker
from moodbot.features.outreach.kinds import Message, OutreachMessage, Sending
from moodbot.features.outreach.ports import DirectLine, Next, NotSent, SendFault, Situation
from moodbot.features.outreach.rules.plans import Skipped, Waiting
from moodbot.features.outreach.rules.relevance import RETRY, Due, Manners, why_not
from moodbot.features.outreach.service import Checkins, nonce_of
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.settings import Settings
from moodbot.times.units import SECOND

log = logging.getLogger(__name__)

LEASE = 60 * SECOND
"""Milliseconds for which a claimed row belongs to one process: longer than a batch and the longest try take."""

BATCH, BATCH_SECONDS = 25, 2
IN_FLIGHT = 64
"""Messages that may be on their way to Discord at once."""

IDLE_SECONDS = 20.0
"""Longest sleep; another process may have arranged something, or left it."""

NOT_READY_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
AGAIN_AFTER = (1, 3, 8, 20)
"""Seconds before a message is tried again whose fate is not known."""

NOT_NOW_AFTER = 5 * SECOND
LATER = 10 * 60 * SECOND
"""Milliseconds by which a follow-up or letter gives way to another message."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the operator has set: *late* in milliseconds, *budget* in messages a second over all processes."""

    late: int
    budget: float


class CheckinWorker:
    """Works until it is stopped; a failing database or Discord is waited for.

    It knows no kind of message: what a kind says and what follows is told by its Unasked. *woken* is set when
    something new waits.
    """

    def __init__(
        self, found: Services, *, waiting: QueueStore, checkins: Checkins, breaker: CircuitBreaker, woken: asyncio.Event
    ) -> None:
        settings = found.of(Settings)
        self._found = found
        self._waiting = waiting
        self._checkins = checkins
        self._breaker = breaker
        self._woken = woken
        self._line = found.of(DirectLine)
        self._clock = found.of(Clock)
        self._installation = found.of(InstallationId).value
        self._kinds = {
            name: kind for name, kind in found.of(Features).outreach.items() if isinstance(kind, OutreachMessage)
        }
        self._limits = Limits(settings.checkin_late * 60 * SECOND, settings.send_budget)
        self._stopping = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(IN_FLIGHT)

    def stop(self) -> None:
        """Claim nothing more; `run` ends when all that is on its way is settled."""
        self._stopping.set()
        self._woken.set()

    async def run(self, *, alone: bool) -> None:
        """Send what is due until `stop`. *alone* says that no other process shares the database, so that what one
        before it had claimed is free at once.
        """
        took_over = not alone
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                if not took_over:
                    await self._waiting.take_over(self._clock.now())
                    took_over = True
                if not await self.work():
                    await self._clock.pause(await self._idle_seconds(), self._woken)
            except StoreUnavailable as fault:
                log.error("what is due could not be looked up: %s", fault)
                await self._clock.pause(TROUBLE_SECONDS, self._woken)
            except Exception as fault:  # noqa: BLE001 - a boundary: one fault must not end all check-ins
                log.error("the worker broke: %s", describe(fault))
                await self._clock.pause(TROUBLE_SECONDS, self._woken)
        await self.settled()

    async def work(self) -> int:
        """Claim a batch and set it on its way, each at its turn; return how many rows were claimed."""
        if not self._line.ready:
            return 0
        now = self._clock.now()
        opened = await self._breaker.is_open()
        due_by = now - self._limits.late if opened else now
        count = max(1, min(BATCH, int(self._limits.budget * BATCH_SECONDS)))
        rows = await self._waiting.claim(now, due_by, now + LEASE, count)
        if not rows:
            return 0
        situations = await self._waiting.situations({row.person for row in rows}, now)
        wanted = []
        # Of two that are due together, the one that was asked for once goes, and the check-in is left out.
        for row in sorted(rows, key=lambda row: (row.slot, self._about_now(row))):
            reason = self._why_not(row, situations.get(row.person), now)
            if opened and reason in (None, Skipped.LATE):
                reason = Skipped.BREAKER
            if reason is None:
                wanted.append(row)
            elif reason is Skipped.TALKING and not self._about_now(row):
                await self._waiting.give_back(row, now + LATER, tried=False)
            else:
                await self._skip(row, situations.get(row.person), reason)
        await self._send_in_turn(wanted, situations)
        return len(rows)

    async def settled(self) -> None:
        """Wait until everything that is on its way is settled."""
        while self._sending:
            await asyncio.wait(tuple(self._sending))

    async def _send_in_turn(self, rows: list[Waiting], situations: Mapping[int, Situation]) -> None:
        if not rows:
            return
        budget = self._limits.budget
        first = await self._waiting.reserve(self._clock.now() * 1000, len(rows), budget)
        for number, row in enumerate(rows):
            turn = first + round(number * 1_000_000 / budget)
            if await self._clock.pause((turn - self._clock.now() * 1000) / 1_000_000, self._stopping):
                for left in rows[number:]:
                    await self._waiting.give_back(left, self._clock.now(), tried=left.tried_at is not None)
                return
            await self._room.acquire()
            task = asyncio.create_task(self._send_one(row, situations[row.person]))
            self._sending.add(task)
            task.add_done_callback(self._sent_one)

    def _sent_one(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._room.release()

    async def _idle_seconds(self) -> float:
        if not self._line.ready:
            return NOT_READY_SECONDS
        if self._breaker.known_open:
            # What is due stays due; it is looked at again when it is too late for it.
            return IDLE_SECONDS
        ready = await self._waiting.next_ready()
        if ready is None:
            return IDLE_SECONDS
        return min(IDLE_SECONDS, max(0.0, (ready - self._clock.now()) / SECOND))

    def _about_now(self, row: Waiting) -> bool:
        return self._kinds[row.kind].manners.about_now

    def _why_not(self, row: Waiting, situation: Situation | None, now: int) -> Skipped | None:
        if situation is None:
            return Skipped.UNWANTED
        zone = self._checkins.times.zone_of(situation.zone) if situation.zone else None
        manners = self._kinds[row.kind].manners
        due = Due(row, situation.contact, situation.plan, zone, now)
        return why_not(due, manners, self._limits.late) or self._held(row, situation, manners)

    def _held(self, row: Waiting, situation: Situation, manners: Manners) -> Skipped | None:
        """Return why nothing is said now, although it is wanted; risks just noticed count."""
        if row.tried_at is not None:
            return None
        at_risk = situation.at_risk or self._found.of(Care).memory.tier(row.person) is not Tier.NONE
        if at_risk and not manners.during_risk:
            return Skipped.RISK
        return Skipped.TALKING if situation.talking else None

    def _sending_of(self, row: Waiting, situation: Situation) -> Sending:
        return Sending(row, situation, self._found.of(Words).of(row.person), self._found)

    async def _send_one(self, row: Waiting, situation: Situation) -> None:
        """Try one row and settle it. Never raises; what could not be settled is found again when its lease ends."""
        try:
            await self._try(row, situation)
        except StoreUnavailable as fault:
            log.error("a message could not be settled: %s", fault)
        except Exception as fault:  # noqa: BLE001 - a boundary: one message must not hinder the others
            log.error("a message broke: %s", describe(fault))

    async def _try(self, row: Waiting, situation: Situation) -> None:
        sending = self._sending_of(row, situation)
        message = await self._kinds[row.kind].message(sending)
        if message is None:
            await self._skip(row, situation, Skipped.EMPTY)
            return
        if self._breaker.known_open:
            await self._waiting.give_back(row, self._clock.now(), tried=row.tried_at is not None)
            return
        begun = await self._waiting.begin(row, self._clock.now())
        if isinstance(begun, Skipped):
            await self._not_begun(row, situation, begun)
            return
        nonce = nonce_of(self._installation, row.kind, row.person, row.slot)
        try:
            self._found.of(PendingQuestions).close_all(row.person)
            number = await self._line.send(situation.contact.channel, message.reply, nonce)
        except NotSent as fault:
            await self._failed(begun, situation, fault, first_try=row.tried_at is None)
            return
        await self._settle(replace(sending, row=begun), message, number)

    async def _not_begun(self, row: Waiting, situation: Situation, reason: Skipped) -> None:
        """Give way to what was just sent to this person; a row that was taken back meanwhile is gone."""
        if reason is Skipped.UNWANTED:
            return
        if self._about_now(row):
            await self._skip(row, situation, reason)
        else:
            await self._waiting.give_back(row, self._clock.now() + LATER, tried=row.tried_at is not None)

    async def _failed(self, row: Waiting, situation: Situation, fault: NotSent, *, first_try: bool) -> None:
        now = self._clock.now()
        log.info("something said unasked was %s", fault)
        if fault.fault is SendFault.CLOSED:
            await self._skip(row, situation, Skipped.CLOSED)
        elif fault.fault is SendFault.REFUSED:
            await self._skip(row, situation, Skipped.REFUSED)
        elif fault.fault is SendFault.FLAGGED:
            await self._waiting.give_back(row, now, tried=not first_try)
            await self._breaker.open(fault.code)
        elif fault.fault is SendFault.NOT_NOW:
            await self._waiting.give_back(row, now + NOT_NOW_AFTER, tried=not first_try)
        else:
            wait = AGAIN_AFTER[min(row.tries, len(AGAIN_AFTER)) - 1] * SECOND
            if now + wait - (row.tried_at or now) < RETRY:
                await self._waiting.give_back(row, now + wait, tried=True)
            else:
                await self._skip(row, situation, Skipped.UNKNOWN)

    async def _settle(self, sending: Sending, message: Message, number: int) -> None:
        row, now, kind = sending.row, self._clock.now(), self._kinds[sending.row.kind]
        if not await self._waiting.sent(row, now, number, kind.after_sending(sending, message, now)):
            await self._plan_anew(row.person)
        await kind.was_sent(sending, now)

    async def _skip(self, row: Waiting, situation: Situation | None, reason: Skipped) -> None:
        now, then = self._clock.now(), Next(closed=reason is Skipped.CLOSED)
        if reason is not Skipped.CLOSED and situation is not None:
            then = self._kinds[row.kind].after_skipping(self._sending_of(row, situation), reason, now)
        if not await self._waiting.skipped(row, now, reason, then):
            await self._plan_anew(row.person)

    async def _plan_anew(self, person: int) -> None:
        """Let the check-in after this one follow a plan that was changed while it was on its way."""
        if (plan := await self._checkins.plans.plan(person)) is not None:
            # Between the two the person may have ended it, or had themselves forgotten.
            await self._checkins.save_plan(plan, begun=True)
