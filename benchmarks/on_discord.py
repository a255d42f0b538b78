"""Measures moodbot and the bare bot while they answer: processor time, the delay until typing shows, and memory."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from statistics import median

from benchmarks.figures import Figure, progress, share
from benchmarks.machine import lateness
from benchmarks.processes import POSTED, TYPED, Bot, Failed, database_of
from tests.standin.load import FIRST_USER

COMMANDS_A_SECOND = 100.0
AT_ONCE, IN_A_BURST = 200, 100_000.0
CPU_BAR, MEMORY_BAR, TYPING_BAR = 1.5, 40.0, 10.0


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of a run: numbers of people for the *warm_up*, of *regulars*, who speak repeatedly, and of *people* who
    stay in mid-conversation.

    Processor time is measured in *rounds* of *turns*, typing for *typing_seconds*.
    """

    warm_up: int
    regulars: int
    rounds: int
    turns: int
    typing_seconds: int
    people: int


# A regular speaks every 10 seconds, too rarely for the flood guard. New people would distort the measurement: for each
# new channel discord.py searches the rate limits of all channels of the last five minutes.
FULL = Plan(warm_up=300, regulars=1000, rounds=6, turns=250, typing_seconds=20, people=10_000)
QUICK = Plan(warm_up=100, regulars=500, rounds=3, turns=100, typing_seconds=3, people=1_000)


def measure(moodbot: Bot, bare: Bot, plan: Plan) -> list[Figure]:
    """Warm both bots up and return their figures. Raises Failed if they do not do the same work."""
    regulars = range(plan.regulars)
    newcomers = range(plan.regulars, plan.regulars + plan.warm_up)
    progress(f"both bots warm up, with {plan.warm_up + plan.regulars} people")
    for bot in (moodbot, bare):
        bot.discord.turns(COMMANDS_A_SECOND, plan.warm_up, newcomers)
    before = moodbot.rss_mib()
    spoken = _open_questions(moodbot)
    for bot in (moodbot, bare):
        for first in range(0, plan.regulars, AT_ONCE):
            people = regulars[first : first + AT_ONCE]
            bot.discord.turns(IN_A_BURST, len(people), people)
        bot.discord.begin_stats()
    progress(f"processor time: {plan.rounds} rounds, by turns")
    figures = _cpu(moodbot, bare, plan)
    progress("the same with a journal")
    _agree_to_journals(moodbot, plan.regulars)
    figures += _cpu(moodbot, bare, plan, " with a journal")
    progress(f"typing: {plan.typing_seconds} s")
    figures += _typing(moodbot, bare, plan)
    progress(f"memory: {plan.people} people")
    figures.append(_memory(moodbot, before, spoken, newcomers.stop, plan))
    return figures


def _agree_to_journals(moodbot: Bot, regulars: int) -> None:
    """Switch the journal on for all regulars; the bot reads the setting at each turn."""
    with closing(sqlite3.connect(database_of(moodbot.folder))) as database:
        agree = "INSERT INTO preferences (person, journal, journal_at, pictures, heard) VALUES (?, ?, 1, ?, '[]')"
        database.executemany(agree, ((FIRST_USER + number, 1, 1) for number in range(regulars)))
        database.commit()


def _cpu(moodbot: Bot, bare: Bot, plan: Plan, how: str = "") -> list[Figure]:
    """Measure both bots alternately, so that other load on the machine affects both alike."""
    spent: dict[str, list[float]] = {moodbot.name: [], bare.name: []}
    for number in range(plan.rounds):
        first = number * plan.turns % plan.regulars
        for bot in (moodbot, bare) if number % 2 else (bare, moodbot):
            begun = bot.cpu_seconds()
            bot.discord.turns(COMMANDS_A_SECOND, plan.turns, range(first, first + plan.turns))
            spent[bot.name].append((bot.cpu_seconds() - begun) / plan.turns * 1000)
    _check_same_work(moodbot, bare)
    ratios = [ours / theirs for ours, theirs in zip(spent[moodbot.name], spent[bare.name], strict=True)]
    spread = f"median of {plan.rounds} rounds of {plan.turns} turns; {min(ratios):.2f} to {max(ratios):.2f}"
    return [
        Figure(f"CPU a turn{how}, times the bare bot's", median(ratios), "", CPU_BAR, spread),
        Figure(f"CPU a turn{how}, moodbot", median(spent[moodbot.name]), "ms"),
        Figure(f"CPU a turn{how}, bare bot", median(spent[bare.name]), "ms"),
    ]


def _check_same_work(*bots: Bot) -> None:
    """Raise Failed if the bots have not made the same numbers of requests."""
    work = {}
    for bot in bots:
        stats = bot.discord.act("stats")
        tally = stats["tally"]
        other = {route: count for route, count in tally.items() if route not in (TYPED, POSTED)}
        work[bot.name] = (tally.get(TYPED, 0), tally.get(POSTED, 0), stats["unanswered"], other)
    if len(set(map(str, work.values()))) > 1:
        raise Failed(f"not the same typing calls, messages, unanswered commands and other requests: {work}")


def _typing(moodbot: Bot, bare: Bot, plan: Plan) -> list[Figure]:
    theirs = bare.discord.act("stats")["ms"]
    moodbot.discord.begin_stats()
    count = round(plan.typing_seconds * COMMANDS_A_SECOND)
    with lateness() as late:
        moodbot.discord.turns(COMMANDS_A_SECOND, count, range(plan.regulars))
    stats = moodbot.discord.act("stats")
    ours = stats["ms"]
    if stats["unanswered"] or ours["typing"]["n"] != count:
        raise Failed(f"moodbot left commands unanswered: {stats}")
    rate = f"{COMMANDS_A_SECOND:g} commands a second"
    for_us = f"{rate} for {plan.typing_seconds} s"
    own = f"p50 {ours['typing']['p50']:.1f}; the machine alone wakes up {share(late, 99):.1f} late at p99"
    for_them = f"{rate}, in the rounds above"
    return [
        Figure("typing after a command, p99", ours["typing"]["p99"], "ms", TYPING_BAR, f"{for_us}; {own}"),
        Figure("typing after a command, p99, bare bot", theirs["typing"]["p99"], "ms", None, for_them),
        Figure("first message after a command, p50", ours["reply"]["p50"], "ms", None, for_us),
        Figure("first message after a command, p99", ours["reply"]["p99"], "ms", None, for_us),
        Figure("first message after a command, p99, bare bot", theirs["reply"]["p99"], "ms", None, for_them),
    ]


def _memory(moodbot: Bot, before: float, spoken: int, next_person: int, plan: Plan) -> Figure:
    """Measure the memory that *plan.people* people with an open question add, the regulars included.

    *before* is the memory (MiB) and *spoken* the number of open questions at the start.
    """
    while (asked := _open_questions(moodbot) - spoken) < plan.people:
        people = range(next_person, next_person + min(AT_ONCE, plan.people - asked))
        moodbot.discord.turns(IN_A_BURST, len(people), people)
        next_person = people.stop
    after = moodbot.rss_mib()
    note = f"{asked} talks with an open question; {before:.1f} to {after:.1f} MB"
    return Figure(f"memory of {plan.people} people in mid-conversation", after - before, "MB", MEMORY_BAR, note)


def _open_questions(moodbot: Bot) -> int:
    """Return how many people have not answered the friend question yet."""
    with closing(sqlite3.connect(database_of(moodbot.folder))) as database:
        count: int = database.execute("SELECT COUNT(*) FROM talks WHERE phase = 'friend'").fetchone()[0]
    return count
