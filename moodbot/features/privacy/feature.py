"""What people have a right to, as one feature."""

from collections.abc import Iterable

from moodbot.core.data_inventory import PROGRAM, internal_numbers
from moodbot.core.feature import Feature
from moodbot.core.memory import Memories
from moodbot.core.ports import Clock, Worker
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


def _parts(found: Services) -> Iterable[object]:
    store = RightsStore.of(found)
    forgetting = Forgetting(store, found.of(DeskWorker), found.of(Clock), found.of(Words), found.of(Memories))
    yield forgetting
    yield DataRights(forgetting, found.of(Settings).contact)


def _workers(found: Services) -> Iterable[Worker]:
    yield found.of(Forgetting)


PRIVACY = Feature(
    "privacy",
    parts=_parts,
    commands=RIGHTS,
    buttons={FORGET_CUE: forget_now},
    deletes=(FORGET_CUE,),
    texts=TEXTS,
    # Only while somebody is being forgotten; the last thing that goes.
    kept=(internal_numbers(FORGETTING, PROGRAM, Until.ENDED, "person", "since", "traces", "erased"),),
    workers=_workers,
    pages={"privacy": privacy_page},
)
