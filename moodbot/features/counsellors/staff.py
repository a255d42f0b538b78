"""What staff do: duty, the list, taking, giving back, handing over, closing, blocking; each answered to them alone."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass

from moodbot.core.commands import SWITCH, Command
from moodbot.core.dialogue import Membership
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.core.words import Words
from moodbot.features.counsellors.ports import DeskFailed
from moodbot.features.counsellors.rendering import (
    CLAIM,
    CLOSE,
    OTHER,
    RELEASE,
    REPORT,
    blocked_line,
    in_messages,
    line_of,
)
from moodbot.features.counsellors.rules.requests import Block, Desk, Request, RequestState, Stage
from moodbot.features.counsellors.service import Refusal, Requests
from moodbot.features.counsellors.setup import SettingUp
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.language.packs import ReplyPack
from moodbot.times.units import DAY

log = logging.getLogger(__name__)

LISTED = 25
MOST_BLOCK_DAYS = 365


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """The staff's side of requests, as buttons and slash commands call it. Each returns the line that only they see."""

    requests: Requests
    worker: DeskWorker
    words: Words
    rhythm_words: RhythmWords

    async def carry_out(self, member: Membership, number: int, action: str) -> str:
        """Carry out a button under a card or in a thread."""
        deeds = {CLAIM: self.claim, CLOSE: self.close, RELEASE: self.release, REPORT: self.report, OTHER: self.other}
        return await deeds[action](member, number) if action in deeds else self._to(member).text("desk_gone")

    async def claim(self, member: Membership, number: int) -> str:
        """Take a request."""
        taken = await self.requests.claim(member, number)
        if isinstance(taken, Refusal):
            return await self._refused(member, number, taken)
        return self._to(member).text("desk_claimed", number=str(number))

    async def close(self, member: Membership, number: int) -> str:
        """End a talk, by either side."""
        request = await self.requests.store.request(member.server, number)
        pack = self._to(member, request)
        if request is None or not request.open:
            return pack.text("desk_gone")
        if member.person not in (request.person, request.claimer):
            return pack.text("desk_not_yours")
        done = await self.requests.end(request, member.person)
        return pack.text("desk_request_ended" if done else "desk_gone")

    async def release(self, member: Membership, number: int) -> str:
        """Give a request back to the queue."""
        request, pack = await self._held(member, number), self._to(member)
        if request is None:
            return pack.text("desk_not_yours")
        try:
            done = await self.worker.threads.release(request)
        except DeskFailed as fault:
            # That it is given back is kept; the worker goes on with what is left.
            log.info("what is left of a request that was given back is done later: %s", fault)
            return pack.text("desk_released_later")
        now = await self.requests.store.request(member.server, number) if done else None
        if now is None:
            return pack.text("desk_gone")
        return pack.text("desk_released" if now.open else "desk_request_ended")

    async def other(self, member: Membership, number: int) -> str:
        """Let the person ask for somebody else, where they could not be asked before the thread was opened."""
        request = await self.requests.store.request(member.server, number)
        pack = self._to(member, request)
        if request is None or request.claimer is None or request.state is not RequestState.TALKING:
            return pack.text("desk_gone")
        if member.person != request.person:
            return pack.text("desk_not_yours")
        refused = (*request.refused, request.claimer)
        try:
            done = await self.worker.threads.release(request, refused=refused)
        except DeskFailed as fault:
            log.info("what is left of a talk with somebody who did not suit is done later: %s", fault)
            done = True
        return pack.text("counsellor_other" if done else "desk_gone")

    async def report(self, member: Membership, number: int) -> str:
        """Bring a complaint to the owner and to where complaints go, never to the counsellor concerned."""
        request = await self.requests.store.request(member.server, number)
        desk = await self.requests.store.desk(member.server)
        pack = self._to(member, request)
        if request is None or desk is None or member.person != request.person:
            return pack.text("desk_not_yours")
        reached = await self.worker.messages.report(request, desk)
        return pack.text("desk_reported" if reached else "desk_report_failed")

    async def hand_over(self, member: Membership, thread: int, to: Membership, words: str) -> str:
        """Hand a talk over to a colleague, with a note that both in the thread read."""
        request = await self.requests.store.in_thread(thread)
        desk, pack = await self.requests.store.desk(member.server), self._to(member)
        if request is None or desk is None or request.claimer != member.person or request.stage is Stage.RELEASING:
            return pack.text("desk_not_yours")
        if not desk.staffed_by(to):
            return pack.text("desk_no_colleague")
        if to.person in (request.person, member.person, *request.refused):
            return pack.text("desk_not_them")
        if await self.requests.store.held_by(member.server, to.person) >= desk.most_open:
            return pack.text("desk_colleague_full")
        # The colleague is let in first: where that cannot be done, everything stays as it was.
        await self.requests.staff.add(thread, to.person)
        done = await self.requests.hand_over(request, to.person, desk)
        if done is None:
            if to.person not in request.served:
                await self.requests.staff.remove(thread, to.person)
            return pack.text("desk_gone")
        left = await self.worker.messages.handed_over(done, member.person, words)
        return pack.text("desk_handed_over" if left else "desk_handed_over_stays")

    async def add(self, member: Membership, thread: int, colleague: Membership) -> str:
        """Let a colleague into a talk; the person is told who comes."""
        request = await self.requests.store.in_thread(thread)
        desk, pack = await self.requests.store.desk(member.server), self._to(member)
        if request is None or desk is None or request.claimer != member.person or request.stage is Stage.RELEASING:
            return pack.text("desk_not_yours")
        if not desk.staffed_by(colleague):
            return pack.text("desk_no_colleague")
        if colleague.person in (request.person, *request.refused):
            return pack.text("desk_not_them")
        # That they were in is kept before they are: a complaint must not reach them.
        if await self.requests.let_in(request, colleague.person) is None:
            return pack.text("desk_gone")
        await self.worker.messages.added(request, colleague.person)
        return pack.text("desk_added")

    async def block(self, member: Membership, person: int, days: int, reason: str) -> str:
        """Let somebody not ask for so many days."""
        desk, pack = await self.requests.store.desk(member.server), self._to(member)
        if desk is None or not (member.manages or desk.staffed_by(member)):
            return pack.text("desk_not_staff")
        until = self.requests.clock.now() + max(1, min(days, MOST_BLOCK_DAYS)) * DAY
        closed = await self.requests.block(Block(member.server, person, until, reason))
        done = pack.text("desk_blocked", person=f"<@{person}>", until=f"<t:{until // 1000}:D>")
        return done if closed is None else f"{done} {pack.text('desk_blocked_closed', number=str(closed.number))}"

    async def unblock(self, member: Membership, person: int) -> str:
        """Let somebody ask again."""
        desk, pack = await self.requests.store.desk(member.server), self._to(member)
        if desk is None or not (member.manages or desk.staffed_by(member)):
            return pack.text("desk_not_staff")
        done = await self.requests.store.unblock(member.server, person)
        return pack.text("desk_unblocked" if done else "desk_was_not_blocked", person=f"<@{person}>")

    @property
    def setting_up(self) -> SettingUp:
        """What admins do once: the desk of a server."""
        return SettingUp(self.requests, self.worker, self.words, self.rhythm_words)

    def _to(self, member: Membership, request: Request | None = None) -> ReplyPack:
        """Return the words for *member*: their own where *request* is theirs, else those of the server's staff."""
        mine = request is not None and request.person == member.person
        return self.words.of(member.person) if mine else self.words.of_server(member.server)

    async def _held(self, member: Membership, number: int) -> Request | None:
        request = await self.requests.store.request(member.server, number)
        mine = request is not None and request.open and request.claimer == member.person
        return request if mine else None

    async def _refused(self, member: Membership, number: int, refusal: Refusal) -> str:
        if refusal is Refusal.TAKEN:
            request = await self.requests.store.request(member.server, number)
            name = await self.requests.staff.name_of(member.server, request.claimer or 0) if request else None
            return self._to(member).text("desk_taken", name=name or "?")
        return self._to(member).text(f"desk_{refusal}")


