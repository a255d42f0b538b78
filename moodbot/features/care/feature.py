"""What the bot knows of help lines and risk, as one feature."""

from moodbot.core.feature import Feature
from moodbot.features.care.commands import COUNTRY_CUE, HELP, choose_country
from moodbot.features.care.texts import TEXTS

CARE = Feature("care", commands=HELP, buttons={COUNTRY_CUE: choose_country}, texts=TEXTS)
