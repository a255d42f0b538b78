"""Remember which servers have a desk, and record in which of them a person used the bot."""

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.counsellors.drafts import MOST_REMEMBERED
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.store.desks import DeskStore
from moodbot.times.units import DAY

VISITED = "visits of today"
"""Name of this memory in the data inventory."""


class Visits:
    """Remembers servers with a desk and the visits of today. Methods may raise StoreUnavailable."""

    def __init__(self, store: DeskStore, staff: StaffSide, memories: Memories, clock: Clock) -> None:
        self._store = store
        self._staff = staff
        self._clock = clock
        self._servers: set[int] = set()
        self._visited = memories.add(VISITED, Memory[None](clock.now, DAY, MOST_REMEMBERED))

    @property
    def possible(self) -> bool:
        """True if any server has a desk."""
        return bool(self._servers)

    async def load(self) -> None:
        """Load the servers that have a desk."""
        self._servers = {desk.server for desk in await self._store.desks()}

    async def visited(self, person: int, server: int) -> None:
        """Record, once a day, that *person* used the bot in *server*, if it has a desk."""
        if server not in self._servers or self._visited.put_at(person, server) is not None:
            return
        await self._store.visited(person, server, self._clock.now())
        self._visited.put(person, None, server)

    async def servers_of(self, person: int) -> tuple[tuple[int, str], ...]:
        """Return the servers (id, name) with a desk that *person* visited and is still a member of.

        May raise DeskFailed.
        """
        servers = []
        for server in await self._store.visits(person):
            name = self._staff.name_of_server(server)
            if server in self._servers and name is not None and await self._staff.name_of(server, person) is not None:
                servers.append((server, name))
        return tuple(servers)

    def add_server(self, server: int) -> None:
        """Record that *server* has a desk."""
        self._servers.add(server)

    def forget_server(self, server: int) -> None:
        """Forget a server that the bot has left, with its visits of today."""
        self._servers.discard(server)
        self._visited.drop(server)
