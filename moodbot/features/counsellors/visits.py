"""Where requests can be made: the servers that have a desk, and in which of them a person has used the bot."""

from moodbot.core.memory import Memories, Memory
from moodbot.core.ports import Clock
from moodbot.features.counsellors.drafts import UNSENT
from moodbot.features.counsellors.ports import StaffSide
from moodbot.features.counsellors.store.desks import DeskStore
from moodbot.times.units import DAY

VISITED = "visits of today"
"""The name of the memory in the table of kept data."""


class Visits:
    """What is known of servers and people, besides what the store keeps. Methods may raise StoreUnavailable."""

    def __init__(self, store: DeskStore, staff: StaffSide, memories: Memories, clock: Clock) -> None:
        self._store = store
        self._staff = staff
        self._clock = clock
        self._servers: set[int] = set()
        self._visited = memories.add(VISITED, Memory[None](clock.now, DAY, UNSENT))

    @property
    def possible(self) -> bool:
        """True where any server has a desk."""
        return bool(self._servers)

    async def load(self) -> None:
        """Learn which servers have a desk."""
        self._servers = {desk.server for desk in await self._store.desks()}

    async def visited(self, person: int, server: int) -> None:
        """Remember, once a day, that this person has used the bot in a server that has a desk."""
        if server not in self._servers or self._visited.put_at(person, server) is not None:
            return
        await self._store.visited(person, server, self._clock.now())
        self._visited.put(person, None, server)

    async def servers_of(self, person: int) -> tuple[tuple[int, str], ...]:
        """Return the servers (id, name) that have a desk, where this person has used the bot and still is."""
        found = []
        for server in await self._store.visits(person):
            name = self._staff.name_of_server(server)
            if server in self._servers and name is not None and await self._staff.name_of(server, person) is not None:
                found.append((server, name))
        return tuple(found)

    def add_server(self, server: int) -> None:
        """Record that *server* has a desk."""
        self._servers.add(server)

    def forget_server(self, server: int) -> None:
        """Forget a server that the bot has left, and who has used the bot there."""
        self._servers.discard(server)
        self._visited.drop(server)
