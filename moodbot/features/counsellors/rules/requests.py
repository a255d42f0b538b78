"""A request for a person: the desk of a server that answers it, and every state it can be in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from moodbot.core.dialogue import Membership
from moodbot.core.outreach_kinds import MessageKind
from moodbot.times.units import MINUTE, MINUTES_PER_DAY

WORDS_LIMIT = 300
"""Most characters of the few words that a person may send along."""


class DeskKind(MessageKind):
    """DESK_OPENS says that counsellors should be there now, to somebody who asked to be told."""

    DESK_OPENS = "desk_opens"


class RequestState(StrEnum):
    """HELD waits for the desk's hours, WAITING for a counsellor; CLAIMED waits for the person to agree to who it is;
    in TALKING the two have a thread.
    """

    HELD = "held"
    WAITING = "waiting"
    CLAIMED = "claimed"
    TALKING = "talking"
    CLOSED = "closed"


class Ended(StrEnum):
    """Why a request is closed. NOBODY took it in a day; SILENT: the person did not answer to who it was; LEFT: the
    person left the server; BROKEN: the channel, role or thread is gone; BLOCKED: staff decided that the
    person may not ask; QUIET: nobody wrote in their talk for a week.
    """

    MEMBER = "member"
    COUNSELLOR = "counsellor"
    NOBODY = "nobody"
    SILENT = "silent"
    LEFT = "left"
    BROKEN = "broken"
    BLOCKED = "blocked"
    QUIET = "quiet"


class Stage(StrEnum):
    """Which step of its state a request is at; a database keeps these names.

    QUEUED: nothing has to be said or finished first, and while nobody takes it, it climbs the ladder. REQUEUED: it
    waits again, and the counsellors were not told of it yet. POSTED_WITH_PING: its card is there and mentions the role,
    and the person was not told so yet; POSTED_WITHOUT_PING the same, where the card mentions nobody.

    Of one that somebody has taken: CLAIM_TOLD: the person was told who it is. OPENING: its thread is there, and not yet
    all that belongs into it; OPENING_UNASKED the same, where the person could not be asked whether it is all right.
    RELEASING: it is being given back, whatever is said in its thread. ENDING_THREAD: it is closed, and all that is left
    is to end its thread.
    """

    QUEUED = "queued"
    REQUEUED = "requeued"
    POSTED_WITH_PING = "posted_with_ping"
    POSTED_WITHOUT_PING = "posted_without_ping"
    CLAIM_TOLD = "claim_told"
    OPENING = "opening"
    OPENING_UNASKED = "opening_unasked"
    RELEASING = "releasing"
    ENDING_THREAD = "ending_thread"


POSTED = (Stage.POSTED_WITH_PING, Stage.POSTED_WITHOUT_PING)
"""Stages in which the person is still to be told that the card is there."""


class Rung(StrEnum):
    """What is done, step by step, while nobody takes a request; a database keeps these names."""

    DUTY = "duty"
    BACKUP = "backup"
    OWNER = "owner"
    TOLD = "told"
    CLOSE = "close"


CALL_NOBODY = (Rung.TOLD, Rung.CLOSE)
"""Rungs that only tell the person how it stands."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs in their order, each with the minutes of waiting after which it is reached; the last closes a request.
    *silent* is for how many minutes a counsellor who took one may say nothing before they are reminded, and once more
    before it goes back.
    """

    rungs: tuple[tuple[Rung, int], ...] = (
        (Rung.DUTY, 5),
        (Rung.BACKUP, 15),
        (Rung.OWNER, 30),
        (Rung.TOLD, 60),
        (Rung.CLOSE, MINUTES_PER_DAY),
    )
    silent: int = 10

    def with_minutes(self, minutes: Mapping[str, int]) -> "Ladder":
        """Return this ladder with other *minutes* by the names of rungs; names of other rungs are left out.

        A rung without minutes there keeps its own. Where these are not between those of its neighbours, it comes
        halfway, so that each rung leaves time to those it calls.
        """
        rungs: list[tuple[Rung, int]] = []
        before = 0
        for place, (rung, usual) in enumerate(self.rungs):
            later = [minutes[each] for each, _ in self.rungs[place:] if each in minutes]
            after = later[0] if later else max(before, usual) + 1
            halfway = usual if before < usual < after else (before + after) // 2
            before = minutes.get(rung, halfway)
            rungs.append((rung, before))
        return replace(self, rungs=tuple(rungs))

    def left(self, reached: str | None) -> tuple[tuple[Rung, int], ...]:
        """Return the rungs after the one called *reached*, all where that is None.

        Of a name that is not among them (another version kept it) nobody knows who was called: those are left that
        call nobody, so that the person still learns how it stands, and the request ends.
        """
        names: list[str] = [rung for rung, _ in self.rungs]
        if reached is None:
            return self.rungs
        if reached not in names:
            return tuple(each for each in self.rungs if each[0] in CALL_NOBODY)
        return self.rungs[names.index(reached) + 1 :]


URGENT = Ladder().with_minutes({Rung.DUTY: 2, Rung.BACKUP: 5, Rung.OWNER: 10, Rung.TOLD: 20})


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is there: from *start* to *end* (minutes from midnight, it may go over midnight) on *days*, 0 is
    Monday.
    """

    start: int
    end: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """How a server answers requests. Ids are Discord's; None where the admin has chosen none.

    *role* is the counsellors', *channel* the staff's channel where cards are posted, *room* the channel in
    which private threads are opened, *reports* where complaints go besides the owner. *zone* is an IANA name, for
    *hours* (None: always) and the digest. Limits: *most_open* a counsellor, *most_pings* of roles an hour, *most_a_day*
    requests a person.
    """

    server: int
    role: int
    channel: int
    room: int
    backup_role: int | None = None
    lead_role: int | None = None
    reports: int | None = None
    hours: Hours | None = None
    zone: str = "Etc/UTC"
    ladder: Ladder = Ladder()
    urgent_ladder: Ladder = URGENT
    most_open: int = 2
    most_pings: int = 6
    most_a_day: int = 3
    digest_at: int | None = None

    def staffed_by(self, member: Membership) -> bool:
        """True where *member* is one of its counsellors or backups."""
        return bool(member.roles & {self.role, *([self.backup_role] if self.backup_role else ())})

    def ladder_of(self, request: "Request") -> Ladder:
        """Return the times that hold for *request*."""
        return self.urgent_ladder if request.urgent else self.ladder


