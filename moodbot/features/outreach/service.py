"""Outreach use cases: opens DMs at the opt-in, saves and ends plans, and queues check-ins, follow-ups and letters."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import tzinfo
from enum import StrEnum

from moodbot.core.dialogue import Reply
from moodbot.core.errors import StoreUnavailable
from moodbot.core.outreach_kinds import MessageKind
from moodbot.core.person import Contact
from moodbot.core.ports import Clock
from moodbot.features.outreach.circuit_breaker import CircuitBreaker
from moodbot.features.outreach.ports import DirectLine, NotSent, SendFault
from moodbot.features.outreach.rules.backoff import answered
from moodbot.features.outreach.rules.plans import NONCE_DIGITS, CheckinPlan, OutreachKind, PlanState, Waiting
from moodbot.features.outreach.rules.relevance import quiet_of
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.features.outreach.rules.schedule import after_quiet, next_checkin, next_day, next_letter, some_hours_later
from moodbot.features.outreach.store.plans import PlanStore
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.times.local_time import TimeBook
from moodbot.times.units import DAY

log = logging.getLogger(__name__)

SAME_SUNDAY = 2 * DAY
"""Milliseconds; longer than the difference between one Sunday evening in any two zones, shorter than a week."""

HELPED_HOURS = 4
"""Hours after which "did that help?" is asked, if the person asked for this follow-up."""


class OptIn(StrEnum):
    """The outcome of an opt-in to messages by DM. HELD: the circuit breaker is open, so no DM is opened for anybody."""

    DONE = "done"
    CLOSED = "closed"
    HELD = "held"
    UNREACHABLE = "unreachable"


class News(StrEnum):
    """A change of a person's outreach that they are told once, at their next turn."""

    THINNED = "thinned"
    RESTED = "rested"
    CLOSED = "closed"


def nonce_of(installation: str, *parts: object) -> str:
    """Return the nonce of a message: 24 hexadecimal digits, always the same for the same installation and *parts*."""
    return hashlib.sha256(":".join(map(str, (installation, *parts))).encode()).hexdigest()[:NONCE_DIGITS]


