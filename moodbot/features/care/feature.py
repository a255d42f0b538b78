"""Declare care (the risk check and help lines) as a feature."""

from collections.abc import Iterable
from functools import partial

from moodbot.core.bot_language import BotLanguages
from moodbot.core.data_inventory import memory_data, personal_data
from moodbot.core.feature import Expiry, Feature
from moodbot.core.features import Features
from moodbot.core.flow import Table
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.core.retention import Until
from moodbot.core.services import Services
from moodbot.features.care.commands import COUNTRY_CUE, HELP, choose_country, name_country, remove_messages
from moodbot.features.care.flow import CARE_FLOW
from moodbot.features.care.hooks import AFTER, BEFORE, read_care, read_country
from moodbot.features.care.memory import (
    AGES,
    ALARMS,
    ANSWERED,
    COUNTRIES,
    COUNTRIES_TODAY,
    REPEATED,
    RISKS,
    UNOPENED,
    CareMemory,
)
from moodbot.features.care.rules.age import read_age
from moodbot.features.care.rules.helplines import HelpLines
from moodbot.features.care.rules.risk import RiskRules, read_risk
from moodbot.features.care.service import COUNTRY_TODAY_CUE, REMOVE_CUE, Care
from moodbot.features.care.store import CareStore
from moodbot.features.care.texts import TEXTS

_RISKS, _COUNTRY = "risks", "country"


def _parts(services: Services) -> Iterable[object]:
    clock, rules = services.of(Clock), services.of(RiskRules)
    store = CareStore.of(services)
    yield store
    yield Care(
        lambda text, after: read_risk(text, rules, after),
        services.of(HelpLines),
        CareMemory(store, services.of(Memories), clock),
        services.of(BotLanguages),
        table=services.of(Table),
        clock=clock,
        age_in=lambda text: read_age(text, rules.age),
        more=partial(services.of(Features).beside_care, services),
    )


async def _started(services: Services) -> None:
    """Load risk states and countries, so that a risk of the last day survives a restart."""
    await services.of(Care).memory.load()


CARE = Feature(
    "care",
    parts=_parts,
    started=_started,
    commands=HELP,
    buttons={COUNTRY_CUE: choose_country, COUNTRY_TODAY_CUE: name_country, REMOVE_CUE: remove_messages},
    texts=TEXTS,
    readers=(read_country, read_care),
    before=BEFORE,
    after=AFTER,
    flow=CARE_FLOW,
    kept=(
        personal_data("risks", _RISKS, Until.DAY, "person", "tier", "noticed_at"),
        personal_data("countries", _COUNTRY, Until.CHANGED, "person", "country"),
        memory_data(RISKS, _RISKS),
        memory_data(COUNTRIES, _COUNTRY, Until.CHANGED),
        memory_data(UNOPENED, _RISKS, Until.ENDED),
        memory_data(ALARMS, _RISKS),
        memory_data(COUNTRIES_TODAY, _COUNTRY),
        memory_data(AGES, _RISKS),
        memory_data(ANSWERED, _RISKS),
        memory_data(REPEATED, _RISKS),
    ),
    expires=(Expiry(Until.DAY, lambda services, before: services.of(CareStore).delete_expired_risks(before)),),
)
