"""What staff and the person read about a request, out of the pack."""

from collections.abc import Sequence

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import DM, Choice, Reply, Utterance
from moodbot.features.care.cues import CareCue
from moodbot.features.counsellors.ports import DeskButton, Notice
from moodbot.features.counsellors.rules.requests import Block, Request, RequestState
from moodbot.language.packs import ReplyPack

CLAIM, CLOSE, RELEASE, REPORT, OTHER = "claim", "close", "release", "report", "other"
LONGEST = 1_900
"""Most characters of one message; Discord takes 2,000."""


def card(requests: Sequence[Request], pack: ReplyPack, names: dict[int, str], *, head: str = "") -> Notice:
    """Return the card about *requests*, which share it; *names* are those of claimers, *head* stands above it."""
    lines = [line_of(request, pack, names) for request in requests]
    waiting = [each for each in requests if each.state in (RequestState.WAITING, RequestState.HELD)]
    buttons = tuple(
        DeskButton(each.number, CLAIM, pack.text("desk_claim", number=str(each.number)), strong=True)
        for each in waiting
    )
    return Notice("\n".join(filter(None, (head, *lines))), buttons, menu=len(waiting) > 1)


def line_of(request: Request, pack: ReplyPack, names: dict[int, str]) -> str:
    """Return how one request stands, in one line."""
    number, since = str(request.number), f"<t:{request.waiting_at // 1000}:R>"
    claimer = names.get(request.claimer or 0, "?")
    urgent = pack.text("desk_urgent") if request.urgent else ""
    if request.state is RequestState.CLOSED:
        return pack.text("desk_line_closed", number=number, how=pack.text(f"desk_ended_{request.ended or 'member'}"))
    key = f"desk_line_{request.state}"
    return pack.text(key, number=number, since=since, claimer=claimer, urgent=urgent)


def blocked_line(block: Block, pack: ReplyPack) -> str:
    """Return who may not ask until when, with what staff wrote about it."""
    until = f"<t:{block.until // 1000}:D>"
    return pack.text("desk_line_blocked", person=f"<@{block.person}>", until=until, reason=block.reason or "-")


def in_messages(lines: Sequence[str]) -> tuple[str, ...]:
    """Return *lines* in as few messages as Discord takes them."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= LONGEST:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return tuple(texts)


def quote(request: Request, words: str | None, pack: ReplyPack) -> str | None:
    """Return the mood and the words that a person agreed to send, None where there are none."""
    parts = []
    if request.mood:
        parts.append(pack.text("desk_mood", mood=request.mood))
    if words:
        parts.append("\n".join(f"> {line}" for line in words.splitlines()))
    return f"#{request.number} · " + "\n".join(parts) if parts else None


def of_number(quoted: str) -> int:
    """Return the number of the request that a quote is about, 0 where it is none."""
    head = quoted.removeprefix("#").partition(" ")[0]
    return int(head) if head.isdecimal() else 0


def to_member(
    request: Request, text: str, pack: ReplyPack, *, waits: bool = True, more: tuple[Choice, ...] = ()
) -> Reply:
    """Return what the person is told in their DM, with the help lines and, while it *waits*, a way out under it."""
    choices = [*more, Choice(CareCue.LINES, pack.text("choice_lines"))]
    if waits:
        choices.append(member_choice(request, "withdraw", pack))
    return Reply(request.person, DM, 0, (Utterance(text),), tuple(choices))


def member_choice(request: Request, deed: str, pack: ReplyPack) -> Choice:
    """Return a button of the person's own about their request."""
    return Choice(f"{COUNSELLOR_CUE}{deed}:{request.server}:{request.number}", pack.text(f"choice_counsellor_{deed}"))
