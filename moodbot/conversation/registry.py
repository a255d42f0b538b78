"""Everything that the bot can do, in the order of `!help`, and the tables that are made of it."""

from moodbot.conversation.basics import BASICS, begin_pressed
from moodbot.conversation.texts import TALK_TEXTS, requirements
from moodbot.core.feature import Feature, longest_first
from moodbot.core.talk import MOOD_CUE
from moodbot.features.care.feature import CARE
from moodbot.features.counsellors.feature import COUNSELLORS
from moodbot.features.journal.feature import JOURNAL
from moodbot.features.outreach.feature import OUTREACH
from moodbot.features.privacy.feature import PRIVACY

__all__ = ["BUTTONS", "COMMANDS", "DELETES", "FEATURES", "FORMS", "REQUIREMENTS"]

TALK = Feature("talk", commands=BASICS, buttons={MOOD_CUE: begin_pressed}, texts=TALK_TEXTS)
FEATURES = (TALK, CARE, JOURNAL, OUTREACH, COUNSELLORS, PRIVACY)

COMMANDS = tuple(command for feature in FEATURES for command in feature.commands)
BUTTONS = longest_first(FEATURES)
DELETES = tuple(cue for feature in FEATURES for cue in feature.deletes)
FORMS = {cue: form for feature in FEATURES for cue, form in feature.forms.items()}
REQUIREMENTS = requirements(COMMANDS, [feature.texts for feature in FEATURES])
