"""Risk states and countries of people, held in memory so that help never waits for the database."""

import logging

from moodbot.core.dialogue import Cue
from moodbot.core.errors import StoreUnavailable
from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.age import Age
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.store import CareStore
from moodbot.times.units import DAY, MINUTE, SECOND

log = logging.getLogger(__name__)

STICKY = DAY
"""Milliseconds for which a risk state holds; people seldom repeat themselves."""

OPENED_WITHIN = 7 * STICKY
"""Milliseconds for which unopened help is remembered. A person who does not open it at once may need it on another day,
and the button itself must not tell others what it is about."""

REPEAT_AFTER = 10 * MINUTE
"""Milliseconds within which a first screen is not said again: the same text twice reads as if nobody listened."""

BURST = 10 * SECOND
"""Milliseconds: risks that follow each other faster than that are a flood and no talk."""

_WEIGHTS = {CareCue.RISK_DONE: 2, CareCue.RISK: 1, CareCue.RISK_HARM: 1, CareCue.RISK_ABUSE: 1}
"""How much each alarm weighs (0 if it is not here); a lighter one does not replace a heavier one of the same day."""

RISKS, COUNTRIES, UNOPENED = "risks noticed", "countries", "help to be opened"
ALARMS, COUNTRIES_TODAY, AGES = "kinds of risk", "countries of today", "ages said"
ANSWERED, REPEATED = "help given", "help given again"
"""Names of the memories in the data inventory."""


