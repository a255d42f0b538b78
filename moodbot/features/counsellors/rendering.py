"""Build cards, lines, quotes and replies about requests from the texts of a pack."""

from collections.abc import Sequence

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import DM, Choice, Reply, Utterance
from moodbot.features.care.flow import CareCue
from moodbot.features.counsellors.ports import DeskButton, Notice
from moodbot.features.counsellors.rules.requests import Block, Request, RequestState
from moodbot.language.packs import ReplyPack

CLAIM, CLOSE, RELEASE, REPORT, OTHER = "claim", "close", "release", "report", "other"
MESSAGE_LIMIT = 1_900
"""Maximum characters of one message; Discord's limit is 2,000."""


def card(requests: Sequence[Request], pack: ReplyPack, names: dict[int, str], *, head: str = "") -> Notice:
    """Return the card shared by *requests*, with *head* as its first line; *names* maps claimers to their names."""
    lines = [request_line(request, pack, names) for request in requests]
    waiting = [each for each in requests if each.state in (RequestState.WAITING, RequestState.HELD)]
    buttons = tuple(
        DeskButton(each.number, CLAIM, pack.text("desk_claim", number=str(each.number)), strong=True)
        for each in waiting
    )
    return Notice("\n".join(filter(None, (head, *lines))), buttons, menu=len(waiting) > 1)


def request_line(request: Request, pack: ReplyPack, names: dict[int, str]) -> str:
    """Return the state of one request in one line; *names* maps claimers to their names."""
    number, since = str(request.number), f"<t:{request.waiting_at // 1000}:R>"
    claimer = names.get(request.claimer or 0, "?")
    urgent = pack.text("desk_urgent") if request.urgent else ""
    if request.state is RequestState.CLOSED:
        return pack.text("desk_line_closed", number=number, how=pack.text(f"desk_ended_{request.ended or 'member'}"))
    key = f"desk_line_{request.state}"
    return pack.text(key, number=number, since=since, claimer=claimer, urgent=urgent)


def block_line(block: Block, pack: ReplyPack) -> str:
    """Return one line about a block: the person, its end and its reason."""
    until = f"<t:{block.until // 1000}:D>"
    return pack.text("desk_line_blocked", person=f"<@{block.person}>", until=until, reason=block.reason or "-")


def split_into_messages(lines: Sequence[str]) -> tuple[str, ...]:
    """Join *lines* into as few messages as Discord's limit allows."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + 1 + len(line) <= MESSAGE_LIMIT:
            texts[-1] += f"\n{line}"
        else:
            texts.append(line)
    return tuple(texts)


def quote(request: Request, words: str | None, pack: ReplyPack) -> str | None:
    """Return the quote of the mood and *words* that the person agreed to send, None without both."""
    parts = []
    if request.mood:
        parts.append(pack.text("desk_mood", mood=request.mood))
    if words:
        parts.append("\n".join(f"> {line}" for line in words.splitlines()))
    return f"#{request.number} · " + "\n".join(parts) if parts else None


def quoted_number(quoted: str) -> int:
    """Return the number of the request that a quote is about, 0 if it has none."""
    head = quoted.removeprefix("#").partition(" ")[0]
    return int(head) if head.isdecimal() else 0


def member_reply(
    request: Request, text: str, pack: ReplyPack, *, waits: bool = True, more: tuple[Choice, ...] = ()
) -> Reply:
    """Return a DM for the person, with buttons *more*, help lines and, if the request *waits*, withdraw."""
    choices = [*more, Choice(CareCue.LINES, pack.text("choice_lines"))]
    if waits:
        choices.append(member_choice(request, "withdraw", pack))
    return Reply(request.person, DM, 0, (Utterance(text),), tuple(choices))


def member_choice(request: Request, action: str, pack: ReplyPack) -> Choice:
    """Return the button with which the person applies *action* to their request."""
    cue = f"{COUNSELLOR_CUE}{action}:{request.server}:{request.number}"
    return Choice(cue, pack.text(f"choice_counsellor_{action}"))
