"""Staff's buttons and commands: duty, list, claim, release, hand over, close, report, block; answered privately."""

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
    block_line,
    request_line,
    split_into_messages,
)
from moodbot.features.counsellors.rules.requests import Block, Desk, Request, RequestState, Stage
from moodbot.features.counsellors.service import Refusal, Requests
from moodbot.features.counsellors.setup import DeskSetup
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords
from moodbot.language.packs import ReplyPack
from moodbot.times.units import DAY

log = logging.getLogger(__name__)

MOST_LISTED = 25
MOST_BLOCK_DAYS = 365


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """Carries out buttons and slash commands of staff. Each method returns the text that only the caller sees."""

    requests: Requests
    worker: DeskWorker
    words: Words
    rhythm_words: RhythmWords

    async def carry_out(self, member: Membership, number: int, action: str) -> str:
        """Carry out *action*, a button of a card or in a thread, on the request *number*."""
        actions = {CLAIM: self.claim, CLOSE: self.close, RELEASE: self.release, REPORT: self.report, OTHER: self.other}
        return await actions[action](member, number) if action in actions else self._pack_for(member).text("desk_gone")

    async def claim(self, member: Membership, number: int) -> str:
        """Claim a request."""
        outcome = await self.requests.claim(member, number)
        if isinstance(outcome, Refusal):
            return await self._refusal_text(member, number, outcome)
        return self._pack_for(member).text("desk_claimed", number=str(number))

    async def close(self, member: Membership, number: int) -> str:
        """Close a request, for its person or its claimer."""
        request = await self.requests.store.request(member.server, number)
        pack = self._pack_for(member, request)
        if request is None or not request.open:
            return pack.text("desk_gone")
        if member.person not in (request.person, request.claimer):
            return pack.text("desk_not_yours")
        done = await self.requests.end(request, member.person)
        return pack.text("desk_request_ended" if done else "desk_gone")

    async def release(self, member: Membership, number: int) -> str:
        """Give a claimed request back to the queue."""
        request, pack = await self._claimed_by(member, number), self._pack_for(member)
        if request is None:
            return pack.text("desk_not_yours")
        try:
            done = await self.worker.threads.release(request)
        except DeskFailed as fault:
            # The stage RELEASING is saved; the worker finishes the rest.
            log.info("what is left of a request that was given back is done later: %s", fault)
            return pack.text("desk_released_later")
        current = await self.requests.store.request(member.server, number) if done else None
        if current is None:
            return pack.text("desk_gone")
        return pack.text("desk_released" if current.open else "desk_request_ended")

    async def other(self, member: Membership, number: int) -> str:
        """Refuse the claimer for a person who could not be asked before the thread was opened."""
        request = await self.requests.store.request(member.server, number)
        pack = self._pack_for(member, request)
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
        """Send a complaint to the owner and the channel for complaints, never to the counsellor concerned."""
        request = await self.requests.store.request(member.server, number)
        desk = await self.requests.store.desk(member.server)
        pack = self._pack_for(member, request)
        if request is None or desk is None or member.person != request.person:
            return pack.text("desk_not_yours")
        reached = await self.worker.messages.report(request, desk)
        return pack.text("desk_reported" if reached else "desk_report_failed")

    async def hand_over(self, member: Membership, thread: int, to: Membership, words: str) -> str:
        """Hand a talk over to a colleague, with *words* that both in the thread read. May raise DeskFailed."""
        request = await self.requests.store.in_thread(thread)
        desk, pack = await self.requests.store.desk(member.server), self._pack_for(member)
        if request is None or desk is None or request.claimer != member.person or request.stage is Stage.RELEASING:
            return pack.text("desk_not_yours")
        if not desk.staffed_by(to):
            return pack.text("desk_no_colleague")
        if to.person in (request.person, member.person, *request.refused):
            return pack.text("desk_not_them")
        if await self.requests.store.held_by(member.server, to.person) >= desk.most_open:
            return pack.text("desk_colleague_full")
        # The colleague is added first: if that fails, nothing has changed.
        await self.requests.staff.add(thread, to.person)
        done = await self.requests.hand_over(request, to.person, desk)
        if done is None:
            if to.person not in request.served:
                await self.requests.staff.remove(thread, to.person)
            return pack.text("desk_gone")
        removed = await self.worker.messages.announce_hand_over(done, member.person, words)
        return pack.text("desk_handed_over" if removed else "desk_handed_over_stays")

    async def add(self, member: Membership, thread: int, colleague: Membership) -> str:
        """Add a colleague to a talk and announce them there. May raise DeskFailed."""
        request = await self.requests.store.in_thread(thread)
        desk, pack = await self.requests.store.desk(member.server), self._pack_for(member)
        if request is None or desk is None or request.claimer != member.person or request.stage is Stage.RELEASING:
            return pack.text("desk_not_yours")
        if not desk.staffed_by(colleague):
            return pack.text("desk_no_colleague")
        if colleague.person in (request.person, *request.refused):
            return pack.text("desk_not_them")
        # Saved before they are added: a complaint about this talk must not reach them.
        if await self.requests.add_served(request, colleague.person) is None:
            return pack.text("desk_gone")
        await self.worker.messages.add_colleague(request, colleague.person)
        return pack.text("desk_added")

    async def block(self, member: Membership, person: int, days: int, reason: str) -> str:
        """Block a person from requests for *days*, at most MOST_BLOCK_DAYS."""
        desk, pack = await self.requests.store.desk(member.server), self._pack_for(member)
        if desk is None or not (member.manages or desk.staffed_by(member)):
            return pack.text("desk_not_staff")
        until = self.requests.clock.now() + max(1, min(days, MOST_BLOCK_DAYS)) * DAY
        closed = await self.requests.block(Block(member.server, person, until, reason))
        done = pack.text("desk_blocked", person=f"<@{person}>", until=f"<t:{until // 1000}:D>")
        return done if closed is None else f"{done} {pack.text('desk_blocked_closed', number=str(closed.number))}"

    async def unblock(self, member: Membership, person: int) -> str:
        """Remove the block of a person."""
        desk, pack = await self.requests.store.desk(member.server), self._pack_for(member)
        if desk is None or not (member.manages or desk.staffed_by(member)):
            return pack.text("desk_not_staff")
        done = await self.requests.store.unblock(member.server, person)
        return pack.text("desk_unblocked" if done else "desk_was_not_blocked", person=f"<@{person}>")

    @property
    def setup(self) -> DeskSetup:
        """The set-up of desks, for admins."""
        return DeskSetup(self.requests, self.worker, self.words, self.rhythm_words)

    def _pack_for(self, member: Membership, request: Request | None = None) -> ReplyPack:
        """Return the pack of *member* if *request* is theirs, else the pack of the server."""
        mine = request is not None and request.person == member.person
        return self.words.of(member.person) if mine else self.words.of_server(member.server)

    async def _claimed_by(self, member: Membership, number: int) -> Request | None:
        request = await self.requests.store.request(member.server, number)
        mine = request is not None and request.open and request.claimer == member.person
        return request if mine else None

    async def _refusal_text(self, member: Membership, number: int, refusal: Refusal) -> str:
        if refusal is Refusal.TAKEN:
            request = await self.requests.store.request(member.server, number)
            name = await self.requests.staff.name_of(member.server, request.claimer or 0) if request else None
            return self._pack_for(member).text("desk_taken", name=name or "?")
        return self._pack_for(member).text(f"desk_{refusal}")


