"""Check-ins and what else is said unasked: agreed to, changed, paused and ended by the person it goes to."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from moodbot.app.checkin_ports import DirectLine, NotSent, PlanStore, SendFault, WaitingStore
from moodbot.app.errors import StoreUnavailable
from moodbot.app.local_time import TimeBook
from moodbot.app.ports import Clock
from moodbot.domain.checkins import CheckinPlan, Kind, PlanState, Rhythm, Waiting
from moodbot.domain.dialogue import Reply
from moodbot.domain.schedule import next_checkin, next_day, next_sunday
from moodbot.domain.yielding import answered, restore

log = logging.getLogger(__name__)

HELPED_AFTER = 4 * 60 * 60 * 1000
"""Milliseconds after which "did that help?" is asked, where the person wanted to be asked later."""


class OptIn(StrEnum):
    """What became of agreeing to messages by DM."""

    DONE = "done"
    CLOSED = "closed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Told:
    """What the next answer to a person adds: *pools* to speak from, and whether the old rhythm is offered."""

    pools: tuple[str, ...] = ()
    offers_restore: bool = False


def nonce_of(installation: str, *parts: object) -> str:
    """Return 24 hexadecimal digits that stay the same for the same message of the same installation."""
    return hashlib.sha256(":".join(map(str, (installation, *parts))).encode()).hexdigest()[:24]


class Checkins:
    """The plan of every person. Methods may raise StoreUnavailable, except where they say otherwise.

    *wake* tells the worker that something new waits.
    """

    def __init__(
        self,
        *,
        plans: PlanStore,
        waiting: WaitingStore,
        line: DirectLine,
        clock: Clock,
        times: TimeBook,
        installation: str,
        wake: Callable[[], None],
    ) -> None:
        self.plans = plans
        self.waiting = waiting
        self.times = times
        self._line = line
        self._clock = clock
        self._installation = installation
        self._wake = wake

    async def opt_in(self, person: int, rhythm: Rhythm, zone: str, hello: Reply) -> OptIn:
        """Open the person's DM, say *hello* there and let the plan begin; nothing is kept where the DM is closed."""
        reached = await self.reach(person, hello)
        if reached is OptIn.DONE:
            await self.keep(CheckinPlan(person, rhythm, zone))
        return reached

    async def reach(self, person: int, hello: Reply | None) -> OptIn:
        """See to it that the person's DM is open and known, and say *hello* there, if there is one."""
        try:
            channel = await self.plans.channel(person)
            if channel is None or hello is not None:
                # Asked for anew: a person who has blocked and unblocked the bot may have another channel.
                channel = await self._line.open(person)
            if hello is not None:
                await self._line.send(channel, hello, nonce_of(self._installation, "hello", person, self._clock.now()))
        except NotSent as fault:
            log.info("a DM could not be opened: %s", fault)
            return OptIn.CLOSED if fault.fault in (SendFault.CLOSED, SendFault.REFUSED) else OptIn.UNREACHABLE
        await self.plans.keep_channel(person, channel, self._clock.now())
        return OptIn.DONE

    async def keep(self, plan: CheckinPlan) -> int | None:
        """Keep *plan* and let its next check-in wait; return when that is (UTC ms), None where there is none."""
        due = next_checkin(plan, self._clock.now(), self.times.zone_of(plan.zone))
        rows = () if due is None else (Waiting(plan.person, Kind.CHECKIN, due),)
        await self.plans.keep_plan(plan, rows)
        self._wake()
        return due

    async def snooze(self, plan: CheckinPlan, until: int) -> None:
        """Ask once more at *until* (UTC ms). The plan itself does not move."""
        await self.waiting.arrange(Waiting(plan.person, Kind.AGAIN, until))
        self._wake()

    async def end(self, person: int) -> bool:
        """Switch check-ins off at once; False where there were none."""
        return await self.plans.end_plan(person)

    async def go_on(self, person: int) -> CheckinPlan | None:
        """Let check-ins come as they were agreed; None where there are none."""
        plan = await self.plans.plan(person)
        if plan is None:
            return None
        restored = restore(plan)
        await self.keep(restored)
        return restored

    async def zone_changed(self, person: int, zone: str) -> None:
        """Let this person's plan follow their new clock."""
        plan = await self.plans.plan(person)
        if plan is not None and plan.zone != zone:
            await self.keep(replace(plan, zone=zone))

    async def heard_from(self, person: int) -> Told:
        """Note that the person has spoken, and return what they are to be told. Never raises."""
        try:
            plan = await self.plans.plan(person)
            return Told() if plan is None else await self._heard_from(plan)
        except StoreUnavailable as fault:
            log.error("a plan could not be read: %s", fault)
            return Told()

    async def _heard_from(self, plan: CheckinPlan) -> Told:
        if plan.state in (PlanState.RESTING, PlanState.SUSPENDED):
            if plan.told:
                return Told()
            await self.plans.note(replace(plan, told=True))
            return Told(("checkin_rested" if plan.state is PlanState.RESTING else "checkin_suspended",))
        now, was_thinned = answered(plan)
        if now == plan:
            return Told()
        await self.plans.note(now)
        return Told(("checkin_thinned",), offers_restore=True) if was_thinned else Told()

    async def follow_up(self, person: int, kind: Kind, detail: str = "") -> OptIn:
        """Let one follow-up of *kind* wait for its time, by DM; *detail* is what it is about."""
        reached = await self.reach(person, None)
        if reached is not OptIn.DONE:
            return reached
        plan = await self.plans.plan(person)
        zone = self.times.zone_of(plan.zone if plan else await self._zone(person))
        now = self._clock.now()
        due = now + HELPED_AFTER if kind is Kind.DID_IT_HELP else next_day(now, zone)
        await self.waiting.arrange(Waiting(person, kind, due, detail=detail))
        self._wake()
        return OptIn.DONE
