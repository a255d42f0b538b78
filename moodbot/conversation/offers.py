"""What some features offer under the answers of others."""

from collections.abc import Callable

from moodbot.core.dialogue import Choice, Cue
from moodbot.features.care.flow import CareCue
from moodbot.features.counsellors.commands import ask_choice
from moodbot.features.outreach.follow_ups import HELP, follow_choice
from moodbot.language.packs import ReplyPack


def offers_beside_care(pack: ReplyPack, follows: bool, counsellors: Callable[[], bool], cue: Cue) -> tuple[Choice, ...]:
    """Return the follow-up and the counsellor that are offered under the answer to a risk.

    *follows* says that a person can be written to the next day, *counsellors* whether any server has people to turn to.
    """
    follow = (follow_choice(HELP, pack),) if follows and cue is CareCue.RISK else ()
    person = (ask_choice(pack),) if counsellors() and cue is not CareCue.RISK_OTHER else ()
    return (*follow, *person)