MEMBER_SILENT = 30
"""Minutes that a person has to agree to who has taken their request; they are asked again after a third of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of one person to the desk of one *server*; times are UTC milliseconds.

    *number* counts a server's requests from 1, 0 before it is kept. *mood* and *words* are there only if the person
    agreed to send them, *words* only until the card is posted. *waiting_at* is since when it waits (again); *rung* is
    the name of the last rung that was reached since, None where none was. *due_at* is when something is to be done
    next. *card* is the message in the staff's channel. *claimer* has taken it, *thread* is where they talk, *spoken* is
    True once the claimer wrote there, *reminded* once they (or the person) were asked to answer. *refused* did not suit
    the person, *served* were in its talk, or about to be, besides the claimer. *version* grows with every change.
    """

    server: int
    person: int
    asked_at: int
    number: int = 0
    state: RequestState = RequestState.WAITING
    urgent: bool = False
    mood: str | None = None
    words: str | None = None
    waiting_at: int = 0
    stage: Stage = Stage.QUEUED
    rung: str | None = None
    due_at: int | None = None
    card: int | None = None
    claimer: int | None = None
    thread: int | None = None
    spoken: bool = False
    reminded: bool = False
    ended: Ended | None = None
    closed_at: int | None = None
    refused: tuple[int, ...] = ()
    served: tuple[int, ...] = ()
    version: int = 0

    @property
    def served_by_now(self) -> tuple[int, ...]:
        """Everybody who was in the talk, the claimer too."""
        now = () if self.claimer is None or self.claimer in self.served else (self.claimer,)
        return (*self.served, *now)

    @property
    def open(self) -> bool:
        """True while somebody may still come."""
        return self.state is not RequestState.CLOSED


@dataclass(frozen=True, slots=True)
class Block:
    """A person who may not ask in one server until *until* (UTC ms); *reason* is what staff wrote."""

    server: int
    person: int
    until: int
    reason: str


def agreement_minutes(request: Request) -> int:
    """Return for how many minutes the person has been given to agree, since they were asked the last time."""
    first = MEMBER_SILENT // 3
    return MEMBER_SILENT - first if request.reminded else first


def agreement_asked_at(request: Request) -> int | None:
    """Return when the person was last asked whether they agree to who has taken it (UTC ms); None where not yet."""
    return None if request.due_at is None else request.due_at - agreement_minutes(request) * MINUTE
