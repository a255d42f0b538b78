"""Value types of a conversation: place, incoming turn, session (stored talk), reply."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """Kinds of place where a talk happens; only a CHANNEL can be read by others."""

    DM = "dm"
    CHANNEL = "channel"
    EPHEMERAL = "ephemeral"
    TERMINAL = "terminal"


class Entrance(StrEnum):
    """How a person's words or press reached the bot."""

    COMMAND = "command"
    DM = "dm"
    MENTION = "mention"
    REPLY = "reply"
    SLASH = "slash"
    MODAL = "modal"
    BUTTON = "button"
    TERMINAL = "terminal"


class Phase(StrEnum):
    """The question that a talk waits on. Has no members of its own: each flow brings its phases as a subclass."""


class Cue(StrEnum):
    """The meaning of a person's turn, pressed or typed. Each flow brings its cues as a subclass."""


class TalkPhase(Phase):
    """The phases of a talk about a mood; in REST no question is open."""

    REST = "rest"
    PICK = "pick"
    FRIEND = "friend"
    OPENERS = "openers"
    GATE = "gate"
    HAPPENED = "happened"
    FELT = "felt"
    HELPS = "helps"
    STEP = "step"
    WONDER = "wonder"
    SAVOUR = "savour"
    MORE = "more"


class TalkCue(Cue):
    """The cues that every flow answers."""

    HARD_MOOD = "hard_mood"
    BETWEEN_MOOD = "between_mood"
    GOOD_MOOD = "good_mood"
    YES = "yes"
    NO = "no"
    NOBODY = "nobody"
    MAYBE = "maybe"
    LATER = "later"
    STOP = "stop"
    THANKS = "thanks"
    GREETING = "greeting"
    HELP = "help"
    HUMAN = "human"
    LEAN_GOOD = "lean_good"
    LEAN_HARD = "lean_hard"
    STORY = "story"
    MORE_WORDS = "more_words"
    WORDLESS = "wordless"
    UNCLEAR = "unclear"
    UNCLEAR_AGAIN = "unclear_again"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a talk happens. *id* is the channel's id; 0 for the DM, of which a person has only one with the bot."""

    kind: PlaceKind
    id: int = 0

    @property
    def private(self) -> bool:
        """True if nobody else in the server can read it."""
        return self.kind is not PlaceKind.CHANNEL


DM = Place(PlaceKind.DM)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button or menu entry: its *cue*, and the *step* of the talk at which it was offered."""

    cue: str
    step: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A button or menu entry, whose *label* may also be typed; *cue* is its meaning ("yes", "mood:anxious").

    With *url* it is a link to a page, and pressing it tells the bot nothing.
    """

    cue: str
    label: str
    emoji: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class RepliedTo:
    """The bot's message that a turn replies to: the *phase* whose question it asked, at *step* of the talk, and the
    *choices* that can still be pressed under it. Without a phase it asked nothing that the talk waits for.
    """

    phase: str | None = None
    step: int = 0
    choices: tuple[Choice, ...] = ()

    def offers(self, prefix: str) -> bool:
        """Return True if a button under the message has a cue that starts with *prefix*."""
        return any(choice.cue.startswith(prefix) for choice in self.choices)


class CannotRead(Exception):
    """Raised when a file that a person sent cannot be fetched."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file attached to a turn; *size* in bytes. *read* returns its content, and may raise CannotRead."""

    name: str
    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Membership:
    """A member of a server: their role ids, and whether they manage the server."""

    server: int
    person: int
    roles: frozenset[int] = frozenset()
    manages: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One turn of one person: *text* as typed (mentions of the bot removed), a *press*, or both: a submitted form
    with the press that opened it.

    *server* is the server's name and *member* the person's membership there, both None in a DM or terminal.
    *wordless*: the turn has no words, such as a picture. *locale* is the language of the person's Discord
    ("en-GB"), None if Discord does not tell it. *file* is the first attached file. *replied_to* is the bot's message
    that it replies to, None for a plain message.
    """

    person: int
    place: Place
    entrance: Entrance
    text: str = ""
    press: Press | None = None
    server: str | None = None
    wordless: bool = False
    locale: str | None = None
    member: Membership | None = None
    file: SentFile | None = None
    replied_to: RepliedTo | None = None


STATE_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Session:
    """The stored state of one talk; it holds no words of the person.

    *step* counts the turns, *unclear* the consecutive answers that were not understood, *heard* lists the ids of the
    lines said, the latest last. *updated* and *mood_at* (when the mood was named) are UTC milliseconds. *state* is
    the current flow's own state, such as the progress of a count: at most STATE_LIMIT characters, never anything
    that the person wrote.
    """

    person: int
    place: Place
    phase: Phase = TalkPhase.REST
    mood: str | None = None
    step: int = 0
    unclear: int = 0
    heard: tuple[str, ...] = ()
    updated: int = 0
    mood_at: int = 0
    state: str = ""


def distinct(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Return the first of *choices* with each cue: two that mean the same are one, and Discord refuses a message with
    one custom_id twice.
    """
    by_cue: dict[str, Choice] = {}
    for choice in choices:
        by_cue.setdefault(choice.cue, choice)
    return tuple(by_cue.values())


@dataclass(frozen=True, slots=True)
class Picture:
    """A file sent with a message: a PNG or an archive. *description* is the alt text."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of the bot; *pause* is the typing time before it, in seconds.

    *choices* are the buttons under this message, where others follow it; those of the last are in the Reply.
    """

    text: str
    pause: float = 0.0
    pictures: tuple[Picture, ...] = ()
    choices: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", distinct(self.choices))


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete answer: messages in order, and the choices under the last one.

    *menu* shows the moods among the choices as one list instead of buttons. *place* is where the talk now is; it
    differs from where the person spoke if the talk moved to a private place. *writes*: free text is an answer, so a
    place without typing must offer a form. *uninterrupted*: all of it is sent even if the person speaks meanwhile,
    because it reports something that was done. *stands_at* is the phase of the question that a hook put before the
    answer of a talk that itself asks nothing, else None. *before* is the talk before this turn changed it, None if it
    did not. *when_out* is awaited once all messages are sent. *removes*: the bot's earlier messages at *place* are
    removed first. *phase* is that of the question which the last message asks, so that a reply to it is known to
    answer it; else None.
    """

    person: int
    place: Place
    step: int
    utterances: tuple[Utterance, ...]
    choices: tuple[Choice, ...] = ()
    menu: bool = False
    writes: bool = False
    uninterrupted: bool = False
    stands_at: Phase | None = None
    before: Session | None = None
    when_out: Callable[[], Awaitable[None]] | None = None
    removes: bool = False
    phase: Phase | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "choices", distinct(self.choices))


class Source(StrEnum):
    """Where a journal entry came from."""

    TALK = "talk"
    BACKFILL = "backfill"
    CHECKIN = "checkin"
    IMPORT = "import"