class CareMemory:
    """Risk states, countries and unopened help by person.

    Loaded from the database at start; risk states and countries are also saved there. A database failure costs only the
    saving.
    """

    def __init__(self, store: CareStore, memories: Memories, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._risks = memories.add(RISKS, Memory[Tier](clock.now, STICKY))
        self._countries = memories.add(COUNTRIES, Memory[str](clock.now, None))
        self._unopened = memories.add(UNOPENED, Memory[Cue](clock.now, OPENED_WITHIN))
        self._alarms = memories.add(ALARMS, Memory[CareCue](clock.now, STICKY))
        self._today = memories.add(COUNTRIES_TODAY, Memory[str](clock.now, STICKY))
        self._ages = memories.add(AGES, Memory[Age](clock.now, STICKY))
        self._answered = memories.add(ANSWERED, Memory[None](clock.now, REPEAT_AFTER))
        self._repeated = memories.add(REPEATED, Memory[int](clock.now, 2 * MINUTE))

    async def load(self) -> None:
        """Load the stored risk states and countries. A database failure is only logged; care works without them."""
        try:
            for person, tier, at in await self._store.risks(self._clock.now() - STICKY):
                self._risks.put(person, Tier(tier), at=at)
            for person, country in await self._store.countries():
                self._countries.put(person, country)
        except StoreUnavailable as fault:
            log.error("risk states and countries could not be read: %s", fault)

    def tier(self, person: int) -> Tier:
        """Return the tier noticed within the last day, NONE if there was none."""
        return self._risks.get(person) or Tier.NONE

    def country(self, person: int) -> str | None:
        """Return the country code named today, else the stored one ("-" after a refusal), None if neither is known."""
        return self._today.get(person) or self._countries.get(person)

    def asked_to_store(self, person: int) -> bool:
        """Return whether this person has said if their country may be stored."""
        return self._countries.get(person) is not None

    def name_country(self, person: int, country: str) -> None:
        """Remember *country* (code) for a day, in memory only."""
        self._today.put(person, country)

    def alarm(self, person: int) -> CareCue | None:
        """Return the kind of the gravest risk noticed within a day, of equals the last; None if there was none."""
        return self._alarms.get(person)

    def alarm_of_talk(self, person: int, cue: CareCue, at: int) -> None:
        """Remember again the kind of a risk noticed at *at* (UTC ms), which the talk shows after a restart."""
        if self._alarms.get(person) is None:
            self._alarms.put(person, cue, cue, at=at)
            self._alarms.put(person, cue, at=at)

    def kinds(self, person: int) -> tuple[CareCue, ...]:
        """Return every kind of risk noticed within a day, beginning with `alarm`."""
        alarm = self.alarm(person)
        others = (each for each in CareCue if each is not alarm and self._alarms.get(person, each) is not None)
        return (alarm, *others) if alarm is not None else ()

    def noticed_at(self, person: int) -> int:
        """Return when the last risk was noticed (UTC ms), 0 if none was within a day."""
        return self._risks.put_at(person) or 0

    def age(self, person: int) -> Age | None:
        """Return what this person said of their age within a day: under 13, under 18, or None."""
        return self._ages.get(person)

    def is_child(self, person: int) -> bool:
        """Return whether this person said within a day that they are under 13."""
        return self.age(person) is Age.CHILD

    def say_age(self, person: int, age: Age) -> None:
        """Remember for a day, in memory only, that this person is young; an age below 13 is never raised."""
        if self._ages.get(person) is not Age.CHILD:
            self._ages.put(person, age)

    def was_answered(self, person: int, cue: Cue) -> bool:
        """Return whether the first screen for *cue* was said lately."""
        return self._answered.put_at(person, cue) is not None

    def answer_given(self, person: int, cue: Cue) -> None:
        """Remember that the first screen for *cue* is said now."""
        self._answered.put(person, None, cue)

    def answer_not_given(self, person: int) -> None:
        """Forget that this person was answered, because the answer did not reach them."""
        self._answered.delete_person(person)

    def may_repeat(self, person: int) -> bool:
        """Return whether a repeated risk is answered now: always at the pace of a talk, in a burst once a minute."""
        now = self._clock.now()
        last_risk, last_answer = self._repeated.get(person), self._repeated.put_at(person)
        in_burst = last_risk is not None and now - last_risk < BURST
        may = last_answer is None or not in_burst or now - last_answer >= MINUTE
        self._repeated.put(person, now, at=now if may or last_answer is None else last_answer)
        return may

    def misread(self, person: int) -> None:
        """Lower an explicit risk that the person says was misread: words are no longer read in care first.

        The help lines stay one press away for the day.
        """
        self._risks.put(person, Tier.INDIRECT)
        self._alarms.delete_person(person)
        self._answered.delete_person(person)

    def notice(self, person: int, tier: Tier, cue: CareCue | None = None) -> None:
        """Remember in memory that this person is at risk, and its kind; a lower tier never replaces an explicit one.

        NONE (worry about someone else) leaves this person's own state unchanged, and no lighter kind becomes the alarm.
        """
        if cue is CareCue.RISK_INDIRECT and tier is Tier.EXPLICIT:
            # The yes to the direct question.
            cue = CareCue.RISK
        if cue is not None:
            self._alarms.put(person, cue, cue)
            held = self.alarm(person)
            if held is None or _WEIGHTS.get(cue, 0) >= _WEIGHTS.get(held, 0):
                self._alarms.put(person, cue)
        if tier is not Tier.NONE:
            self._risks.put(person, Tier.EXPLICIT if self.tier(person) is Tier.EXPLICIT else tier)

    def leave_unopened(self, person: int, cue: Cue) -> None:
        """Remember the help that this person can open, because it could not be sent to their DM."""
        self._unopened.put(person, cue)

    def waits_unopened(self, person: int) -> bool:
        """Return whether help was left for this person within REPEAT_AFTER, so that one public line is enough."""
        left_at = self._unopened.put_at(person)
        return left_at is not None and self._clock.now() - left_at < REPEAT_AFTER

    def opened(self, person: int) -> Cue | None:
        """Return and forget the help that this person can open; None if there is none or it expired."""
        return self._unopened.pop(person)

    async def save_risk(self, person: int) -> None:
        """Save the remembered risk (time and tier only) to the database; of a child, delete what was saved before.

        A database failure is only logged.
        """
        tier, at = self._risks.get(person), self._risks.put_at(person)
        try:
            if self.is_child(person):
                # Of a child under 13 nothing is stored.
                await self._store.delete_risk(person)
            elif tier is not None and at is not None:
                await self._store.save_risk(person, tier, at)
        except StoreUnavailable as fault:
            log.error("a risk state could not be kept or deleted: %s", fault)

    async def keep_no_child(self, person: int) -> None:
        """Delete the saved risk of a child, which may have been saved before they said their age."""
        if self.is_child(person):
            await self.save_risk(person)

    async def save_country(self, person: int, country: str | None) -> None:
        """Store the country code of this person, or delete it if None. Raises StoreUnavailable."""
        await self._store.save_country(person, country)
        if country is None:
            self._countries.pop(person)
        else:
            self._countries.put(person, country)
