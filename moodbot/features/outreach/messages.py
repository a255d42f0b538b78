"""What is said unasked: a check-in, the question whether to go on, a follow-up, a letter."""

from collections.abc import Callable
from dataclasses import dataclass

from moodbot.core.cues import COUNSELLOR_CUE
from moodbot.core.dialogue import Choice, Cue, Place, PlaceKind, Reply, Source, Utterance
from moodbot.core.talk import mood_choices
from moodbot.core.variation import choose, remember
from moodbot.features.journal.after_turn import helped_choices
from moodbot.features.journal.rules.entries import Suggestion
from moodbot.features.journal.service import JUDGED, Journal
from moodbot.features.outreach.commands import CHECKIN_CUE
from moodbot.features.outreach.letter_command import LETTER_CUE
from moodbot.features.outreach.ports import Situation
from moodbot.features.outreach.rules.backoff import asks_now
from moodbot.features.outreach.rules.letter import PARTS, Week, fitting, look_at_week, week_spans
from moodbot.features.outreach.rules.plans import CHECKIN_KINDS, CheckinPlan, Kind, Waiting
from moodbot.features.outreach.rules.schedule import minute_of_day
from moodbot.language.packs import Line, Mood, ReplyPack, fill

MORNING, MIDDAY, EVENING, NIGHT = 5 * 60, 11 * 60, 17 * 60, 22 * 60
"""Minutes of the day at which a part of it begins."""

