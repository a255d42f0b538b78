"""What is said unasked, as one feature."""

from moodbot.core.feature import Feature
from moodbot.features.journal.commands import ZONE_CUE
from moodbot.features.outreach.commands import CHECKIN_CUE, CHECKINS, press
from moodbot.features.outreach.follow_ups import FOLLOW_CUE, follow
from moodbot.features.outreach.letter_command import LETTER, LETTER_CUE, letter_off
from moodbot.features.outreach.texts import TEXTS
from moodbot.features.outreach.zone_command import ZONE, zone

OUTREACH = Feature(
    "outreach",
    commands=(*ZONE, *CHECKINS, *LETTER),
    buttons={ZONE_CUE: zone, CHECKIN_CUE: press, LETTER_CUE: letter_off, FOLLOW_CUE: follow},
    texts=TEXTS,
)
