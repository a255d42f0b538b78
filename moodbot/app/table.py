"""Every command there is, in the order of `!help`."""

from moodbot.app.basics import BASICS
from moodbot.app.help_commands import HELP

COMMANDS = (*BASICS, *HELP)
