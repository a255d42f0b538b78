"""What stands under a message, and what its ids mean when they come back, even after a restart."""

from dataclasses import dataclass

import discord

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import Choice, Place, PlaceKind, Reply
from moodbot.core.feature import Form
from moodbot.core.features import Features
from moodbot.core.talk import MOOD_CUE
from moodbot.features.counsellors.commands import WORDS
from moodbot.language.packs import ReplyPack

MARK = "moodbot"
MENU = "menu"
WRITE = "write"
WORDS_CUE = f"{COUNSELLOR_CUE}{WORDS}"
SKIPS_FORM = (WORDS_CUE,)
"""Buttons that never stand under a message: a slash command opens their form."""

LABEL_LIMIT = 80
WORDS_LIMIT = 1000

_LETTERS = {PlaceKind.DM: "d", PlaceKind.CHANNEL: "c", PlaceKind.EPHEMERAL: "e"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class ButtonId:
    """The meaning of a custom_id: whose it is, the talk and step it was offered at, and the cue (or MENU, WRITE)."""

    person: int
    place: Place
    step: int
    cue: str

    def __str__(self) -> str:
        return f"{MARK}:{self.person}:{_LETTERS[self.place.kind]}{self.place.id}:{self.step}:{self.cue}"

    @classmethod
    def parse(cls, custom_id: str) -> "ButtonId | None":
        """Return what *custom_id* means, None where it is not one of ours."""
        try:
            mark, person, place, step, cue = custom_id.split(":", 4)
            kind = _KINDS[place[:1]]
            return cls(int(person), Place(kind, int(place[1:])), int(step), cue) if mark == MARK else None
        except (ValueError, KeyError):
            return None


def view_of(reply: Reply, pack: ReplyPack) -> discord.ui.View | None:
    """Return the buttons of *reply*, and its moods as a menu where it asks for one; None where it offers nothing.

    The view is stopped: presses are found by their custom_id, so discord.py need not keep it in memory.
    """
    ephemeral = reply.place.kind is PlaceKind.EPHEMERAL
    if not reply.choices and not (reply.writes and ephemeral):
        return None
    view = discord.ui.View(timeout=None)
    listed = [choice for choice in reply.choices if reply.menu and choice.cue.startswith(MOOD_CUE)]
    if listed:
        view.add_item(_menu(listed, reply, pack))
    for choice in reply.choices:
        if choice not in listed:
            view.add_item(_button(choice, _id(reply, choice.cue)))
    if reply.writes and ephemeral:
        view.add_item(_button(Choice(WRITE, pack.text("write_button")), _id(reply, WRITE)))
    view.stop()
    return view


def chosen_view(message: discord.Message | None, custom_id: str, value: str | None) -> discord.ui.View | None:
    """Return what is left under *message* once something was chosen: that choice alone, no longer to be pressed."""
    rows = message.components if message else []
    for item in (child for row in rows if isinstance(row, discord.ActionRow) for child in row.children):
        if isinstance(item, discord.Button) and item.custom_id == custom_id:
            return _spent(item.label, item.emoji)
        if isinstance(item, discord.SelectMenu) and item.custom_id == custom_id:
            option = next((option for option in item.options if option.value == value), None)
            return _spent(option.label, option.emoji) if option else None
    return None


def owner_of(message: discord.Message) -> int | None:
    """Return whose talk *message* belongs to, by the buttons under it; None where it has none of ours."""
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            found = ButtonId.parse(getattr(item, "custom_id", None) or "")
            if found is not None:
                return found.person
    return None


def form_of(features: Features, cue: str) -> Form | None:
    """Return the form that the button *cue* opens, None where it opens none."""
    if cue == WRITE:
        return Form("write", WORDS_LIMIT)
    return features.form(cue)


def opens_form(features: Features, cue: str) -> bool:
    """True for a button that is answered with a form."""
    return cue not in SKIPS_FORM and form_of(features, cue) is not None


def write_form(features: Features, pressed: ButtonId, pack: ReplyPack) -> discord.ui.Modal:
    """Return the form in which free words are written where nobody can type, or a note."""
    form_is = form_of(features, pressed.cue) or Form(WRITE, WORDS_LIMIT)
    form = discord.ui.Modal(title=pack.text(f"{form_is.kind}_title"), custom_id=str(pressed), timeout=900)
    words: discord.ui.TextInput[discord.ui.View] = discord.ui.TextInput(
        custom_id=WRITE,
        style=discord.TextStyle.paragraph,
        placeholder=pack.text("write_placeholder"),
        max_length=form_is.most,
        required=form_is.required,
    )
    form.add_item(discord.ui.Label(text=pack.text(f"{form_is.kind}_label"), component=words))
    return form


def _menu(listed: list[Choice], reply: Reply, pack: ReplyPack) -> discord.ui.Select[discord.ui.View]:
    options = [discord.SelectOption(label=choice.label, value=choice.cue, emoji=choice.emoji) for choice in listed]
    return discord.ui.Select(custom_id=_id(reply, MENU), placeholder=pack.text("menu_placeholder"), options=options)


def _button(choice: Choice, custom_id: str) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(label=choice.label[:LABEL_LIMIT], emoji=choice.emoji, custom_id=custom_id)


def _spent(label: str | None, emoji: discord.PartialEmoji | None) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label=label, emoji=emoji, disabled=True, custom_id=f"{MARK}-chosen"))
    view.stop()
    return view


def _id(reply: Reply, cue: str) -> str:
    return str(ButtonId(reply.person, reply.place, reply.step, cue))