async def duty(turn: Turn) -> Outcome:
    """Say that a counsellor is there, or is not; without a word, say who is."""
    member, desk, refused = await _staff(turn)
    if member is None or desk is None:
        return refused
    wanted = turn.argument.strip().casefold()
    if wanted == "on" and not desk.staffed_by(member):
        # Somebody who only manages the server could not take a request.
        return turn.side_reply("desk_not_staff")
    if wanted in ("on", "off"):
        since = turn.of(Requests).clock.now() if wanted == "on" else None
        await turn.of(Requests).store.set_duty(member.server, member.person, since)
        if since is not None:
            await turn.of(Requests).wake(member.server)
        return turn.side_reply(f"desk_duty_{wanted}")
    there = await turn.of(Requests).store.on_duty(member.server)
    return turn.side_reply("desk_duty_list", people=" ".join(f"<@{person}>" for person in there) or "-")


async def requests(turn: Turn) -> Outcome:
    """List the open requests of this server: the urgent first, then the longest waiting."""
    member, desk, refused = await _staff(turn)
    if member is None or desk is None:
        return refused
    blocks = await turn.of(Requests).store.blocks(member.server, turn.of(Requests).clock.now())
    about_blocks = [blocked_line(each, turn.pack) for each in blocks[:LISTED]]
    if len(blocks) > LISTED:
        about_blocks.append(turn.pack.text("desk_list_more", count=str(len(blocks) - LISTED)))
    found = await turn.of(Requests).store.open_requests(member.server)
    if not found:
        return private_reply(in_messages((turn.pack.text("desk_list_empty"), *about_blocks)))
    names: Mapping[int, str] = {each.claimer: f"<@{each.claimer}>" for each in found if each.claimer}
    urgent = sum(each.urgent for each in found)
    waiting = sum(each.state in (RequestState.WAITING, RequestState.HELD) for each in found)
    head = turn.pack.text("desk_list", count=str(len(found)), waiting=str(waiting), urgent=str(urgent))
    lines = [line_of(each, turn.pack, dict(names)) for each in found[:LISTED]]
    more = [turn.pack.text("desk_list_more", count=str(len(found) - LISTED))] if len(found) > LISTED else []
    return private_reply(in_messages((head, *lines, *more, *about_blocks)))


async def _staff(turn: Turn) -> tuple[Membership | None, Desk | None, Outcome]:
    member = turn.incoming.member
    desk = await turn.of(Requests).store.desk(member.server) if member else None
    if member is None:
        return None, None, turn.side_reply("desk_in_server")
    if desk is None:
        return None, None, turn.side_reply("desk_no_desk")
    if not (desk.staffed_by(member) or member.manages):
        return None, None, turn.side_reply("desk_not_staff")
    return member, desk, SideReply(())


DESK = (
    Command("duty", duty, argument=SWITCH, needs_server=True, private=True),
    Command("requests", requests, needs_server=True, private=True),
)
