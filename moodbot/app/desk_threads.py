"""The private thread of a request: opened with both in it, looked after while they talk, ended when they are done."""

import logging
from dataclasses import replace

from moodbot.app.desk_messages import DeskMessages
from moodbot.app.desk_ports import DeskButton, DeskFailed, DeskFault, Notice
from moodbot.app.desk_texts import CLOSE, RELEASE, REPORT
from moodbot.app.requests import DAY, WEEK, Requests
from moodbot.domain.counselling import MINUTE, Desk, Ended, Request
from moodbot.domain.packs import ReplyPack

log = logging.getLogger(__name__)


class DeskThreads:
    """What is due for requests that are talked about. Methods may raise DeskFailed."""

    def __init__(self, requests: Requests, messages: DeskMessages, pack: ReplyPack) -> None:
        self._requests = requests
        self._store = requests.store
        self._staff = requests.staff
        self._clock = requests.clock
        self._messages = messages
        self._pack = pack

    async def open(self, request: Request, desk: Desk) -> None:
        """Open the thread with both in it and a card for each; whoever has left the server is not waited for."""
        if not await self._both_there(request):
            return
        thread = await self._staff.open_thread(desk, self._thread_name(request))
        for person in (request.person, request.claimer or 0):
            await self._staff.add(thread, person)
        number, pack = request.number, self._pack
        close, report = (DeskButton(number, each, pack.text(f"desk_button_{each}")) for each in (CLOSE, REPORT))
        release = DeskButton(number, RELEASE, pack.text("desk_button_release"))
        for part, person, buttons in (
            ("member", request.person, (close, report)),
            ("counsellor", request.claimer or 0, (close, release)),
        ):
            text = pack.text(f"thread_{part}", person=f"<@{person}>")
            await self._staff.post(
                request.server, thread, Notice(text, buttons, people=(person,)), self._messages.nonce(part, request)
            )
        await self._messages.tell(request, pack.text("member_opened", thread=f"<#{thread}>"), part="opened")
        due = self._clock.now() + desk.ladder_of(request).silent * MINUTE
        kept = await self._store.change(replace(request, thread=thread, due_at=due))
        if kept is not None:
            await self._messages.show(kept, desk)
        elif await self._messages.gone(request):
            await self.end(request.server, thread, pack.text("thread_forgotten"))

    def _thread_name(self, request: Request) -> str:
        """Return a name that no other talk has, not even one with the same number: in that one was somebody else."""
        return self._pack.text("thread_name", number=f"{request.number}-{self._messages.mark(request)}")

    async def _both_there(self, request: Request) -> bool:
        """True where both are still in the server; else end the request, or let it wait for somebody else."""
        if await self._staff.name_of(request.server, request.person) is None:
            await self._requests.close(request, Ended.LEFT)
            return False
        if await self._staff.name_of(request.server, request.claimer or 0) is None:
            await self.release(request)
            return False
        return True

    async def look_after(self, request: Request, desk: Desk) -> None:
        """Remind a counsellor who has written nothing, then give the request back; end a talk that was left open."""
        assert request.thread is not None
        if not await self._both_there(request):
            return
        if request.spoken:
            await self._after_a_day(request)
            return
        person = request.claimer or 0
        if not request.reminded:
            text = self._pack.text("thread_reminder", person=f"<@{person}>")
            await self._staff.post(
                request.server,
                request.thread,
                Notice(text, people=(person,)),
                self._messages.nonce(f"remind-{person}", request),
            )
            due = self._clock.now() + desk.ladder_of(request).silent * MINUTE
            await self._store.change(replace(request, reminded=True, due_at=due))
            return
        await self.release(request)

    async def _after_a_day(self, request: Request) -> None:
        """Look again tomorrow; a talk that nobody has closed in a week is closed."""
        now = self._clock.now()
        if now - request.waiting_at > WEEK:
            await self._requests.close(request, Ended.COUNSELLOR)
        else:
            await self._store.change(replace(request, due_at=now + DAY))

    async def release(self, request: Request) -> bool:
        """Give a request back to the queue and end its thread; False where it was changed meanwhile."""
        thread, back = request.thread, await self._requests.back_to_queue(request)
        if back is None:
            return False
        self._messages.served(request)
        await self._messages.tell(back, self._pack.text("member_released"), part="released")
        if thread is not None:
            await self.end(request.server, thread, self._pack.text("thread_released"))
        return True

    async def end(self, server: int, thread: int, text: str) -> None:
        """Say *text* in a thread and end it; one that cannot be ended any more is no reason to stop."""
        try:
            await self._staff.post(server, thread, Notice(text), self._messages.nonce_in(thread))
            await self._staff.end_thread(thread)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            log.info("a thread could not be ended: %s", fault)
