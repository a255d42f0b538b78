"""What people have a right to, as one feature."""

from moodbot.core.feature import Feature
from moodbot.features.privacy.commands import FORGET_CUE, RIGHTS, forget_now
from moodbot.features.privacy.texts import TEXTS

PRIVACY = Feature("privacy", commands=RIGHTS, buttons={FORGET_CUE: forget_now}, deletes=(FORGET_CUE,), texts=TEXTS)
