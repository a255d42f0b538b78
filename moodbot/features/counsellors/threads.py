"""The private thread of a request: opened with both in it, looked after while they talk, ended when they are done."""

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
from moodbot.features.counsellors.service import LOOK, Requests
from moodbot.features.counsellors.staffing import still_staffs
from moodbot.times.units import MINUTE, WEEK

log = logging.getLogger(__name__)


class DeskThreads:
    """What is due for requests that are talked about. Methods may raise DeskFailed."""

    def __init__(self, requests: Requests, messages: DeskMessages, words: Words) -> None:
        self._requests = requests
        self._store = requests.store
        self._staff = requests.staff
        self._clock = requests.clock
        self._messages = messages
        self._words = words

    async def work(self, request: Request, desk: Desk) -> None:
        """Do what is due: open the thread, or look after it."""
        if not await self._counsellor_there(request, desk):
            return
        if request.thread is None or request.stage in (Stage.OPENING, Stage.OPENING_UNASKED):
            await self._open(request, desk)
        else:
            await self._look_after(request, desk)

    async def _open(self, request: Request, desk: Desk) -> None:
        """Open the thread with both in it and a card for each. It is kept before anybody is let in, so that it never
        stays open when the talk ends meanwhile.
        """
        if request.thread is None:
            thread = await self._staff.open_thread(desk, self._thread_name(request))
            stage = Stage.OPENING if request.stage is Stage.CLAIM_TOLD else Stage.OPENING_UNASKED
            begun = await self._store.change(replace(request, thread=thread, stage=stage, due_at=self._again()))
            if begun is None:
                # Nobody is in it yet. What became of the request is done when it is next due.
                await self.end(request.server, thread)
                return
            request = begun
        assert request.thread is not None
        thread = request.thread
        for person in (request.person, request.claimer or 0):
            await self._staff.add(thread, person)
        own, ours = self._words.of(request.person), self._words.of_server(request.server)
        outreach = (OTHER,) if request.stage is Stage.OPENING_UNASKED else ()
        for part, person, pack, actions in (
            ("member", request.person, own, (CLOSE, REPORT, *outreach)),
            ("counsellor", request.claimer or 0, ours, (CLOSE, RELEASE)),
        ):
            buttons = tuple(DeskButton(request.number, each, pack.text(f"desk_button_{each}")) for each in actions)
            text = pack.text(f"thread_{part}", person=f"<@{person}>")
            await self._staff.post(
                request.server, thread, Notice(text, buttons, people=(person,)), self._messages.nonce(part, request)
            )
        await self._messages.tell(request, own.text("member_opened", thread=f"<#{thread}>"), part="opened")
        await self._opened(request, desk)

    async def _opened(self, request: Request, desk: Desk) -> None:
        """Keep that both are in, also where the counsellor has written already. A thread whose talk has ended meanwhile
        is ended once more: what was posted last has opened it again.
        """
        assert request.thread is not None
        now: Request | None = request
        while now is not None and now.state is RequestState.TALKING and now.thread == request.thread:
            if now.stage is Stage.RELEASING:
                break
            if now.stage is Stage.CLAIM_TOLD:
                return
            wait = LOOK if now.spoken else desk.ladder_of(now).silent * MINUTE
            kept = await self._store.change(replace(now, stage=Stage.CLAIM_TOLD, due_at=self._clock.now() + wait))
            if kept is not None:
                await self._messages.show(kept, desk)
                return
            now = await self._store.request(request.server, request.number)
        text = "" if now is not None else self._words.of_server(request.server).text("thread_forgotten")
        await self.end(request.server, request.thread, text)

    def _again(self) -> int:
        """Return when what is begun now is gone on with, if it was not finished (UTC ms)."""
        return self._clock.now() + MINUTE

    def _thread_name(self, request: Request) -> str:
        """Return a name that no other talk has, not even one with the same number: in that one was somebody else."""
        pack = self._words.of_server(request.server)
        return pack.text("thread_name", number=f"{request.number}-{self._messages.mark(request)}")

    async def _counsellor_there(self, request: Request, desk: Desk) -> bool:
        """True where the counsellor is still there, and still one; else let the request wait for another."""
        if not await still_staffs(self._staff, desk, request.claimer or 0):
            await self.release(request)
            return False
        return True

    async def _look_after(self, request: Request, desk: Desk) -> None:
        """Remind a counsellor who has written nothing, then give the request back; end a talk that was left open."""
        assert request.thread is not None
        try:
            last_word = await self._staff.last_word(request.thread)
        except DeskFailed as fault:
            if fault.fault is not DeskFault.GONE:
                raise
            await self._requests.close(request, Ended.BROKEN)
            return
        if request.spoken:
            await self._goes_on(request, max(last_word, request.waiting_at))
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

    async def _goes_on(self, request: Request, last_word: int) -> None:
        """Look again in a while; a talk in which nobody has written for a week is closed."""
        now = self._clock.now()
        if now - last_word > WEEK:
            await self._requests.close(request, Ended.QUIET)
        else:
            await self._store.change(replace(request, due_at=now + LOOK))

    async def release(self, request: Request, **more: tuple[int, ...]) -> bool:
        """Give a request back to the queue; False where it was changed meanwhile. That it is being given back is kept
        first, so that a thread which cannot be ended now, or a death on the way, only makes it later.
        """
        if more or request.stage is not Stage.RELEASING:
            given = await self._requests.change(request, stage=Stage.RELEASING, due_at=self._again(), **more)
            if given is None:
                return False
            request = given
        if request.thread is not None:
            await self.end_of(request, self._words.of_server(request.server).text("thread_released"))
        # Who asked for somebody else knows why, and who may not ask by now is told so.
        if request.claimer not in request.refused and not await self._requests.is_blocked(request):
            text = self._words.of(request.person).text("member_released")
            await self._messages.tell(request, text, part="released")
        return await self._requests.back_to_queue(request) is not None

    async def end_of(self, request: Request, text: str, *, again: bool = False) -> bool:
        """End the thread of a talk with *text*. Where Discord will not have it, its counsellor is taken out, so that
        the talk is over for them, and the owner is told, unless it was tried *again*; False is returned.
        """
        assert request.thread is not None
        if await self.end(request.server, request.thread, "" if again else text):
            return True
        if request.claimer is not None:
            with _as_far_as_possible():
                await self._staff.remove(request.thread, request.claimer)
        desk = await self._store.desk(request.server)
        if desk is not None and not again:
            await self._messages.lost(desk, f"Manage Threads in <#{desk.room}>")
        return False

    async def end(self, server: int, thread: int, text: str = "") -> bool:
        """Say *text* in a thread and end it; False where that is not allowed, which is no reason to stop."""
        if text:
            with _as_far_as_possible():
                await self._staff.post(server, thread, Notice(text), self._messages.nonce_in(thread))
        try:
            await self._staff.end_thread(thread)
        except DeskFailed as fault:
            if fault.fault is DeskFault.LATER:
                raise
            log.warning("a thread could not be ended: %s", fault)
            return fault.fault is DeskFault.GONE
        return True


@contextmanager
def _as_far_as_possible() -> Iterator[None]:
    """Pass over what Discord will never do; what it does not do now is raised."""
    try:
        yield
    except DeskFailed as fault:
        if fault.fault is DeskFault.LATER:
            raise
        log.info("a thread could not be ended: %s", fault)
