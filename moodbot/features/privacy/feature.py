"""Declare privacy (data rights and erasure) as a feature."""

from collections.abc import Iterable

from moodbot.core.data_inventory import PROGRAM, internal_numbers
from moodbot.core.feature import Expiry, Feature
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock
from moodbot.core.retention import Until
from moodbot.core.services import Services
from moodbot.core.words import Words
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.privacy.commands import FORGET_CUE, RIGHTS, DataRights, forget_now
from moodbot.features.privacy.forgetting import Forgetting
from moodbot.features.privacy.page import privacy_page
from moodbot.features.privacy.store import FORGETTING, RightsStore
from moodbot.features.privacy.texts import TEXTS
from moodbot.settings import Settings


def _parts(services: Services) -> Iterable[object]:
    store = RightsStore.of(services)
    forgetting = Forgetting(
        store, services.of(DeskWorker), services.of(Clock), services.of(Words), services.of(Memories)
    )
    yield forgetting
    yield DataRights(forgetting, services.of(Settings).contact)


PRIVACY = Feature(
    "privacy",
    parts=_parts,
    commands=RIGHTS,
    buttons={FORGET_CUE: forget_now},
    deletes=(FORGET_CUE,),
    texts=TEXTS,
    # Present only during an erasure, and deleted last.
    kept=(internal_numbers(FORGETTING, PROGRAM, Until.ENDED, "person", "since", "traces", "erased"),),
    expires=(Expiry(Until.ENDED, lambda services, now: services.of(Forgetting).resume()),),
    pages={"privacy": privacy_page},
)
