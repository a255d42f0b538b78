"""Requests for a person, as one feature."""

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.feature import Feature, Form
from moodbot.features.counsellors.commands import COUNSELLOR, WORDS, press
from moodbot.features.counsellors.rules.requests import WORDS_LIMIT
from moodbot.features.counsellors.staff import DESK
from moodbot.features.counsellors.texts import TEXTS

COUNSELLORS = Feature(
    "counsellors",
    commands=(*COUNSELLOR, *DESK),
    buttons={COUNSELLOR_CUE: press},
    forms={f"{COUNSELLOR_CUE}{WORDS}": Form("counsellor", WORDS_LIMIT, required=False)},
    texts=TEXTS,
)
