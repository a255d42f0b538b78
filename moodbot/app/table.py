"""Every command there is, in the order of `!help`."""

from moodbot.app.basics import BASICS
from moodbot.app.checkin_commands import CHECKINS
from moodbot.app.counsellor_commands import COUNSELLOR
from moodbot.app.desk_commands import DESK
from moodbot.app.entry_commands import ENTRIES
from moodbot.app.graph_command import GRAPH
from moodbot.app.help_commands import HELP
from moodbot.app.journal_commands import JOURNAL
from moodbot.app.letter_command import LETTER
from moodbot.app.rights_commands import RIGHTS

COMMANDS = (*BASICS, *HELP, *JOURNAL, *ENTRIES, *GRAPH, *CHECKINS, *LETTER, *COUNSELLOR, *DESK, *RIGHTS)
