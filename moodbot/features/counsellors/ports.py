"""The port StaffSide: a server's channels, roles, cards and threads; with its messages and errors."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from moodbot.core.dialogue import Membership, Reply
from moodbot.features.counsellors.rules.requests import Desk


@dataclass(frozen=True, slots=True)
class DayCount:
    """Counts of a daily digest: requests *asked*, *taken* by a counsellor, *missed* by all, and still *open*."""

    asked: int
    taken: int
    missed: int
    open: int


class DeskFault(StrEnum):
    """Reason why Discord refused an action. GONE: the target does not exist (any more); LATER: a retry may succeed."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    FULL = "full"
    LATER = "later"


class DeskFailed(Exception):
    """Discord refused or failed an action; *what* names a missing permission, if known."""

    def __init__(self, fault: DeskFault, what: str = "") -> None:
        super().__init__(f"{fault}: {what}" if what else str(fault))
        self.fault = fault
        self.what = what


@dataclass(frozen=True, slots=True)
class DeskButton:
    """A button in a server that applies *action* to the request *number*."""

    number: int
    action: str
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A message in a server; it notifies *roles* and *people*, and no others.

    *quotes* are shown below it, each about one request; None leaves the present ones. *menu* shows one list instead of
    buttons.
    """

    text: str
    buttons: tuple[DeskButton, ...] = ()
    roles: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    quotes: tuple[str, ...] | None = None
    menu: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Discord's state of a server: its name, its owner (id), the name of the counsellors' *role*, and the permissions
    *missing* for its desk.

    *leaks* are roles and people who can read the staff's channel without need. *silent*: a mention of the role would
    notify nobody; *backup_silent*: the same for the chosen backup role. *blind* are pairs of a role of the desk and a
    channel that it cannot see. *shut*: members without any role cannot see the room.
    """

    name: str
    owner: int
    role: str = ""
    missing: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()
    silent: bool = False
    backup_silent: bool = False
    blind: tuple[tuple[int, int], ...] = ()
    shut: bool = False


class StaffSide(Protocol):
    """Acts in servers: reads roles and permissions, posts cards, runs threads. Methods raise DeskFailed unless they say
    otherwise.
    """

    @property
    def ready(self) -> bool:
        """False while there is no connection to Discord. Never raises."""

    async def facts(self, desk: Desk) -> Facts:
        """Return the state of the desk's server, to check before a card is posted."""

    def name_of_server(self, server: int) -> str | None:
        """Return a server's name, None if the bot is not in it. Never raises."""

    async def has_left(self, server: int) -> bool:
        """Return whether the bot has certainly left *server*; False if the server is only unavailable."""

    def name_of_role(self, server: int, role: int) -> str | None:
        """Return a role's name, None if the role was deleted. Never raises."""

    async def can_read(self, server: int, channel: int, person: int) -> bool:
        """Return whether *person* can read *channel*."""

    async def may_talk(self, server: int, room: int, person: int) -> bool:
        """Return whether *person* can be added to a private thread of *room* and write there."""

    async def membership(self, server: int, person: int) -> Membership | None:
        """Return the membership (roles) of *person* in *server*, None if they are no member."""

    async def role_reads(self, server: int, channel: int, role: int) -> bool:
        """Return whether *role* can read *channel*."""

    async def lacks(self, channel: int) -> tuple[str, ...]:
        """Return the permissions that the bot lacks to post in *channel*, as Discord's settings name them."""

    async def owner_of(self, server: int) -> int:
        """Return the id of the server's owner."""

    async def name_of(self, server: int, person: int) -> str | None:
        """Return the display name of *person* in *server*, None if they are no member."""

    async def post(self, server: int, channel: int, notice: Notice, nonce: str) -> int:
        """Post *notice* in a channel or thread and return the message's id. Idempotent by *nonce*."""

    async def edit(self, server: int, channel: int, message: int, notice: Notice) -> None:
        """Replace a message by *notice*, without notifying anybody."""

    async def quotes(self, channel: int, message: int) -> tuple[str, ...]:
        """Return the quotes below a message."""

    async def find(self, channel: int, number: int, since: int = 0) -> int | None:
        """Return the id of the bot's card about request *number* among the latest messages, not older than *since*
        (UTC ms); None if there is none.
        """

    async def open_thread(self, desk: Desk, name: str) -> int:
        """Return the id of the private thread *name* in the desk's room; create it if it does not exist."""

    async def add(self, thread: int, person: int) -> None:
        """Add *person* to a thread."""

    async def remove(self, thread: int, person: int) -> None:
        """Remove *person* from a thread."""

    async def last_word(self, thread: int) -> int:
        """Return the time of the last message in a thread (UTC ms). Raises DeskFailed (GONE) if it was deleted."""

    async def end_thread(self, thread: int) -> None:
        """Lock and archive a thread."""

    async def tell(self, reply: Reply, nonce: str) -> bool:
        """Send *reply* as a DM; return False if the person's DMs are closed. Raises DeskFailed (LATER)."""
