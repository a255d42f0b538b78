"""A staff's side that ends in the test: a server in memory, which fails as often as it is told to."""

from itertools import count

from moodbot.core.dialogue import Membership, Reply
from moodbot.features.counsellors.ports import DeskFailed, DeskFault, Facts, Notice
from moodbot.features.counsellors.rules.requests import Desk, Request
from moodbot.features.counsellors.store.desks import DeskStore

OWNER = 1


class Office:
    """Keeps what was posted and told. *names* are the members of every server, *servers* their names."""

    def __init__(self) -> None:
        self.ready = True
        self.posts: list[tuple[int, Notice]] = []
        self.edits: list[tuple[int, Notice]] = []
        self.told: list[Reply] = []
        self.ended: list[int] = []
        self.names: dict[int, str] = {}
        self.servers = {500: "Harbour", 501: "Island"}
        self.faults: list[DeskFault] = []
        self.edit_faults: list[DeskFault] = []
        self.tell_faults: list[DeskFault] = []
        self.end_faults: list[DeskFault] = []
        self.inside: dict[int, set[int]] = {}
        self.left: set[int] = set()
        self.words: dict[int, int] = {}
        self.demoted: set[int] = set()
        self.shut_out: set[int] = set()
        self.backup_silent = False
        self.readers: set[int] = set()
        self.gone_channels: set[int] = set()
        self.closed_dms: set[int] = set()
        self.role = "counsellor"
        self._ids = count(9_000)

    def texts_to(self, person: int) -> list[str]:
        """Return what *person* was told."""
        return [reply.utterances[0].text for reply in self.told if reply.person == person]

    def _may_fail(self) -> None:
        if self.faults:
            raise DeskFailed(self.faults.pop(0), "1234")

    async def facts(self, desk: Desk) -> Facts:
        """Return that all is well, or fail."""
        self._may_fail()
        return Facts(self.servers[desk.server], OWNER, self.role, backup_silent=self.backup_silent)

    def name_of_server(self, server: int) -> str | None:
        """Return the name of a server that the bot is in."""
        return self.servers.get(server)

    async def has_left(self, server: int) -> bool:
        """The bot has left every server but these."""
        return server not in self.servers

    def name_of_role(self, server: int, role: int) -> str | None:
        """Return any name."""
        return f"role {role}"

    async def can_read(self, server: int, channel: int, person: int) -> bool:
        """Nobody can who should not; whoever has left is not found."""
        if person in self.left:
            raise DeskFailed(DeskFault.GONE)
        return person in self.readers

    async def may_talk(self, server: int, room: int, person: int) -> bool:
        """Everybody may but those who are shut out."""
        return person not in self.shut_out

    async def membership(self, server: int, person: int) -> Membership | None:
        """Everybody who has not left is a counsellor, but those from whom it was taken."""
        self._may_fail()
        if person in self.left:
            return None
        return Membership(server, person, frozenset() if person in self.demoted else frozenset({9}))

    async def role_reads(self, server: int, channel: int, role: int) -> bool:
        """No role can that should not."""
        return False

    async def lacks(self, channel: int) -> tuple[str, ...]:
        """Nothing is missing."""
        return ()

    async def owner_of(self, server: int) -> int:
        """Return the owner."""
        return OWNER

    async def name_of(self, server: int, person: int) -> str | None:
        """Return a member's name."""
        self._may_fail()
        return None if person in self.left else self.names.get(person, f"person {person}")

    async def post(self, server: int, channel: int, notice: Notice, nonce: str) -> int:
        """Keep what is posted."""
        self._may_fail()
        if channel in self.gone_channels:
            raise DeskFailed(DeskFault.GONE)
        self.posts.append((channel, notice))
        return next(self._ids)

    async def edit(self, server: int, channel: int, message: int, notice: Notice) -> None:
        """Keep what a message is changed to, or fail."""
        if self.edit_faults:
            raise DeskFailed(self.edit_faults.pop(0))
        self.edits.append((message, notice))

    async def quotes(self, channel: int, message: int) -> tuple[str, ...]:
        """Nothing is quoted."""
        return ()

    async def find(self, channel: int, number: int, since: int = 0) -> int | None:
        """Nothing is left from before."""
        return None

    async def open_thread(self, desk: Desk, name: str) -> int:
        """Return a new thread."""
        self._may_fail()
        thread = next(self._ids)
        self.inside[thread] = set()
        return thread

    async def add(self, thread: int, person: int) -> None:
        """Everybody may come in."""
        self.inside[thread].add(person)

    async def remove(self, thread: int, person: int) -> None:
        """Everybody may leave."""
        self.inside[thread].discard(person)

    async def last_word(self, thread: int) -> int:
        """Return when somebody wrote there last; a thread may be gone."""
        if thread in self.gone_channels:
            raise DeskFailed(DeskFault.GONE)
        return self.words.get(thread, 0)

    async def end_thread(self, thread: int) -> None:
        """Keep which thread was ended, or fail."""
        if self.end_faults:
            raise DeskFailed(self.end_faults.pop(0))
        self.ended.append(thread)

    async def tell(self, reply: Reply, nonce: str) -> bool:
        """Keep what a person is told; False where their DMs are closed."""
        if self.tell_faults:
            raise DeskFailed(self.tell_faults.pop(0))
        if reply.person in self.closed_dms:
            return False
        self.told.append(reply)
        return True


LAST = "SELECT number FROM requests WHERE server = ? AND person = ? ORDER BY number DESC LIMIT 1"


async def last_request(desks: DeskStore, server: int, person: int) -> Request | None:
    """Return the latest request of *person* in *server*, open or closed; None where there is none."""
    found = await desks._database.fetch(LAST, server, person)
    return await desks.request(server, int(found[0][0])) if found else None
