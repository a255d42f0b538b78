"""Build buttons, menus and forms, and parse their custom_ids, which stay valid after a restart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import discord

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import Choice, Place, PlaceKind, RepliedTo, Reply
from moodbot.core.feature import Form
from moodbot.core.features import Features
from moodbot.core.talk import MOOD_CUE
from moodbot.features.counsellors.commands import WORDS
from moodbot.language.packs import ReplyPack

MARK = "moodbot"
PRESSED = "pressed"
"""The mark of a button that was pressed; as long as MARK, so that the rest of the id still fits."""

MENU = "menu"
WRITE = "write"
WORDS_CUE = f"{COUNSELLOR_CUE}{WORDS}"
OPENED_BY_SLASH = (WORDS_CUE,)
"""Cues whose form only a slash command opens, never a button under a message."""

LABEL_LIMIT = 80
ID_LIMIT = 100
WORDS_LIMIT = 1000

_LETTERS = {PlaceKind.DM: "d", PlaceKind.CHANNEL: "c", PlaceKind.EPHEMERAL: "e"}
_KINDS = {letter: kind for kind, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class ButtonId:
    """A parsed custom_id: its person, the place and step of the talk that offered it, and the cue (or MENU, WRITE).

    *phase* is that of the question above it, "" if the message asks none.
    """

    person: int
    place: Place
    step: int
    cue: str
    phase: str = ""

    def __str__(self) -> str:
        step = f"{self.step}.{self.phase}" if self.phase else str(self.step)
        return f"{MARK}:{self.person}:{_LETTERS[self.place.kind]}{self.place.id}:{step}:{self.cue}"

    @classmethod
    def parse(cls, custom_id: str) -> "ButtonId | None":
        """Parse *custom_id*; None if it has another format, such as a button of staff."""
        try:
            mark, person, place, step, cue = custom_id.split(":", 4)
            kind, (number, _, phase) = _KINDS[place[:1]], step.partition(".")
            return cls(int(person), Place(kind, int(place[1:])), int(number), cue, phase) if mark == MARK else None
        except (ValueError, KeyError):
            return None


def view_of(reply: Reply, pack: ReplyPack) -> discord.ui.View | None:
    """Return the buttons of *reply*, with moods as a select menu if it asks for one; None if it offers nothing.

    The view is stopped: presses are matched by custom_id, so discord.py need not hold it in memory.
    """
    ephemeral = reply.place.kind is PlaceKind.EPHEMERAL
    if not reply.choices and not (reply.writes and ephemeral):
        return None
    view = discord.ui.View(timeout=None)
    menu_choices = [choice for choice in reply.choices if reply.menu and choice.cue.startswith(MOOD_CUE)]
    if menu_choices:
        view.add_item(_menu(menu_choices, reply, pack))
    for choice in reply.choices:
        if choice not in menu_choices:
            view.add_item(_button(choice, _custom_id(reply, choice.cue)))
    if reply.writes and ephemeral:
        view.add_item(_button(Choice(WRITE, pack.text("write_button")), _custom_id(reply, WRITE)))
    view.stop()
    return view


def chosen_view(message: discord.Message | None, custom_id: str, value: str | None) -> discord.ui.View | None:
    """Return a view with only the chosen button or option of *message*, disabled; None if it is not found."""
    rows = message.components if message else []
    for item in (child for row in rows if isinstance(row, discord.ActionRow) for child in row.children):
        if isinstance(item, discord.Button) and item.custom_id == custom_id:
            return _disabled_view(item.label, item.emoji, custom_id)
        if isinstance(item, discord.SelectMenu) and item.custom_id == custom_id:
            option = next((option for option in item.options if option.value == value), None)
            return _disabled_view(option.label, option.emoji, custom_id) if option else None
    return None


def owner_of(message: discord.Message) -> int | None:
    """Return the person whose talk *message* belongs to, by its buttons; None if none is this bot's."""
    return next((button.person for button, _ in _buttons_of(message)), None)


