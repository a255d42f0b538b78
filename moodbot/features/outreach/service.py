"""Check-ins and what else is said unasked: agreed to, changed, paused and ended by the person it goes to."""

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
from moodbot.features.outreach.rules.backoff import answered, restored
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
"""Milliseconds: further apart than the same Sunday evening in any two zones, and less than a week."""

HELPED_HOURS = 4
"""Hours after which "did that help?" is asked, where the person wanted to be asked later."""


class OptIn(StrEnum):
    """What became of agreeing to messages by DM. HELD: Discord wants none from this bot, to anybody, for some time."""

    DONE = "done"
    CLOSED = "closed"
    HELD = "held"
    UNREACHABLE = "unreachable"


class News(StrEnum):
    """What a person is told, once, when they next speak."""

    THINNED = "thinned"
    RESTED = "rested"
    CLOSED = "closed"


def nonce_of(installation: str, *parts: object) -> str:
    """Return 24 hexadecimal digits that are always the same for the same message of the same installation."""
    return hashlib.sha256(":".join(map(str, (installation, *parts))).encode()).hexdigest()[:NONCE_DIGITS]


class Checkins:
    """The plan of every person. Methods may raise StoreUnavailable, except where they say otherwise.

    *wake* tells the worker that something new waits.
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
        """False where nobody can be written to unasked, as in a terminal."""
        return self._line.exists

    async def reach(self, person: int, hello: Reply | None) -> OptIn:
        """See to it that the person's DM is open and known, and say *hello* there, if there is one."""
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
            # A plan that had met a closed DM goes on.
            await self.save_plan(plan)
        return OptIn.DONE

    async def save_plan(self, plan: CheckinPlan, *, begun: bool = False) -> CheckinPlan:
        """Keep *plan* and let its next check-in wait, in the place of the one that did; return it as it is kept.

        With *begun*, only where it has not ended meanwhile.
        """
        due = next_checkin(plan, self.clock.now(), self.times.zone_of(plan.zone))
        row = None if due is None else Waiting(plan.person, OutreachKind.CHECKIN, due)
        kept = await self.plans.keep_plan(plan, row, begun=begun)
        self._wake()
        return kept

    async def snooze(self, plan: CheckinPlan, until: int) -> None:
        """Ask once more at *until* (UTC ms), and nothing before that. The plan itself does not move."""
        await self.waiting.cancel(plan.person, OutreachKind.AGAIN)
        # An evening that is to be left out stays so.
        if plan.skip_from is None or plan.skip_from < until:
            await self.save_plan(replace(plan, skip_from=None, skip_until=until))
        await self.waiting.arrange(Waiting(plan.person, OutreachKind.AGAIN, until))
        self._wake()

    async def snoozed(self, person: int) -> int | None:
        """Return when a snoozed check-in comes again (UTC ms), None where none does."""
        rows = await self.waiting.waiting_of(person)
        return next((row.slot for row in rows if row.kind is OutreachKind.AGAIN), None)

    async def end(self, person: int) -> bool:
        """Switch check-ins off at once; False where there were none."""
        return await self.plans.end_plan(person)

    async def end_all(self, person: int) -> None:
        """Write to this person unasked no more: no check-in, no letter, no follow-up."""
        await self.plans.end_plan(person)
        await self.plans.want_letter(person, wanted=False)
        await self.waiting.cancel(person)

    async def restore(self, person: int) -> CheckinPlan | None:
        """Let check-ins come as they were agreed; None where there are none."""
        plan = await self.plans.plan(person)
        return None if plan is None else await self.save_plan(restored(plan))

    async def zone_changed(self, person: int, name: str) -> CheckinPlan | None:
        """Let what waits for this person follow their clock, now that of the zone *name*; return their plan, if any."""
        contact = await self.plans.contact(person)
        if contact is None:
            return None
        plan = await self.plans.plan(person)
        if contact.letter and contact.closed_at is None:
            await self.plan_letter(person, self.times.zone_of(name))
        return None if plan is None else await self.save_plan(plan)

    async def plan_letter(self, person: int, zone: tzinfo) -> int:
        """Let the next letter wait, in the place of one that did; return when it comes (UTC ms).

        It stays that of the same Sunday: who has had this one's gets no second by flying west.
        """
        waits = [row.slot for row in await self.waiting.waiting_of(person) if row.kind is OutreachKind.LETTER]
        await self.waiting.cancel(person, OutreachKind.LETTER)
        earliest = max((self.clock.now(), *(slot - SAME_SUNDAY for slot in waits)))
        due = next_letter(earliest, zone, person, quiet_of(await self.plans.plan(person)))
        await self.waiting.arrange(Waiting(person, OutreachKind.LETTER, due))
        self._wake()
        return due

    async def heard_from(self, contact: Contact) -> News | None:
        """Record that the person has spoken; return news for them, again until `news_delivered`. Never raises."""
        person = contact.person
        try:
            plan = await self.plans.plan(person)
            news = None
            if not contact.told:
                news = _news(contact, plan)
            await self.plans.heard_from(person, told=news is None)
            if plan is not None and contact.unanswered and (now := answered(plan)).thinned != plan.thinned:
                await self.save_plan(now)
            return news
        except StoreUnavailable as fault:
            log.error("it could not be kept that a person has spoken: %s", fault)
            return None

    async def news_delivered(self, person: int) -> None:
        """Keep that the person knows the news. Never raises."""
        try:
            await self.plans.heard_from(person, told=True)
        except StoreUnavailable as fault:
            log.error("it could not be kept that a person knows the news: %s", fault)

    async def follow_up(self, person: int, kind: MessageKind, zone: tzinfo | None, detail: str = "") -> int | None:
        """Let one follow-up of *kind* wait, and return when it comes (UTC ms); *detail* is what it is about.

        Where one waits already, it stays as it is, and None is returned.
        """
        if any(row.kind is kind for row in await self.waiting.waiting_of(person)):
            return None
        now = self.clock.now()
        later = kind is OutreachKind.DID_IT_HELP
        due = some_hours_later(now, HELPED_HOURS, zone, person) if later else next_day(now, zone, person)
        if zone is not None:
            due = after_quiet(due, quiet_of(await self.plans.plan(person)), zone)
        await self.waiting.arrange(Waiting(person, kind, due, detail=detail))
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
