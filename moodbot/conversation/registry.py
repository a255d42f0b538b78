"""The registry of features: FEATURES in their order, the talk feature, and data that belongs to no feature."""

from moodbot.conversation.core_commands import BASICS, begin_pressed
from moodbot.conversation.housekeeping import Housekeeping
from moodbot.conversation.talk_book import UNSAVED
from moodbot.conversation.texts import TALK_TEXTS
from moodbot.core.data_inventory import (
    PROGRAM,
    DataSubject,
    DeletionRule,
    ExportRule,
    KeptData,
    impersonal_data,
    internal_numbers,
    memory_data,
    personal_data,
)
from moodbot.core.feature import Expiry, Feature
from moodbot.core.features import Features
from moodbot.core.pending_question import ASKED, SAID
from moodbot.core.retention import Until
from moodbot.core.said_once import SAID_ONCE
from moodbot.core.talk import MOOD_CUE
from moodbot.core.talk_flow import GATE_STEP, TALK_FLOW
from moodbot.features.care.feature import CARE
from moodbot.features.counsellors.feature import COUNSELLORS
from moodbot.features.journal.feature import JOURNAL
from moodbot.features.outreach.feature import OUTREACH
from moodbot.features.privacy.feature import PRIVACY
from moodbot.storage.answers import AnswerStore
from moodbot.storage.talks import TalkStore

TALKS, ANSWERS = "talks", "answers"

TALK = Feature(
    "talk",
    commands=BASICS,
    buttons={MOOD_CUE: begin_pressed},
    texts=TALK_TEXTS,
    flow=TALK_FLOW,
    kept=(
        personal_data(
            "talks", TALKS, Until.TALKS, "person", "place_kind", "place_id", "phase", "mood", "heard", "updated"
        ),
        personal_data("talks", TALKS, Until.TALKS, "mood_at", "state"),
        internal_numbers("talks", TALKS, Until.TALKS, "step", "unclear"),
        memory_data(ASKED, TALKS),
        memory_data(SAID, TALKS),
        memory_data(SAID_ONCE, TALKS),
        memory_data(UNSAVED, TALKS),
    ),
    expires=(
        Expiry(Until.TALKS, lambda services, before: services.of(TalkStore).delete_expired(before)),
        Expiry(Until.REQUESTS, lambda services, before: services.of(AnswerStore).delete_expired(before)),
    ),
    workers=lambda services: (Housekeeping(services),),
)

FEATURES = (TALK, CARE, JOURNAL, OUTREACH, COUNSELLORS, PRIVACY)
"""In the order of `!help`. The parts of a later feature are made later; its readers are asked earlier."""

PROGRAM_ROWS = (
    KeptData(
        *("answers", ("question", "answer", "channel", "answered_at"), ANSWERS, DataSubject.MESSAGE, Until.REQUESTS),
        *(ExportRule.NOT_THEIRS, DeletionRule.EXPIRES),
        owner=None,
    ),
    impersonal_data("installation", PROGRAM, DataSubject.NOBODY, Until.ALWAYS, "key", "value"),
    impersonal_data("migrations", PROGRAM, DataSubject.NOBODY, Until.ALWAYS, "number", "name"),
    impersonal_data("feature_migrations", PROGRAM, DataSubject.NOBODY, Until.ALWAYS, "feature", "number", "name"),
)
"""Data inventory rows of no feature: the program's own tables, and which bot message answers which message."""


def features_of(*more: Feature) -> Features:
    """Merge FEATURES and *more* after them. Raises FeaturesInvalid or FlowInvalid."""
    return Features((*FEATURES, *more), GATE_STEP, PROGRAM_ROWS)


EVERYTHING = features_of()
"""The features of this program."""
