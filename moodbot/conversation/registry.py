"""Every command there is, in the order of `!help`."""

from moodbot.conversation.basics import BASICS
from moodbot.features.care.commands import HELP
from moodbot.features.counsellors.commands import COUNSELLOR
from moodbot.features.counsellors.staff import DESK
from moodbot.features.journal.chart_command import GRAPH
from moodbot.features.journal.commands import JOURNAL
from moodbot.features.journal.entry_commands import ENTRIES
from moodbot.features.outreach.commands import CHECKINS
from moodbot.features.outreach.letter_command import LETTER
from moodbot.features.outreach.zone_command import ZONE
from moodbot.features.privacy.commands import RIGHTS

COMMANDS = (*BASICS, *HELP, *JOURNAL, *ZONE, *ENTRIES, *GRAPH, *CHECKINS, *LETTER, *COUNSELLOR, *DESK, *RIGHTS)
