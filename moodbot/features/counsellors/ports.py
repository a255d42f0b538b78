"""What counsellor requests need from the world: what is kept of them, and the staff's side of a server."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from moodbot.core.dialogue import Membership, Reply
from moodbot.features.counsellors.rules.requests import Desk


@dataclass(frozen=True, slots=True)
class DayCount:
    """What a digest tells of the last day: requests *asked*, *taken*, *missed* by everybody, and still *open*."""

    asked: int
    taken: int
    missed: int
    open: int


class DeskFault(StrEnum):
    """Why something on the staff's side could not be done. GONE: it does not exist (any more)."""

    GONE = "gone"
    FORBIDDEN = "forbidden"
    FULL = "full"
    LATER = "later"


class DeskFailed(Exception):
    """Discord did not do it; *what* names the permission that is missing, where one is."""

    def __init__(self, fault: DeskFault, what: str = "") -> None:
        super().__init__(f"{fault}: {what}" if what else str(fault))
        self.fault = fault
        self.what = what


@dataclass(frozen=True, slots=True)
class DeskButton:
    """A button for staff, or for both in a thread: *action* is what it does to the request *number*."""

    number: int
    action: str
    label: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A message in a server: *roles* and *people* are those it notifies, and no others.

    *quotes* stand below it, each about one request; None leaves those that are there. *menu* asks for one list in
    place of buttons.
    """

    text: str
    buttons: tuple[DeskButton, ...] = ()
    roles: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    quotes: tuple[str, ...] | None = None
    menu: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What Discord says of a server: its name, its owner, and the permissions that are *missing* for its desk.

    *silent* says that a mention of the role would notify nobody, *backup_silent* the same of a backup role that was
    chosen; *blind* are roles of the desk with the channel that they cannot see or write in; *shut* says that somebody
    without any role cannot see the room.
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
    """A server as its staff sees it. Methods raise DeskFailed, except where they say otherwise."""

    @property
    def ready(self) -> bool:
        """False while there is no connection to Discord. Never raises."""

    async def facts(self, desk: Desk) -> Facts:
        """Return what there is to know before a card is posted: *role* is the counsellors' name, *leaks* are roles and
        people without need who can read the staff's channel.
        """

    def name_of_server(self, server: int) -> str | None:
        """Return a server's name, None where the bot is not in it. Never raises."""

    async def has_left(self, server: int) -> bool:
        """True where the bot is surely not in *server* any more; False where that server is only unavailable."""

    def name_of_role(self, server: int, role: int) -> str | None:
        """Return a role's name, None where it is gone. Never raises."""

    async def can_read(self, server: int, channel: int, person: int) -> bool:
        """True where *person* can read *channel*."""

    async def may_talk(self, server: int, room: int, person: int) -> bool:
        """True where *person* can be let into a private thread of *room* and write there."""

    async def membership(self, server: int, person: int) -> Membership | None:
        """Return the roles of *person* in *server*, None where they are no member."""

    async def role_reads(self, server: int, channel: int, role: int) -> bool:
        """True where everybody with *role* can read *channel*."""

    async def lacks(self, channel: int) -> tuple[str, ...]:
        """Return what the bot lacks to post in *channel*, as an admin finds it."""

    async def owner_of(self, server: int) -> int:
        """Return who owns a server."""

    async def name_of(self, server: int, person: int) -> str | None:
        """Return how *person* is called in *server*, None where they are no member."""

    async def post(self, server: int, channel: int, notice: Notice, nonce: str) -> int:
        """Post into a channel or thread and return the message's id; sent again with *nonce*, it is there once."""

    async def edit(self, server: int, channel: int, message: int, notice: Notice) -> None:
        """Change a message; it notifies nobody."""

    async def quotes(self, channel: int, message: int) -> tuple[str, ...]:
        """Return what stands below a message."""

    async def find(self, channel: int, number: int, since: int = 0) -> int | None:
        """Return the bot's card about request *number* among the latest messages, not older than *since* (UTC ms);
        None where there is none.
        """

    async def open_thread(self, desk: Desk, name: str) -> int:
        """Return a private thread called *name* in the desk's room: the one that is there already, or a new one."""

    async def add(self, thread: int, person: int) -> None:
        """Let *person* into a thread."""

    async def remove(self, thread: int, person: int) -> None:
        """Take *person* out of a thread."""

    async def last_word(self, thread: int) -> int:
        """Return when somebody wrote in a thread last (UTC ms). Raises DeskFailed (GONE) where it was deleted."""

    async def end_thread(self, thread: int) -> None:
        """Lock and archive a thread."""

    async def tell(self, reply: Reply, nonce: str) -> bool:
        """Say *reply* in a person's DM; False where their DMs are closed. Raises DeskFailed (LATER)."""