def replied_to(message: discord.Message, person: int) -> RepliedTo:
    """Return what *message* asked *person*, by the ids of its buttons, pressed ones included; they hold all state."""
    mine = [(button, item) for button, item in _buttons_of(message) if button.person == person]
    if not mine:
        return RepliedTo()
    choices = (choice for button, item in mine for choice in _choices_in(button, item))
    phase = next((button.phase for button, _ in mine if button.phase), None)
    return RepliedTo(phase, mine[0][0].step, tuple(choices))


def _buttons_of(message: discord.Message) -> Iterator[tuple[ButtonId, discord.Button | discord.SelectMenu]]:
    for row in message.components:
        for item in row.children if isinstance(row, discord.ActionRow) else ():
            if isinstance(item, discord.Button | discord.SelectMenu):
                custom_id = item.custom_id or ""
                pressed = custom_id.startswith(f"{PRESSED}:")
                button = ButtonId.parse(custom_id.replace(PRESSED, MARK, 1) if pressed else custom_id)
                if button is not None:
                    yield button, item


def _choices_in(button: ButtonId, item: discord.Button | discord.SelectMenu) -> tuple[Choice, ...]:
    if item.disabled:
        return ()
    if isinstance(item, discord.SelectMenu):
        return tuple(Choice(option.value, option.label) for option in item.options)
    return (Choice(button.cue, item.label or ""),)


def form_of(features: Features, cue: str) -> Form | None:
    """Return the form that the button *cue* opens, None if it opens none."""
    if cue == WRITE:
        return Form("write", WORDS_LIMIT)
    return features.form(cue)


def opens_form(features: Features, cue: str) -> bool:
    """Return True if pressing the button *cue* opens a form."""
    return cue not in OPENED_BY_SLASH and form_of(features, cue) is not None


def write_form(features: Features, pressed: ButtonId, pack: ReplyPack) -> discord.ui.Modal:
    """Return the modal of the button *pressed*, for free words in an ephemeral talk or for a note."""
    spec = form_of(features, pressed.cue) or Form(WRITE, WORDS_LIMIT)
    modal = discord.ui.Modal(title=pack.text(f"{spec.kind}_title"), custom_id=str(pressed), timeout=900)
    words: discord.ui.TextInput[discord.ui.View] = discord.ui.TextInput(
        custom_id=WRITE,
        style=discord.TextStyle.paragraph,
        placeholder=pack.text("write_placeholder"),
        max_length=spec.most,
        required=spec.required,
    )
    modal.add_item(discord.ui.Label(text=pack.text(f"{spec.kind}_label"), component=words))
    return modal


def _menu(menu_choices: list[Choice], reply: Reply, pack: ReplyPack) -> discord.ui.Select[discord.ui.View]:
    options = [
        discord.SelectOption(label=choice.label, value=choice.cue, emoji=choice.emoji) for choice in menu_choices
    ]
    return discord.ui.Select(
        custom_id=_custom_id(reply, MENU), placeholder=pack.text("menu_placeholder"), options=options
    )


def _button(choice: Choice, custom_id: str) -> discord.ui.Button[discord.ui.View]:
    if choice.url is not None:
        return discord.ui.Button(label=choice.label[:LABEL_LIMIT], url=choice.url)
    return discord.ui.Button(label=choice.label[:LABEL_LIMIT], emoji=choice.emoji, custom_id=custom_id)


def _disabled_view(label: str | None, emoji: discord.PartialEmoji | None, custom_id: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    pressed = custom_id.replace(MARK, PRESSED, 1)
    view.add_item(discord.ui.Button(label=label, emoji=emoji, disabled=True, custom_id=pressed))
    view.stop()
    return view


def _custom_id(reply: Reply, cue: str) -> str:
    button = ButtonId(reply.person, reply.place, reply.step, cue)
    asking = str(replace(button, phase=reply.phase or ""))
    # A message without its phase in any id counts as one that asks nothing; its buttons work all the same.
    return asking if len(asking) <= ID_LIMIT else str(button)
