"""Declare the feature counsellors: its parts, commands, buttons, stored data, expiry and worker."""

import asyncio
import logging
from collections.abc import Iterable

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.data_inventory import (
    DataSubject,
    DeletionRule,
    ExportRule,
    KeptData,
    impersonal_data,
    internal_numbers,
    memory_data,
    personal_data,
)
from moodbot.core.errors import StoreUnavailable
from moodbot.core.feature import Expiry, Feature, Form
from moodbot.core.memory import Memories
from moodbot.core.pending_question import PendingQuestions
from moodbot.core.ports import Clock, InstallationId, Worker
from moodbot.core.retention import Until
from moodbot.core.services import Services
from moodbot.core.words import Words
from moodbot.features.counsellors.commands import COUNSELLOR, WORDS, beside_care, press_request
from moodbot.features.counsellors.drafts import DRAFTS, UNPOSTED
from moodbot.features.counsellors.hooks import AFTER, BEFORE, OUTREACH_MESSAGES, read_agreement
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.rules.requests import WORDS_LIMIT
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.staff import DESK, StaffDesk
from moodbot.features.counsellors.store.desks import DeskStore
from moodbot.features.counsellors.texts import TEXTS
from moodbot.features.counsellors.visits import VISITED
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.outreach.ports import DirectLine
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.times.local_time import TimeBook

log = logging.getLogger(__name__)

_REQUESTS, _CLAIMS, _DUTIES, _BLOCKS = "requests", "claims", "duties", "blocks"
_VISITS, _DESKS = "visits", "desks"


def _parts(services: Services) -> Iterable[object]:
    clock, words, woken = services.of(Clock), services.of(Words), asyncio.Event()
    store, memories = DeskStore.of(services), services.of(Memories)
    times = services.of(TimeBook)
    requests = Requests(store, services.of(StaffSide), memories, clock, times=times, wake=woken.set)
    worker = DeskWorker(
        requests,
        words,
        clock,
        installation=services.of(InstallationId).value,
        interrupt=services.of(PendingQuestions).close_all,
        woken=woken,
    )
    yield store
    yield requests
    yield worker
    yield StaffDesk(requests, worker, words, services.of(RhythmWords))


async def _load_desks(services: Services) -> None:
    """Load the servers that have a desk."""
    try:
        await services.of(Requests).visits.load()
    except StoreUnavailable as fault:
        log.error("the desks could not be read: %s", fault)


def _workers(services: Services) -> Iterable[Worker]:
    if services.of(DirectLine).exists:
        yield services.of(DeskWorker)


COUNSELLORS = Feature(
    "counsellors",
    parts=_parts,
    started=_load_desks,
    commands=(*COUNSELLOR, *DESK),
    buttons={COUNSELLOR_CUE: press_request},
    forms={f"{COUNSELLOR_CUE}{WORDS}": Form("counsellor", WORDS_LIMIT, required=False)},
    texts=TEXTS,
    readers=(read_agreement,),
    before=BEFORE,
    after=AFTER,
    beside_care=beside_care,
    outreach=OUTREACH_MESSAGES,
    kept=(
        personal_data(
            "requests", _REQUESTS, Until.REQUESTS, "server", "number", "person", "state", "urgent", "mood", "words"
        ),
        personal_data(
            "requests", _REQUESTS, Until.REQUESTS, "asked_at", "waiting_at", "stage", "rung", "card", "thread"
        ),
        personal_data("requests", _REQUESTS, Until.REQUESTS, "spoken", "reminded", "ended", "closed_at"),
        # Ids of counsellors in the requests of others.
        KeptData(
            *("requests", ("claimer", "refused", "served"), _CLAIMS, DataSubject.PERSON, Until.REQUESTS),
            *(ExportRule.JSON, DeletionRule.TAKEN_OUT),
            owner="claimer",
        ),
        internal_numbers("requests", _REQUESTS, Until.REQUESTS, "due_at", "leased", "version"),
        personal_data("duties", _DUTIES, Until.CHANGED, "server", "person", "since"),
        KeptData(
            "blocks",
            ("server", "person", "until"),
            _BLOCKS,
            DataSubject.PERSON,
            Until.ENDED,
            ExportRule.JSON,
            DeletionRule.HASHED,
        ),
        KeptData(
            "blocks", ("reason",), _BLOCKS, DataSubject.PERSON, Until.ENDED, ExportRule.JSON, DeletionRule.DELETED
        ),
        impersonal_data("hashed_blocks", _BLOCKS, DataSubject.NOBODY, Until.ENDED, "server", "digest", "until"),
        personal_data("pings", _REQUESTS, Until.REQUESTS, "server", "number", "at", "person"),
        personal_data("visits", _VISITS, Until.REQUESTS, "person", "server", "at"),
        impersonal_data(
            "desks", _DESKS, DataSubject.SERVER, Until.SERVER_LEFT, "server", "role", "channel", "room", "backup_role"
        ),
        impersonal_data(
            "desks", _DESKS, DataSubject.SERVER, Until.SERVER_LEFT, "lead_role", "reports", "zone", "limits"
        ),
        impersonal_data("desks", _DESKS, DataSubject.SERVER, Until.SERVER_LEFT, "digest_at", "last_number"),
        memory_data(DRAFTS, _REQUESTS),
        memory_data(UNPOSTED, _REQUESTS, Until.ENDED),
        memory_data(VISITED, _VISITS),
    ),
    expires=(
        Expiry(Until.REQUESTS, lambda services, before: services.of(DeskStore).delete_expired_requests(before)),
        Expiry(Until.ENDED, lambda services, now: services.of(DeskStore).delete_expired_blocks(now)),
    ),
    workers=_workers,
)