async def duty(turn: Turn) -> Outcome:
    """Set the caller on or off duty; without an argument, list who is on duty."""
    member, desk, refused = await _staff_desk(turn)
    if member is None or desk is None:
        return refused
    wanted = turn.argument.strip().casefold()
    if wanted == "on" and not desk.staffed_by(member):
        # A manager of the server without the role cannot claim requests.
        return turn.side_reply("desk_not_staff")
    if wanted in ("on", "off"):
        since = turn.of(Requests).clock.now() if wanted == "on" else None
        await turn.of(Requests).store.set_duty(member.server, member.person, since)
        if since is not None:
            await turn.of(Requests).release_held(member.server)
        return turn.side_reply(f"desk_duty_{wanted}")
    people = await turn.of(Requests).store.on_duty(member.server)
    return turn.side_reply("desk_duty_list", people=" ".join(f"<@{person}>" for person in people) or "-")


async def requests(turn: Turn) -> Outcome:
    """List the open requests of the server, the urgent first, then the longest waiting; then its blocks."""
    member, desk, refused = await _staff_desk(turn)
    if member is None or desk is None:
        return refused
    blocks = await turn.of(Requests).store.blocks(member.server, turn.of(Requests).clock.now())
    block_lines = [block_line(each, turn.pack) for each in blocks[:MOST_LISTED]]
    if len(blocks) > MOST_LISTED:
        block_lines.append(turn.pack.text("desk_list_more", count=str(len(blocks) - MOST_LISTED)))
    open_requests = await turn.of(Requests).store.open_requests(member.server)
    if not open_requests:
        return private_reply(split_into_messages((turn.pack.text("desk_list_empty"), *block_lines)))
    names: Mapping[int, str] = {each.claimer: f"<@{each.claimer}>" for each in open_requests if each.claimer}
    urgent = sum(each.urgent for each in open_requests)
    waiting = sum(each.state in (RequestState.WAITING, RequestState.HELD) for each in open_requests)
    head = turn.pack.text("desk_list", count=str(len(open_requests)), waiting=str(waiting), urgent=str(urgent))
    lines = [request_line(each, turn.pack, dict(names)) for each in open_requests[:MOST_LISTED]]
    unlisted = len(open_requests) - MOST_LISTED
    more = [turn.pack.text("desk_list_more", count=str(unlisted))] if unlisted > 0 else []
    return private_reply(split_into_messages((head, *lines, *more, *block_lines)))


async def _staff_desk(turn: Turn) -> tuple[Membership | None, Desk | None, Outcome]:
    """Return the caller and the desk of their server; without the right to it, None, None and the refusal."""
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