class Checkins:
    """Manages each person's plan and waiting rows. Methods may raise StoreUnavailable unless they say otherwise.

    *wake* tells the worker that there is a new row.
    """

    def __init__(
        self,
        *,
        plans: PlanStore,
        waiting: QueueStore,
        line: DirectLine,
        breaker: CircuitBreaker,
        clock: Clock,
        times: TimeBook,
        rhythm_words: RhythmWords,
        installation: str,
        wake: Callable[[], None],
    ) -> None:
        self.plans = plans
        self.waiting = waiting
        self.clock = clock
        self.times = times
        self.rhythm_words = rhythm_words
        self._line = line
        self._breaker = breaker
        self._installation = installation
        self._wake = wake

    @property
    def possible(self) -> bool:
        """False if this front door has no outreach, as in a terminal."""
        return self._line.exists

    async def reach(self, person: int, hello: Reply | None) -> OptIn:
        """Open the person's DM, send *hello* there unless it is None, and save the contact; return the outcome.

        A plan that was suspended by a closed DM gets its next check-in again.
        """
        if await self._breaker.is_open():
            return OptIn.HELD
        try:
            channel = await self._line.open(person)
            if hello is not None:
                nonce = nonce_of(self._installation, "hello", person, self.clock.now())
                await self._line.send(channel, hello, nonce)
        except NotSent as fault:
            log.info("a DM could not be opened: %s", fault)
            if fault.fault is SendFault.FLAGGED:
                await self._breaker.open(fault.code)
                return OptIn.HELD
            return OptIn.CLOSED if fault.fault in (SendFault.CLOSED, SendFault.REFUSED) else OptIn.UNREACHABLE
        await self.plans.open_contact(person, channel, self.clock.now())
        if (plan := await self.plans.plan(person)) is not None:
            await self.save_plan(plan)
        return OptIn.DONE

    async def save_plan(self, plan: CheckinPlan, *, only_existing: bool = False) -> CheckinPlan:
        """Save *plan*, replace its waiting check-in with the next one, and return the plan with its new version.

        With *only_existing*, change nothing and return *plan* if it was deleted meanwhile.
        """
        due = next_checkin(plan, self.clock.now(), self.times.zone_of(plan.zone))
        row = None if due is None else Waiting(plan.person, OutreachKind.CHECKIN, due)
        saved = await self.plans.save_plan(plan, row, only_existing=only_existing)
        self._wake()
        return saved

    async def snooze(self, plan: CheckinPlan, until: int) -> None:
        """Queue one check-in at *until* (UTC ms) and skip those of the plan before it; its rhythm does not change."""
        await self.waiting.cancel(plan.person, OutreachKind.AGAIN)
        # A skip that begins after the snooze, such as that of this evening, must stay.
        if plan.skip_from is None or plan.skip_from < until:
            await self.save_plan(replace(plan, skip_from=None, skip_until=until))
        await self.waiting.enqueue(Waiting(plan.person, OutreachKind.AGAIN, until))
        self._wake()

    async def snoozed(self, person: int) -> int | None:
        """Return when a snoozed check-in comes again (UTC ms), None if none is snoozed."""
        rows = await self.waiting.waiting_of(person)
        return next((row.slot for row in rows if row.kind is OutreachKind.AGAIN), None)

    async def end(self, person: int) -> bool:
        """Delete the person's check-in plan and its waiting check-ins; False if there was no plan."""
        return await self.plans.end_plan(person)

    async def end_all(self, person: int) -> None:
        """End all outreach to this person: check-ins, letters and follow-ups."""
        await self.plans.end_plan(person)
        await self.plans.want_letter(person, wanted=False)
        await self.waiting.cancel(person)

    async def zone_changed(self, person: int, name: str) -> CheckinPlan | None:
        """Reschedule this person's letter and check-ins to the zone *name* (IANA); return their plan, None if none."""
        contact = await self.plans.contact(person)
        if contact is None:
            return None
        plan = await self.plans.plan(person)
        if contact.letter and contact.closed_at is None:
            await self.plan_letter(person, self.times.zone_of(name))
        return None if plan is None else await self.save_plan(plan)

    async def plan_letter(self, person: int, zone: tzinfo) -> int:
        """Queue the next letter in place of a waiting one and return when it is due (UTC ms).

        A waiting letter stays on its Sunday, so that a person who flies west gets no second letter on the same Sunday.
        """
        slots = [row.slot for row in await self.waiting.waiting_of(person) if row.kind is OutreachKind.LETTER]
        await self.waiting.cancel(person, OutreachKind.LETTER)
        earliest = max((self.clock.now(), *(slot - SAME_SUNDAY for slot in slots)))
        due = next_letter(earliest, zone, person, quiet_of(await self.plans.plan(person)))
        await self.waiting.enqueue(Waiting(person, OutreachKind.LETTER, due))
        self._wake()
        return due

    async def heard_from(self, contact: Contact) -> News | None:
        """Record that the person has spoken and return their news, each time until `news_delivered`, None if there is
        none. Never raises.
        """
        person = contact.person
        try:
            plan = await self.plans.plan(person)
            news = None
            if not contact.told:
                news = _news(contact, plan)
            await self.plans.heard_from(person, told=news is None)
            if plan is not None and contact.unanswered and (changed := answered(plan)).thinned != plan.thinned:
                await self.save_plan(changed)
            return news
        except StoreUnavailable as fault:
            log.error("it could not be kept that a person has spoken: %s", fault)
            return None

    async def news_delivered(self, person: int) -> None:
        """Record that the news reached the person. Never raises."""
        try:
            await self.plans.heard_from(person, told=True)
        except StoreUnavailable as fault:
            log.error("it could not be kept that a person knows the news: %s", fault)

    async def follow_up(self, person: int, kind: MessageKind, zone: tzinfo | None, detail: str = "") -> int | None:
        """Queue one follow-up of *kind* and return when it is due (UTC ms); *detail* says what it is about.

        If one of that kind waits already, change nothing and return None.
        """
        if any(row.kind is kind for row in await self.waiting.waiting_of(person)):
            return None
        now = self.clock.now()
        later = kind is OutreachKind.DID_IT_HELP
        due = some_hours_later(now, HELPED_HOURS, zone, person) if later else next_day(now, zone, person)
        if zone is not None:
            due = after_quiet(due, quiet_of(await self.plans.plan(person)), zone)
        await self.waiting.enqueue(Waiting(person, kind, due, detail=detail))
        self._wake()
        return due


def _news(contact: Contact, plan: CheckinPlan | None) -> News | None:
    if contact.closed_at is not None:
        return News.CLOSED
    if plan is None:
        return None
    if plan.state is PlanState.ASKED:
        return News.RESTED
    return News.THINNED if plan.thinned else None
