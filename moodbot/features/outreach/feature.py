"""Declare the outreach feature: its services, commands, buttons, hooks, data inventory and worker."""

import asyncio
from collections.abc import Iterable

from moodbot.core.data_inventory import PROGRAM, DataSubject, impersonal_data, internal_numbers, personal_data
from moodbot.core.feature import Expiry, Feature
from moodbot.core.ports import Clock, InstallationId, Worker
from moodbot.core.retention import Until
from moodbot.core.services import Services
from moodbot.features.journal.places import ZONE_CUE
from moodbot.features.outreach.circuit_breaker import CircuitBreaker
from moodbot.features.outreach.commands import CHECKIN_CUE, CHECKINS, press_checkin
from moodbot.features.outreach.flow import OUTREACH_FLOW
from moodbot.features.outreach.follow_ups import FOLLOW_CUE, beside_care, follow
from moodbot.features.outreach.letter_command import LETTER, LETTER_CUE, letter_off
from moodbot.features.outreach.messages import OUTREACH_MESSAGES
from moodbot.features.outreach.ports import DirectLine
from moodbot.features.outreach.replies import AFTER, BEFORE, read_place, read_reply
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.features.outreach.service import Checkins
from moodbot.features.outreach.store.plans import PlanStore
from moodbot.features.outreach.store.queue import QueueStore
from moodbot.features.outreach.texts import TEXTS
from moodbot.features.outreach.worker import CheckinWorker
from moodbot.features.outreach.zone_command import ZONE, zone
from moodbot.settings import Settings
from moodbot.times.local_time import TimeBook

_CHECKINS, _CONTACTS, _SLOTS = "checkins", "contacts", "slots"


def _parts(services: Services) -> Iterable[object]:
    clock, line, woken = services.of(Clock), services.of(DirectLine), asyncio.Event()
    plans = PlanStore.of(services)
    waiting = QueueStore.of(services)
    breaker = CircuitBreaker(waiting, line, clock, services.of(Settings).operator_channel)
    checkins = Checkins(
        plans=plans,
        waiting=waiting,
        line=line,
        breaker=breaker,
        clock=clock,
        times=services.of(TimeBook),
        rhythm_words=services.of(RhythmWords),
        installation=services.of(InstallationId).value,
        wake=woken.set,
    )
    yield plans
    yield waiting
    yield checkins
    yield CheckinWorker(services, waiting=waiting, checkins=checkins, breaker=breaker, woken=woken)


def _workers(services: Services) -> Iterable[Worker]:
    if services.of(DirectLine).exists:
        yield services.of(CheckinWorker)


OUTREACH = Feature(
    "outreach",
    parts=_parts,
    commands=(*ZONE, *CHECKINS, *LETTER),
    buttons={ZONE_CUE: zone, CHECKIN_CUE: press_checkin, LETTER_CUE: letter_off, FOLLOW_CUE: follow},
    texts=TEXTS,
    readers=(read_reply, read_place),
    before=BEFORE,
    after=AFTER,
    flow=OUTREACH_FLOW,
    beside_care=beside_care,
    outreach=OUTREACH_MESSAGES,
    kept=(
        personal_data("contacts", _CONTACTS, Until.FORGOTTEN, "person", "channel", "opened_at", "letter", "unanswered"),
        personal_data("contacts", _CONTACTS, Until.FORGOTTEN, "last_at", "closed_at", "told"),
        internal_numbers("contacts", _CONTACTS, Until.FORGOTTEN, "last_kind", "last_slot"),
        personal_data(
            "plans", _CHECKINS, Until.CHANGED, "person", "rhythm", "state", "thinned", "unanswered", "until_at"
        ),
        personal_data("plans", _CHECKINS, Until.CHANGED, "skip_from", "skip_until", "last_at", "heard"),
        internal_numbers("plans", _CHECKINS, Until.CHANGED, "last_wall", "version"),
        personal_data(
            "waiting", _SLOTS, Until.SLOTS, "person", "kind", "slot", "detail", "state", "settled_at", "reason"
        ),
        personal_data("waiting", _SLOTS, Until.SLOTS, "message"),
        internal_numbers("waiting", _SLOTS, Until.SLOTS, "ready_at", "leased", "tries", "tried_at"),
        impersonal_data(
            "sending", PROGRAM, DataSubject.NOBODY, Until.ALWAYS, "name", "free_at", "code", "opened_at", "until_at"
        ),
    ),
    expires=(Expiry(Until.SLOTS, lambda services, before: services.of(QueueStore).delete_settled(before)),),
    workers=_workers,
)