UNDER_CHECKIN = ("snooze", "less", "stop")
DM = Place(PlaceKind.DM)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, and the ids of *heard* lines after it."""

    reply: Reply
    heard: tuple[str, ...] = ()


class CheckinMessages:
    """Finds the words for what is due. Methods may raise StoreUnavailable."""

    def __init__(self, pack: ReplyPack, journal: Journal) -> None:
        self._pack = pack
        self._journal = journal

    async def message(self, row: Waiting, situation: Situation) -> Message | None:
        """Return what is to be said, None where there is nothing to say (any more)."""
        if row.kind in CHECKIN_KINDS:
            return self._checkin(row, situation) if situation.plan else None
        if row.kind is Kind.LETTER:
            return await self._letter(row, situation)
        if row.kind is Kind.DID_IT_HELP:
            return await self._did_it_help(row)
        if row.kind is Kind.DESK_OPENS:
            ask = Choice(f"{COUNSELLOR_CUE}in:{row.detail}", self._pack.text("choice_counsellor_ask"))
            return Message(_reply(row, self._pack.text("counsellor_opens"), (ask,)))
        if row.kind is Kind.AFTER_HELP:
            text = self._pack.text("after_help", moderators=self._pack.text("moderators_unknown"))
            return self._with_moods(row, text, (Choice(Cue.LINES, self._pack.text("choice_lines")),))
        return self._with_moods(row, self._pack.text("after_friend"), ())

    async def was_sent(self, row: Waiting, at: int) -> None:
        """Note what the journal should know of a message that went out."""
        if row.kind is Kind.DID_IT_HELP:
            await self._journal.store.asked_about(row.person, int(row.detail), at)

    def _checkin(self, row: Waiting, situation: Situation) -> Message:
        plan = situation.plan
        assert plan is not None
        if row.kind is Kind.CHECKIN and asks_now(plan):
            choices = self._buttons("restore", "stop")
            go_on = Choice(choices[0].cue, self._pack.text("choice_checkin_go_on"))
            return Message(_reply(row, self._pack.text("checkin_ask_go_on"), (go_on, choices[1])), plan.heard)
        lines = self._checkin_lines(row, plan, situation)
        message = self._with_moods(row, " ".join(line.text for line in lines), self._buttons(*UNDER_CHECKIN))
        return Message(message.reply, remember(plan.heard, (line.id for line in lines)))

    def _checkin_lines(self, row: Waiting, plan: CheckinPlan, situation: Situation) -> tuple[Line, ...]:
        """Return a line that asks and one that leaves something, none of them again before all others were said."""
        zone, chance = self._journal.times.zone_of(plan.zone), self._journal.clock.chance
        pools = [_pool_at(minute_of_day(row.slot, zone)), "checkin_any"]
        if mood := self._pack.moods.get(situation.mood or ""):
            pools.append(_pool_after(mood))
        asking = [line for pool in pools for line in self._pack.lines(pool, None)]
        leaving = [line for pool in ("checkin_reminder", "checkin_tip") for line in self._pack.lines(pool, None)]
        return (*choose(asking, plan.heard, 1, chance), *choose(leaving, plan.heard, 1, chance))

    def _with_moods(self, row: Waiting, text: str, buttons: tuple[Choice, ...]) -> Message:
        moods = mood_choices(self._pack, tuple(self._pack.moods))
        marked = tuple(Choice(f"{each.cue}:{Source.CHECKIN}", each.label, each.emoji) for each in moods)
        return Message(_reply(row, text, (*marked, *buttons), menu=True))

    def _buttons(self, *deeds: str) -> tuple[Choice, ...]:
        return tuple(Choice(f"{CHECKIN_CUE}{deed}", self._pack.text(f"choice_checkin_{deed}")) for deed in deeds)

    async def _did_it_help(self, row: Waiting) -> Message | None:
        made = await self._journal.store.suggestions(row.person, JUDGED)
        suggestion = next((each for each in made if str(each.number) == row.detail), None)
        if suggestion is None or suggestion.helped or suggestion.asked_at is not None:
            return None
        text = self._journal.suggestion_text(suggestion.line)
        if text is None:
            return None
        question = self._pack.text("after_step", suggestion=text)
        return Message(_reply(row, question, helped_choices(suggestion.number, self._pack)))

    async def _letter(self, row: Waiting, situation: Situation) -> Message | None:
        """Return the letter about the week that ends with the day of *row*; None where nothing was noted in it."""
        if not situation.journal:
            return None
        week = await self._week(row, situation)
        if week is None:
            return None
        text = letter_text(week, self._pack, self._journal.clock.chance)
        off = Choice(LETTER_CUE, self._pack.text("choice_letter_off"))
        return Message(_reply(row, text, (off,)))

    async def _week(self, row: Waiting, situation: Situation) -> Week | None:
        store, person = self._journal.store, row.person
        monday, earlier = week_spans(row.slot, self._journal.times.zone_of(situation.zone))
        entries = await store.between(person, monday, row.slot + 1)
        if not entries:
            return None
        before = await store.between(person, earlier, monday)
        made = [each for each in await store.suggestions(person, JUDGED) if monday <= each.said_at <= row.slot]
        return look_at_week(entries, before, self._spoken(made), self._pack.moods)

    def _spoken(self, made: list[Suggestion]) -> list[tuple[Suggestion, str]]:
        """Return the suggestions with their words, without those that have left the packs."""
        words = [(each, self._journal.suggestion_text(each.line)) for each in made]
        return [(each, text) for each, text in words if text is not None]


def letter_text(week: Week, pack: ReplyPack, chance: Callable[[], float]) -> str:
    """Return a letter out of the lines that hold for *week*, one for each part."""
    parts = [choose(fitting(pack.lines(pool, None), week.facts), (), 1, chance) for pool in PARTS]
    return " ".join(fill(line.text, week.slots) for lines in parts for line in lines)


def _reply(row: Waiting, text: str, choices: tuple[Choice, ...], menu: bool = False) -> Reply:
    return Reply(row.person, DM, 0, (Utterance(text),), choices, menu)


def _pool_at(minute: int) -> str:
    if MORNING <= minute < MIDDAY:
        return "checkin_morning"
    if MIDDAY <= minute < EVENING:
        return "checkin_day"
    return "checkin_evening" if EVENING <= minute < NIGHT else "checkin_night"


def _pool_after(mood: Mood) -> str:
    if mood.pleasantness < 0:
        return "checkin_after_hard"
    return "checkin_after_good" if mood.pleasantness > 0 else "checkin_after_between"
