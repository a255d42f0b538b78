"""Commands `crisis` and `helplines`: show help lines, and store the person's country."""

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import DM, Choice
from moodbot.core.errors import StoreUnavailable
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.turn import Turn
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.helplines import Country
from moodbot.features.care.service import CRISIS, Care
from moodbot.language.packs import ReplyPack

COUNTRY_CUE = "country:"
DECLINED = "-"
"""Stored in place of a country code when a person refuses to have it stored, so that they are asked only once."""

FORGET = "forget"


async def show_crisis(turn: Turn) -> Outcome:
    """Answer with the help block. (The risk check answers a typed `crisis` before the talk is loaded.)"""
    return Advance(CareCue.RISK)


async def show_helplines(turn: Turn) -> Outcome:
    """Show the help lines of the country in the argument, else of the stored country; `forget` stores a refusal."""
    care, argument = turn.of(Care), turn.argument
    person = turn.incoming.person
    if argument.casefold() == FORGET:
        return await save_country(care, turn.pack, person, None)
    # In a channel, others must not learn which country a person has stored.
    stored = care.memory.country(person) if turn.session.place.private else None
    country = care.lines.find(argument or stored or "")
    if country is None:
        return SideReply((turn.pack.text("helplines_unknown"),))
    return show_country(care, turn.pack, country, person, turn.session.place.private)


def show_country(care: Care, pack: ReplyPack, country: Country, person: int, private: bool) -> SideReply:
    """Return the help lines of *country*; in private, also ask once whether to store the country."""
    emergency = " / ".join(country.emergency) or pack.text("emergency_unknown")
    title = pack.text("helplines_for", country=country.name, emergency=emergency)
    listing = f"{title}\n{care.lines_of(pack, country)}"
    if care.memory.asked_to_store(person) or not private:
        return SideReply((listing,))
    question = pack.text("helplines_ask_keep", country=country.name)
    yes = Choice(COUNTRY_CUE + country.code, pack.text("choice_keep_country"))
    no = Choice(COUNTRY_CUE + DECLINED, pack.text("choice_drop_country"))
    return SideReply((listing, question), (yes, no), yes=yes.cue, no=no.cue)


async def save_country(care: Care, pack: ReplyPack, person: int, country: Country | None) -> SideReply:
    """Store *country* for *person*; None stores only DECLINED, their refusal."""
    try:
        await care.memory.save_country(person, country.code if country else DECLINED)
    except StoreUnavailable:
        return SideReply((pack.text("helplines_store_failed"),))
    if country is None:
        return SideReply((pack.text("helplines_not_kept"),))
    return SideReply((pack.text("helplines_kept", country=country.name),))


async def choose_country(turn: Turn) -> Outcome:
    """Store the country on the pressed button, or the refusal."""
    return await save_country(turn.of(Care), turn.pack, turn.incoming.person, turn.of(Care).lines.find(turn.argument))


async def name_country(turn: Turn) -> Outcome:
    """Remember the country on the pressed button for a day and show a line from there; ask for another one."""
    care = turn.of(Care)
    country = care.lines.find(turn.argument) if turn.argument else None
    if country is None:
        return SideReply((turn.pack.text("care_which_country"),))
    care.memory.name_country(turn.incoming.person, country.code)
    return Advance(CareCue.COUNTRY)


async def remove_messages(turn: Turn) -> Outcome:
    """Remove the bot's own messages from the DM and say what stays; elsewhere say that they cannot be removed."""
    if turn.session.place != DM:
        return SideReply((turn.pack.text("care_not_removed"),), uninterrupted=True)
    return SideReply((turn.pack.text("care_removed"),), uninterrupted=True, removes=True)


HELP = (
    Command(CRISIS, show_crisis, aliases=("suicidal", "suicide", "selfharm", "sos", "unsafe")),
    Command("helplines", show_helplines, aliases=("helpline", "hotline", "hotlines"), argument=Argument("country")),
)
