"""The values a conversation is made of: where, what came in, what goes out, and what is kept between."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum


class PlaceKind(StrEnum):
    """What kind of room a talk happens in; only CHANNEL can be read by others."""

    DM = "dm"
    CHANNEL = "channel"
    EPHEMERAL = "ephemeral"
    TERMINAL = "terminal"


class Entrance(StrEnum):
    """The ways in which words or presses of a person reach the bot."""

    COMMAND = "command"
    DM = "dm"
    MENTION = "mention"
    REPLY = "reply"
    SLASH = "slash"
    MODAL = "modal"
    BUTTON = "button"
    TERMINAL = "terminal"


class Phase(StrEnum):
    """What a talk is waiting for. Has no members of its own: each flow brings its phases as a subclass."""


class Cue(StrEnum):
    """What a person's turn amounts to, whether pressed or typed. Each flow brings its cues as a subclass."""


class TalkPhase(Phase):
    """The phases of a talk about a mood; REST means that nothing was asked."""

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
    """Where a talk happens. A person has one DM with the bot, so its id is 0; elsewhere it is the channel's id."""

    kind: PlaceKind
    id: int = 0

    @property
    def private(self) -> bool:
        """True where nobody else in the server can read along."""
        return self.kind is not PlaceKind.CHANNEL


DM = Place(PlaceKind.DM)


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button or menu entry: what it stands for, and the step of the talk that it was offered at."""

    cue: str
    step: int


class CannotRead(Exception):
    """A file that somebody sent could not be fetched."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that came with a turn; *size* in bytes. *read* returns what is in it, and may raise CannotRead."""

    name: str
    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Membership:
    """Somebody in a server: their roles, and whether they manage the server."""

    server: int
    person: int
    roles: frozenset[int] = frozenset()
    manages: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """One turn of one person: *text* as typed (mentions of the bot removed), a *press*, or both: a form that
    was opened by that press.

    *server* is the name of the server it came from and *member* who they are there, None in a DM or terminal.
    *wordless* says that something without words came, such as a picture. *locale* is the language of the
    person's Discord ("en-GB"), None where Discord does not say it. *file* is the first that came with it.
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


STATE_LIMIT = 64


@dataclass(frozen=True, slots=True)
class Session:
    """What is kept of one talk: no words of the person, only where it stands.

    *step* counts the turns, *unclear* the answers in a row that were not understood, *heard* lists
    the ids of the lines said, the latest last; *updated*, and *mood_at*, when the mood was named, are in UTC
    milliseconds. *state* is what the flow that it stands in keeps of its own, such as how far a count has come: at
    most STATE_LIMIT characters, never anything that the person wrote.
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


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a person may press or say: *cue* is what it stands for ("yes", "mood:anxious")."""

    cue: str
    label: str
    emoji: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A file with a message: a PNG with what it shows in words for people who do not see it, or an archive."""

    name: str
    data: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message of the bot; *pause* is how long writing it takes, in seconds.

    *choices* stand under this message in a turn of several; those of the last one stand in the Reply.
    """

    text: str
    pause: float = 0.0
    pictures: tuple[Picture, ...] = ()
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer: messages in order, then the choices under the last one.

    *menu* asks for the moods among them in one list instead of buttons. *place* is where the talk now
    stands, which differs from where the person spoke when it moves to a private place. *writes* says
    that free words are welcome, so a place without typing must offer a way to write. *uninterrupted* says that it is
    said whole whatever the person says meanwhile: it tells them of something that was done. *stands_at* is
    where a talk that asks nothing stands because of what is said first. *when_out* is awaited once all of it is out.
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
    when_out: Callable[[], Awaitable[None]] | None = None


class Source(StrEnum):
    """Where an entry came from."""

    TALK = "talk"
    BACKFILL = "backfill"
    CHECKIN = "checkin"
    IMPORT = "import"
