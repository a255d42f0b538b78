"""Apply Discord events to requests: messages in threads; deleted threads, channels and roles; left servers."""

import logging

from moodbot.core.errors import StoreUnavailable
from moodbot.features.counsellors.rules.requests import Ended
from moodbot.features.counsellors.staff import StaffDesk

log = logging.getLogger(__name__)


class DeskWatch:
    """Applies events. Never raises: failures of the store are logged, and the worker notices the change later."""

    def __init__(self, desk: StaffDesk) -> None:
        self._desk = desk
        self._requests = desk.requests

    async def spoke(self, thread: int, person: int) -> None:
        """Record that *person* has written in a thread of the bot."""
        if not self._requests.visits.possible:
            return
        try:
            await self._requests.record_message(thread, person)
        except StoreUnavailable as fault:
            log.error("it could not be kept that a counsellor has written: %s", fault)

    async def left(self, server: int) -> None:
        """Delete the data of a server that the bot has left, and tell the people whose requests were open there."""
        try:
            await self._desk.worker.forget_server(server)
        except StoreUnavailable as fault:
            log.error("a server could not be forgotten: %s", fault)

    async def thread_gone(self, thread: int) -> None:
        """End the request whose thread was deleted."""
        if not self._requests.visits.possible:
            return
        try:
            request = await self._requests.store.in_thread(thread)
            if request is not None:
                await self._requests.close(request, Ended.BROKEN)
        except StoreUnavailable as fault:
            log.error("a request could not be ended: %s", fault)

    async def desk_part_deleted(self, server: int, deleted: int) -> None:
        """Tell the owner if the deleted channel or role (its id) was part of the server's desk."""
        if not self._requests.visits.possible:
            return
        try:
            desk = await self._requests.store.desk(server)
            if desk is not None and deleted in (desk.channel, desk.room, desk.role, desk.backup_role, desk.reports):
                await self._desk.worker.messages.tell_owner_broken(desk, f"<@&{deleted}> <#{deleted}>")
        except StoreUnavailable as fault:
            log.error("an owner could not be told of a desk: %s", fault)
