"""Call people for each rung of the ladder: those on duty, the backups, the owner."""

import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from moodbot.core.words import Words
from moodbot.features.counsellors.messages import DeskMessages
from moodbot.features.counsellors.ports import Facts, Notice
from moodbot.features.counsellors.rules.requests import Desk, Request, Rung
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.staffing import on_duty


@dataclass(frozen=True, slots=True)
class _Call:
    """A request that reaches *rung*, which was due at *planned* (UTC ms)."""

    rung: Rung
    request: Request
    desk: Desk
    facts: Facts
    planned: int


class RungCalls:
    """Calls people in a server. Covers every rung but the last, which closes the request."""

    def __init__(self, requests: Requests, messages: DeskMessages, words: Words) -> None:
        self._requests = requests
        self._messages = messages
        self._words = words
        self._calls: Mapping[Rung, Callable[[_Call], Awaitable[str]]] = {
            Rung.DUTY: self._duty,
            Rung.BACKUP: self._backup,
            Rung.OWNER: self._owner,
            Rung.TOLD: self._nobody,
        }

    async def call(self, rung: Rung, request: Request, desk: Desk, facts: Facts, planned: int) -> str:
        """Call the people of *rung*; return the key of the text that tells the person who was really called.

        *planned* is the due time of the rung (UTC ms). May raise DeskFailed.
        """
        return await self._calls[rung](_Call(rung, request, desk, facts, planned))

    async def _duty(self, call: _Call) -> str:
        request, desk = call.request, call.desk
        duty = await on_duty(self._requests.store, self._requests.staff, desk)
        people = tuple(each for each in duty if each != request.person and each not in request.refused)
        if not people:
            return "member_rung_duty_none"
        await self._post(call, "people", " ".join(f"<@{person}>" for person in people), people=people)
        return "member_rung_duty"

    async def _backup(self, call: _Call) -> str:
        request, desk = call.request, call.desk
        if desk.backup_role is None:
            return "member_rung_backup_none"
        if call.facts.backup_silent:
            await self._messages.tell_owner(desk, call.facts, "desk_owner_backup", str(request.number))
            return "member_rung_backup_silent"
        # An urgent request counts, too, but has no limit: it has waited for minutes already.
        most, now = sys.maxsize if request.urgent else desk.most_pings, self._requests.clock.now()
        pings = await self._requests.store.ping(replace(request, urgent=False), now, most, call.planned)
        await self._post(call, "role", f"<@&{desk.backup_role}>", roles=(desk.backup_role,) if pings else ())
        return "member_rung_backup" if pings else "member_rung_backup_joined"

    async def _owner(self, call: _Call) -> str:
        owner, number = call.facts.owner, str(call.request.number)
        if not await self._messages.tell_owner(call.desk, call.facts, "desk_owner_waiting", number):
            await self._post(call, "owner", f"<@{owner}>", people=(owner,))
        return "member_rung_owner"

    async def _nobody(self, call: _Call) -> str:
        return "member_rung_told"

    async def _post(
        self, call: _Call, slot: str, mention: str, *, people: tuple[int, ...] = (), roles: tuple[int, ...] = ()
    ) -> None:
        """Post the rung's text in the staff's channel, with *mention* in its *slot*."""
        request, desk = call.request, call.desk
        slots = {slot: mention, "number": str(request.number)}
        text = self._words.of_server(desk.server).text(f"desk_rung_{call.rung}", **slots)
        nonce = self._messages.nonce(f"rung-{call.rung}", request)
        await self._requests.staff.post(desk.server, desk.channel, Notice(text, people=people, roles=roles), nonce)
