"""The commands that lead to help lines."""

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import Choice
from moodbot.core.errors import StoreUnavailable
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.turn import Turn
from moodbot.features.care.flow import CareCue
from moodbot.features.care.rules.helplines import Country
from moodbot.features.care.service import CRISIS, Care
from moodbot.language.packs import ReplyPack

COUNTRY_CUE = "country:"
DECLINED = "-"
"""What is kept of a person who does not want their country kept, so that they are asked only once."""

FORGET = "forget"


async def show_crisis(turn: Turn) -> Outcome:
    """Give the help block. (Typed, it is noticed and answered before the talk is even looked up.)"""
    return Advance(CareCue.RISK)


async def show_helplines(turn: Turn) -> Outcome:
    """Show the help lines of the country named, or of the one that this person asked to be kept."""
    care, named = turn.of(Care), turn.argument
    person = turn.incoming.person
    if named.casefold() == FORGET:
        return await keep_country(care, turn.pack, person, None)
    # In a channel nobody is to learn which country someone has asked to be kept.
    kept = care.memory.country(person) if turn.session.place.private else None
    country = care.lines.find(named or kept or "")
    if country is None:
        return SideReply((turn.pack.text("helplines_unknown"),))
    return show_country(care, turn.pack, country, person, turn.session.place.private)


def show_country(care: Care, pack: ReplyPack, country: Country, person: int, private: bool) -> SideReply:
    """Show the help lines of *country*; in private, ask once whether to keep it."""
    emergency = " / ".join(country.emergency) or pack.text("emergency_unknown")
    title = pack.text("helplines_for", country=country.name, emergency=emergency)
    shown = f"{title}\n{care.lines_of(pack, country)}"
    if care.memory.country(person) is not None or not private:
        return SideReply((shown,))
    ask = pack.text("helplines_ask_keep", country=country.name)
    yes = Choice(COUNTRY_CUE + country.code, pack.text("choice_keep_country"))
    no = Choice(COUNTRY_CUE + DECLINED, pack.text("choice_drop_country"))
    return SideReply((shown, ask), (yes, no), yes=yes.cue, no=no.cue)


async def keep_country(care: Care, pack: ReplyPack, person: int, country: Country | None) -> SideReply:
    """Keep *country* for *person*; None keeps only that they do not want it kept."""
    try:
        await care.memory.keep_country(person, country.code if country else DECLINED)
    except StoreUnavailable:
        return SideReply((pack.text("helplines_store_failed"),))
    if country is None:
        return SideReply((pack.text("helplines_not_kept"),))
    return SideReply((pack.text("helplines_kept", country=country.name),))


async def choose_country(turn: Turn) -> Outcome:
    """Keep the country on the button, or that none is to be kept."""
    return await keep_country(turn.of(Care), turn.pack, turn.incoming.person, turn.of(Care).lines.find(turn.argument))


HELP = (
    Command(CRISIS, show_crisis, aliases=("suicidal", "suicide", "selfharm", "sos", "unsafe")),
    Command("helplines", show_helplines, aliases=("helpline", "hotline", "hotlines"), argument=Argument("country")),
)
