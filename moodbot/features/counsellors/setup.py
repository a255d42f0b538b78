"""Set-up of a desk: read an admin's choices, report problems, post a test card and store the desk."""

from dataclasses import dataclass

from moodbot.core.dialogue import Membership
from moodbot.core.words import Words
from moodbot.features.counsellors.ports import DeskFailed, Facts
from moodbot.features.counsellors.rules.hours import next_digest
from moodbot.features.counsellors.rules.requests import URGENT_LADDER, Desk, Hours, Ladder
from moodbot.features.counsellors.service import Requests
from moodbot.features.counsellors.worker import DeskWorker
from moodbot.features.outreach.rules.plans import Rhythm
from moodbot.features.outreach.rules.rhythm_reading import RhythmWords, Wish, read_wish
from moodbot.language.packs import ReplyPack
from moodbot.times.units import MINUTES_PER_DAY


@dataclass(frozen=True, slots=True)
class DeskChoices:
    """An admin's choices for a desk, as written; *unfit* names roles that cannot be used. See Desk."""

    role: int
    channel: int
    room: int
    backup_role: int | None = None
    lead_role: int | None = None
    reports: int | None = None
    unfit: tuple[str, ...] = ()
    hours: str | None = None
    zone: str | None = None
    ladder: str | None = None
    urgent_ladder: str | None = None
    most_open: int = 2
    most_pings: int = 6
    most_a_day: int = 3


@dataclass(frozen=True, slots=True)
class DeskSetup:
    """Sets up or changes desks."""

    requests: Requests
    worker: DeskWorker
    words: Words
    rhythm_words: RhythmWords

    async def set_up(self, member: Membership, wanted: DeskChoices) -> str:
        """Post a test card and store the desk; return the answer with all problems. A desk that cannot work is not
        stored.
        """
        pack = self.words.of_server(member.server)
        if not member.manages:
            return pack.text("setup_not_allowed")
        desk = self._desk(member.server, wanted, pack)
        if isinstance(desk, str):
            return desk
        try:
            facts = await self.requests.staff.facts(desk)
            if problems := (*_problems(facts, pack), *await self._report_problems(desk, pack)):
                return "\n".join((pack.text("setup_not_kept"), *problems))
            await self.worker.messages.test_card(desk)
        except DeskFailed as fault:
            return pack.text("setup_failed", what=fault.what or str(fault.fault))
        before = await self.requests.store.desk(desk.server)
        old_cards = await self.requests.set_up(desk)
        if before is not None:
            await self.worker.cards.empty_old_cards(before, desk, old_cards)
        lines = [pack.text("setup_kept", channel=f"<#{desk.channel}>", room=f"<#{desk.room}>")]
        for role, silent in ((desk.role, facts.silent), (desk.backup_role, facts.backup_silent)):
            if silent:
                lines.append(pack.text("setup_silent", role=f"<@&{role}>"))
        if facts.shut:
            lines.append(pack.text("setup_shut", room=f"<#{desk.room}>"))
        if desk.backup_role is None:
            lines.append(pack.text("setup_no_backup"))
        if desk.reports is None:
            lines.append(pack.text("setup_no_reports"))
        return "\n".join(lines)

    def _desk(self, server: int, wanted: DeskChoices, pack: ReplyPack) -> Desk | str:
        """Return the chosen desk, or a text about the first choice that cannot be used."""
        if wanted.unfit:
            return pack.text("setup_unfit_role", role=", ".join(wanted.unfit))
        if wanted.reports is not None and wanted.reports == wanted.channel:
            return pack.text("setup_reports_apart")
        hours, zone = None, "Etc/UTC"
        if wanted.zone is not None:
            match = self.requests.times.zones.find(wanted.zone)
            if match.zone is None:
                places = ", ".join(place.zone for place in match.candidates)
                return pack.text("setup_zone_which", places=places) if places else pack.text("setup_zone")
            zone = match.zone
        if wanted.hours is not None:
            wish = read_wish(wanted.hours, Rhythm(), self.rhythm_words)
            if not isinstance(wish, Wish) or wish.rhythm is None or wish.rhythm.times or wanted.zone is None:
                return pack.text("setup_hours")
            hours = Hours(wish.rhythm.start, wish.rhythm.end % MINUTES_PER_DAY, wish.rhythm.days)
        ladders = [
            _ladder(text, usual) for text, usual in ((wanted.ladder, Ladder()), (wanted.urgent_ladder, URGENT_LADDER))
        ]
        if None in ladders:
            return pack.text("setup_ladder")
        ladder, urgent = (each or Ladder() for each in ladders)
        now = self.requests.clock.now()
        return Desk(
            server=server,
            role=wanted.role,
            channel=wanted.channel,
            room=wanted.room,
            backup_role=wanted.backup_role,
            lead_role=wanted.lead_role,
            reports=wanted.reports,
            hours=hours,
            zone=zone,
            ladder=ladder,
            urgent_ladder=urgent,
            most_open=wanted.most_open,
            most_pings=wanted.most_pings,
            most_a_day=wanted.most_a_day,
            digest_at=next_digest(now, self.requests.times.zone_of(zone)),
        )

    async def _report_problems(self, desk: Desk, pack: ReplyPack) -> list[str]:
        """Return the problems of the channel for complaints: missing permissions, or counsellors who can read it."""
        if desk.reports is None:
            return []
        staff, lines = self.requests.staff, []
        for what in await staff.lacks(desk.reports):
            lines.append(pack.text("setup_missing", what=what))
        if await staff.role_reads(desk.server, desk.reports, desk.role):
            channel, role = f"<#{desk.reports}>", f"<@&{desk.role}>"
            lines.append(pack.text("setup_reports_read", channel=channel, role=role))
        return lines


def _problems(facts: Facts, pack: ReplyPack) -> list[str]:
    lines = [pack.text("setup_missing", what=what) for what in facts.missing]
    for role, channel in facts.blind:
        lines.append(pack.text("setup_blind", role=f"<@&{role}>", channel=f"<#{channel}>"))
    if facts.leaks:
        lines.append(pack.text("setup_leaks", roles=", ".join(facts.leaks)))
    return lines


def _ladder(text: str | None, usual: Ladder) -> Ladder | None:
    """Parse *text*: growing minutes, one number for each rung but the last, with any words between them.

    Return *usual* for None, and None for any other text.
    """
    if text is None:
        return usual
    parts = [part for part in text.replace(",", " ").split() if not part.isalpha()]
    numbers = [int(part) for part in parts if part.isdecimal()]
    *chosen, (_, close) = usual.rungs
    if not len(parts) == len(numbers) == len(chosen) or sorted(set(numbers)) != numbers:
        return None
    if not numbers[0] > 0 or numbers[-1] >= close:
        return None
    return usual.with_minutes({rung: minutes for (rung, _), minutes in zip(chosen, numbers, strict=True)})
