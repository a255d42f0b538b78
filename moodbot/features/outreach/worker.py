"""Send due outreach messages: claim rows with a lease, send each with a nonce, settle it in one transaction."""

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
from moodbot.features.outreach.rules.relevance import RETRY, Due, RelevanceRules, why_not
from moodbot.features.outreach.service import Checkins, nonce_of
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.settings import Settings
from moodbot.times.units import MINUTE, SECOND

log = logging.getLogger(__name__)

LEASE = 60 * SECOND
"""Milliseconds for which a process holds a claimed row: longer than a batch plus the longest try."""

BATCH, BATCH_SECONDS = 25, 2
IN_FLIGHT = 64
"""Most messages being sent to Discord at once."""

IDLE_SECONDS = 20.0
"""Longest sleep; meanwhile another process may have queued a row, or ended and left its rows."""

NOT_READY_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
AGAIN_AFTER = (1, 3, 8, 20)
"""Seconds of backoff before each retry of a message whose outcome is unknown."""

NOT_NOW_AFTER = 5 * SECOND
LATER = 10 * MINUTE
"""Milliseconds by which a follow-up or letter is postponed for a talk or another message."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The operator's limits: *late* in milliseconds, *budget* in messages a second over all processes."""

    late: int
    budget: float


class CheckinWorker:
    """Sends due rows until it is stopped; it waits while the database or Discord fails.

    The text of each kind, and what follows it, come from its OutreachMessage. *woken* is set when there is a new row.
    """

    def __init__(
        self,
        services: Services,
        *,
        waiting: QueueStore,
        checkins: Checkins,
        breaker: CircuitBreaker,
        woken: asyncio.Event,
    ) -> None:
        settings = services.of(Settings)
        self._services = services
        self._waiting = waiting
        self._checkins = checkins
        self._breaker = breaker
        self._woken = woken
        self._line = services.of(DirectLine)
        self._clock = services.of(Clock)
        self._installation = services.of(InstallationId).value
        self._kinds = {
            name: kind for name, kind in services.of(Features).outreach.items() if isinstance(kind, OutreachMessage)
        }
        self._limits = Limits(settings.checkin_late * MINUTE, settings.send_budget)
        self._stopping = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._in_flight = asyncio.Semaphore(IN_FLIGHT)

    def stop(self) -> None:
        """Claim no more rows; `run` returns once every message being sent is settled."""
        self._stopping.set()
        self._woken.set()

    async def run(self, *, alone: bool) -> None:
        """Send due rows until `stop`. *alone*: no other process shares the database, so the leases of an earlier
        process are ended at once.
        """
        took_over = not alone
        while not self._stopping.is_set():
            self._woken.clear()
            try:
                if not took_over:
                    await self._waiting.end_leases(self._clock.now())
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
        """Claim a batch, skip or postpone what is not relevant now, and send the rest within the budget.

        Return how many rows were claimed. May raise StoreUnavailable.
        """
        if not self._line.ready:
            return 0
        now = self._clock.now()
        breaker_open = await self._breaker.is_open()
        due_by = now - self._limits.late if breaker_open else now
        count = max(1, min(BATCH, int(self._limits.budget * BATCH_SECONDS)))
        rows = await self._waiting.claim(now, due_by, now + LEASE, count)
        if not rows:
            return 0
        situations = await self._waiting.situations({row.person for row in rows}, now)
        wanted = []
        # If a one-time message and a check-in share a slot, the first is sent, which makes the check-in JUST_WROTE.
        for row in sorted(rows, key=lambda row: (row.slot, self._about_now(row))):
            reason = self._why_not(row, situations.get(row.person), now)
            if breaker_open and reason in (None, Skipped.LATE):
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
        """Wait until every message being sent is settled."""
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
                for unsent in rows[number:]:
                    await self._waiting.give_back(unsent, self._clock.now(), tried=unsent.tried_at is not None)
                return
            await self._in_flight.acquire()
            task = asyncio.create_task(self._send_one(row, situations[row.person]))
            self._sending.add(task)
            task.add_done_callback(self._send_done)

    def _send_done(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._in_flight.release()

    async def _idle_seconds(self) -> float:
        if not self._line.ready:
            return NOT_READY_SECONDS
        if self._breaker.known_open:
            # Due rows stay queued until they are too late, so their ready time must not end the sleep.
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
        return why_not(due, manners, self._limits.late) or self._hold_reason(row, situation, manners)

    def _hold_reason(self, row: Waiting, situation: Situation, manners: RelevanceRules) -> Skipped | None:
        """Return RISK or TALKING if a relevant message must not be sent now, else None; an unsaved risk counts, too."""
        if row.tried_at is not None:
            return None
        at_risk = situation.at_risk or self._services.of(Care).memory.tier(row.person) is not Tier.NONE
        if at_risk and not manners.during_risk:
            return Skipped.RISK
        return Skipped.TALKING if situation.talking else None

    def _sending_of(self, row: Waiting, situation: Situation) -> Sending:
        return Sending(row, situation, self._services.of(Words).of(row.person), self._services)

    async def _send_one(self, row: Waiting, situation: Situation) -> None:
        """Try one row and settle it. Never raises; a row that could not be settled is claimed again after its lease."""
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
        tried = await self._waiting.begin(row, self._clock.now())
        if isinstance(tried, Skipped):
            await self._not_begun(row, situation, tried)
            return
        nonce = nonce_of(self._installation, row.kind, row.person, row.slot)
        try:
            self._services.of(PendingQuestions).close_all(row.person)
            number = await self._line.send(situation.contact.channel, message.reply, nonce)
        except NotSent as fault:
            await self._failed(tried, situation, fault, first_try=row.tried_at is None)
            return
        await self._settle(replace(sending, row=tried), message, number)

    async def _not_begun(self, row: Waiting, situation: Situation, reason: Skipped) -> None:
        """Skip or postpone a row that collides with another message; UNWANTED rows are deleted already."""
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
            await self._reschedule(row.person)
        await kind.was_sent(sending, now)

    async def _skip(self, row: Waiting, situation: Situation | None, reason: Skipped) -> None:
        now, then = self._clock.now(), Next(closed=reason is Skipped.CLOSED)
        if reason is not Skipped.CLOSED and situation is not None:
            then = self._kinds[row.kind].after_skipping(self._sending_of(row, situation), reason, now)
        if not await self._waiting.skipped(row, now, reason, then):
            await self._reschedule(row.person)

    async def _reschedule(self, person: int) -> None:
        """Queue the next check-in by a plan that was changed while a message was being sent."""
        if (plan := await self._checkins.plans.plan(person)) is not None:
            # The person may end the plan, or be erased, between these two statements.
            await self._checkins.save_plan(plan, only_existing=True)
