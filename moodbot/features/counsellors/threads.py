"""Private threads of requests: open them, remind a silent counsellor, end them, give requests back."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from moodbot.core.words import Words
from moodbot.features.counsellors.messages import DeskMessages
from moodbot.features.counsellors.ports import DeskButton, DeskFailed, DeskFault, Notice
from moodbot.features.counsellors.rendering import CLOSE, OTHER, RELEASE, REPORT
from moodbot.features.counsellors.rules.requests import (
    Desk,
    Ended,
    Request,
    RequestState,
    Stage,
)
from moodbot.features.counsellors.service import CHECK_EVERY, Requests
from moodbot.features.counsellors.staffing import still_staffs
from moodbot.times.units import MINUTE, WEEK

log = logging.getLogger(__name__)


class DeskThreads:
    """Carries out due steps of requests in talks. Methods may raise DeskFailed."""

    def __init__(self, requests: Requests, messages: DeskMessages, words: Words) -> None:
        self._requests = requests
        self._store = requests.store
        self._staff = requests.staff
        self._clock = requests.clock
        self._messages = messages
        self._words = words

    async def work(self, request: Request, desk: Desk) -> None:
        """Open the thread of a request, or check its talk."""
        if not await self._check_counsellor(request, desk):
            return
        if request.thread is None or request.stage in (Stage.OPENING, Stage.OPENING_UNASKED):
            await self._open(request, desk)
        else:
            await self._check_talk(request, desk)

    async def _open(self, request: Request, desk: Desk) -> None:
        """Open the thread, add both people and post a card for each. Its id is saved before anybody is added, so that
        it is always ended if the talk ends meanwhile.
        """
        if request.thread is None:
            thread = await self._staff.open_thread(desk, self._thread_name(request))
            stage = Stage.OPENING if request.stage is Stage.CLAIM_TOLD else Stage.OPENING_UNASKED
            opening = await self._store.change(replace(request, thread=thread, stage=stage, due_at=self._retry_at()))
            if opening is None:
                # Nobody was added yet; the changed request continues when it is next due.
                await self.end(request.server, thread)
                return
            request = opening
        assert request.thread is not None
        thread = request.thread
        for person in (request.person, request.claimer or 0):
            await self._staff.add(thread, person)
        member_pack, staff_pack = self._words.of(request.person), self._words.of_server(request.server)
        other = (OTHER,) if request.stage is Stage.OPENING_UNASKED else ()
        for part, person, pack, actions in (
            ("member", request.person, member_pack, (CLOSE, REPORT, *other)),
            ("counsellor", request.claimer or 0, staff_pack, (CLOSE, RELEASE)),
        ):
            buttons = tuple(DeskButton(request.number, each, pack.text(f"desk_button_{each}")) for each in actions)
            text = pack.text(f"thread_{part}", person=f"<@{person}>")
            await self._staff.post(
                request.server, thread, Notice(text, buttons, people=(person,)), self._messages.nonce(part, request)
            )
        text = member_pack.text("member_opened", thread=f"<#{thread}>")
        await self._messages.tell(request, text, part="opened")
        await self._finish_opening(request, desk)

    async def _finish_opening(self, request: Request, desk: Desk) -> None:
        """Save that the thread is complete, even if the counsellor has written already. If the talk has ended
        meanwhile, end its thread once more: the last post has reopened it.
        """
        assert request.thread is not None
        current: Request | None = request
        while current is not None and current.state is RequestState.TALKING and current.thread == request.thread:
            if current.stage is Stage.RELEASING:
                break
            if current.stage is Stage.CLAIM_TOLD:
                return
            due = self._clock.now() + (CHECK_EVERY if current.spoken else desk.ladder_of(current).silent * MINUTE)
            saved = await self._store.change(replace(current, stage=Stage.CLAIM_TOLD, due_at=due))
            if saved is not None:
                await self._messages.update_card(saved, desk)
                return
            current = await self._store.request(request.server, request.number)
        text = "" if current is not None else self._words.of_server(request.server).text("thread_forgotten")
        await self.end(request.server, request.thread, text)

    def _retry_at(self) -> int:
        """Return the next retry time of an unfinished step (UTC ms)."""
        return self._clock.now() + MINUTE

    def _thread_name(self, request: Request) -> str:
        """Return a name unique to this talk, even if numbers begin anew: another talk is of other people."""
        pack = self._words.of_server(request.server)
        return pack.text("thread_name", number=f"{request.number}-{self._messages.mark(request)}")

    async def _check_counsellor(self, request: Request, desk: Desk) -> bool:
        """Return whether the claimer still staffs the desk; if not, give the request back to the queue."""
        if not await still_staffs(self._staff, desk, request.claimer or 0):
            await self.release(request)
            return False
        return True

    async def _check_talk(self, request: Request, desk: Desk) -> None:
        """Remind a counsellor who has written nothing, later give the request back; close a quiet or broken talk."""
        assert request.thread is not None
        try:
            last_message_at = await self._staff.last_word(request.thread)
        except DeskFailed as fault:
            if fault.fault is not DeskFault.GONE:
                raise
            await self._requests.close(request, Ended.BROKEN)
            return
        if request.spoken:
            await self._close_if_quiet(request, max(last_message_at, request.waiting_at))
            return
        person = request.claimer or 0
        if not request.reminded:
            text = self._words.of_server(request.server).text("thread_reminder", person=f"<@{person}>")
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

    async def _close_if_quiet(self, request: Request, last_message_at: int) -> None:
        """Close a talk whose last message (UTC ms) is older than a week; else schedule the next check."""
        now = self._clock.now()
        if now - last_message_at > WEEK:
            await self._requests.close(request, Ended.QUIET)
        else:
            await self._store.change(replace(request, due_at=now + CHECK_EVERY))

    async def release(self, request: Request, **more: tuple[int, ...]) -> bool:
        """Give a request back to the queue; return False if it was changed meanwhile. The stage RELEASING is saved
        first, so that a thread that cannot be ended now, or a crash, only delays it.
        """
        if more or request.stage is not Stage.RELEASING:
            releasing = await self._requests.change(request, stage=Stage.RELEASING, due_at=self._retry_at(), **more)
            if releasing is None:
                return False
            request = releasing
        if request.thread is not None:
            await self.end_talk(request, self._words.of_server(request.server).text("thread_released"))
        # A person who asked for another counsellor knows why; a blocked one gets another text.
        if request.claimer not in request.refused and not await self._requests.is_blocked(request):
            text = self._words.of(request.person).text("member_released")
            await self._messages.tell(request, text, part="released")
        return await self._requests.back_to_queue(request) is not None

    async def end_talk(self, request: Request, text: str, *, again: bool = False) -> bool:
        """End the thread of a talk with *text*. If Discord refuses, remove its counsellor, tell the owner, and return
        False. *again* marks a retry, which says nothing more.
        """
        assert request.thread is not None
        if await self.end(request.server, request.thread, "" if again else text):
            return True
        if request.claimer is not None:
            with _log_refusals():
                await self._staff.remove(request.thread, request.claimer)
        desk = await self._store.desk(request.server)
        if desk is not None and not again:
            await self._messages.tell_owner_broken(desk, f"Manage Threads in <#{desk.room}>")
        return False

    async def end(self, server: int, thread: int, text: str = "") -> bool:
        """Post *text* in a thread and end it; return False if Discord refuses. Raises DeskFailed (LATER)."""
        if text:
            with _log_refusals():
                await self._staff.post(server, thread, Notice(text), self._messages.ending_nonce(thread))
        try:
            await self._staff.end_thread(thread)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            log.warning("a thread could not be ended: %s", fault)
            return fault.fault is DeskFault.GONE
        return True


@contextmanager
def _log_refusals() -> Iterator[None]:
    """Log what Discord refuses for good. Raises DeskFailed (LATER)."""
    try:
        yield
    except DeskFailed as fault:
        if fault.fault is DeskFault.LATER:
            raise
        log.info("a thread could not be ended: %s", fault)
