"""Data types of requests: desks, ladders of escalation, states, stages and blocks."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from moodbot.core.dialogue import Membership
from moodbot.core.outreach_kinds import MessageKind
from moodbot.times.units import MINUTE, MINUTES_PER_DAY

WORDS_LIMIT = 300
"""Maximum characters of the words that a person may send with a request."""


class DeskKind(MessageKind):
    """Outreach of desks. DESK_OPENS tells a person who asked for it that counsellors should be there now."""

    DESK_OPENS = "desk_opens"


class RequestState(StrEnum):
    """State of a request. HELD waits for the desk's hours, WAITING for a counsellor; CLAIMED waits until the person
    agrees to the counsellor who claimed it; in TALKING both share a thread.
    """

    HELD = "held"
    WAITING = "waiting"
    CLAIMED = "claimed"
    TALKING = "talking"
    CLOSED = "closed"


class Ended(StrEnum):
    """Reason why a request is closed. NOBODY claimed it within a day; SILENT: the person did not answer who claimed
    it; LEFT: the person left the server; BROKEN: the channel, role or thread was deleted; BLOCKED: staff blocked
    the person; QUIET: nobody wrote in the talk for a week.
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
    """Step within the state of a request. The names are stored in the database.

    QUEUED: no step is pending; while nobody claims the request, it climbs the ladder. REQUEUED: it waits again, and
    the counsellors are still to be told. POSTED_WITH_PING: its card mentions the role, and the person is still to be
    told; POSTED_WITHOUT_PING: the same, but the card mentions nobody.

    Claimed requests: CLAIM_TOLD: the person was told who claimed it. OPENING: the thread exists, and its members and
    first messages are not complete yet; OPENING_UNASKED: the same, but the person could not be asked to agree.
    RELEASING: it is being given back to the queue, even if somebody writes in its thread. ENDING_THREAD: the request
    is closed, and only its thread is still to be ended.
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
"""Stages in which the person is still to be told that the card is posted."""


class Rung(StrEnum):
    """Step of the ladder of escalation while nobody claims a request. The names are stored in the database."""

    DUTY = "duty"
    BACKUP = "backup"
    OWNER = "owner"
    TOLD = "told"
    CLOSE = "close"


CALL_NOBODY = (Rung.TOLD, Rung.CLOSE)
"""Rungs that call no staff: they tell the person that nobody came, or close the request."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Ladder of escalation: its rungs in order, each with its minutes of waiting; the last closes the request.

    *silent* is the number of minutes after which a counsellor who has written nothing is reminded, and after as many
    minutes more the request goes back to the queue.
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
        """Return this ladder with *minutes* by name of rung; unknown names are ignored.

        A rung that *minutes* omits keeps its own, unless these are not between the minutes of its neighbours: then it
        comes halfway, so that each rung leaves time to the people it calls.
        """
        rungs: list[tuple[Rung, int]] = []
        previous = 0
        for index, (rung, usual) in enumerate(self.rungs):
            given = [minutes[each] for each, _ in self.rungs[index:] if each in minutes]
            following = given[0] if given else max(previous, usual) + 1
            halfway = usual if previous < usual < following else (previous + following) // 2
            previous = minutes.get(rung, halfway)
            rungs.append((rung, previous))
        return replace(self, rungs=tuple(rungs))

    def rungs_after(self, reached: str | None) -> tuple[tuple[Rung, int], ...]:
        """Return the rungs after the one named *reached*; all for None.

        For an unknown name (stored by another version) return the rungs that call nobody: who was called is unknown,
        but the person is still informed and the request ends.
        """
        names: list[str] = [rung for rung, _ in self.rungs]
        if reached is None:
            return self.rungs
        if reached not in names:
            return tuple(each for each in self.rungs if each[0] in CALL_NOBODY)
        return self.rungs[names.index(reached) + 1 :]


URGENT_LADDER = Ladder().with_minutes({Rung.DUTY: 2, Rung.BACKUP: 5, Rung.OWNER: 10, Rung.TOLD: 20})


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours of a desk: *start* to *end* (minutes from midnight) on *days* (0 is Monday). An *end* before
    *start* is on the next day.
    """

    start: int
    end: int
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A server's counselling set-up. Ids are Discord's; None if the admin has chosen none.

    *role* is the counsellors' role, *channel* the staff's channel with the cards, *room* the channel in which private
    threads are opened, *reports* the channel that gets complaints besides the owner. *zone* is an IANA name, for
    *hours* (None: always) and the digest, due at *digest_at* (UTC ms). Limits: *most_open* requests per counsellor,
    *most_pings* of roles per hour, *most_a_day* requests per person.
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
    urgent_ladder: Ladder = URGENT_LADDER
    most_open: int = 2
    most_pings: int = 6
    most_a_day: int = 3
    digest_at: int | None = None

    def staffed_by(self, member: Membership) -> bool:
        """Return whether *member* has the role of counsellors or of backups."""
        return bool(member.roles & {self.role, *([self.backup_role] if self.backup_role else ())})

    def ladder_of(self, request: "Request") -> Ladder:
        """Return the ladder for *request*, urgent or not."""
        return self.urgent_ladder if request.urgent else self.ladder


AGREEMENT_LIMIT = 30
"""Minutes in which a person must agree to the counsellor; they are asked again after a third of it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of one person to the desk of one *server*; times are UTC milliseconds.

    *number* counts a server's requests from 1; it is 0 before the request is stored. *mood* and *words* are set only if
    the person agreed to send them, *words* only until the card is posted. *waiting_at* is when it began to wait
    (again); *rung* is the name of the last rung reached since then, None before the first. *due_at* is the time of the
    next step, None if there is none. *card* is the id of the message in the staff's channel. *claimer* is the
    counsellor who claimed it, *thread* is where both talk; *spoken* is True once the claimer wrote there, *reminded*
    once the claimer (or the person) was reminded to answer. *refused* are the counsellors whom the person did not want,
    *served* those besides the claimer who were, or were about to be, in its talk. *version* grows with every change.
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
        """All counsellors who were in the talk, the current claimer included."""
        current = () if self.claimer is None or self.claimer in self.served else (self.claimer,)
        return (*self.served, *current)

    @property
    def open(self) -> bool:
        """True until the request is closed."""
        return self.state is not RequestState.CLOSED


@dataclass(frozen=True, slots=True)
class Block:
    """A ban on requests of *person* in *server* until *until* (UTC ms); *reason* is what staff wrote."""

    server: int
    person: int
    until: int
    reason: str


def agreement_minutes(request: Request) -> int:
    """Return the minutes that the person has to agree, counted from the last question."""
    first = AGREEMENT_LIMIT // 3
    return AGREEMENT_LIMIT - first if request.reminded else first


def agreement_asked_at(request: Request) -> int | None:
    """Return when the person was last asked to agree to the counsellor (UTC ms); None if nothing is due."""
    return None if request.due_at is None else request.due_at - agreement_minutes(request) * MINUTE
