"""Composes the outreach messages (check-in, question whether to go on, follow-ups, letter) and what follows each."""

from collections.abc import Callable
from dataclasses import replace

from moodbot.core.dialogue import Choice, Press, Source
from moodbot.core.intent_reader import typed
from moodbot.core.talk import mood_choices
from moodbot.core.turn import Turn
from moodbot.core.variation import choose, remember
from moodbot.features.care.cues import CareCue
from moodbot.features.journal.after_turn import helped_choices
from moodbot.features.journal.rules.entries import Suggestion
from moodbot.features.journal.rules.suggestions import suggestion_text
from moodbot.features.journal.service import JUDGED, Journal
from moodbot.features.outreach.commands import CHECKIN_CUE
from moodbot.features.outreach.kinds import Message, OutreachMessage, Sending
from moodbot.features.outreach.letter_command import LETTER_CUE
from moodbot.features.outreach.ports import Next
from moodbot.features.outreach.rules.backoff import after_sending, asks_now, awake, to_be_told
from moodbot.features.outreach.rules.letter import PARTS, Week, fitting, look_at_week, week_spans
from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, Skipped, Waiting
from moodbot.features.outreach.rules.relevance import (
    AFTER_HELP_MANNERS,
    AGAIN_MANNERS,
    CHECKIN_MANNERS,
    LETTER_MANNERS,
    quiet_of,
)
from moodbot.features.outreach.rules.schedule import (
    after_quiet,
    minute_of_day,
    next_checkin,
    next_letter,
    wall_seconds,
)
from moodbot.language.packs import Line, Mood, ReplyPack, fill

MORNING, MIDDAY, EVENING, NIGHT = 5 * 60, 11 * 60, 17 * 60, 22 * 60
"""Minutes of the day at which its parts begin."""

UNDER_CHECKIN = ("snooze", "less", "stop")


async def _checkin(sending: Sending) -> Message | None:
    plan = sending.situation.plan
    if plan is None:
        return None
    if not asks_now(plan):
        return await _snoozable_checkin(sending)
    restore, stop = _buttons(sending.pack, "restore", "stop")
    go_on = Choice(restore.cue, sending.pack.text("choice_checkin_go_on"))
    return Message(sending.reply(sending.pack.text("checkin_ask_go_on"), (go_on, stop)), plan.heard)


async def _snoozable_checkin(sending: Sending) -> Message | None:
    """Return a check-in, new or snoozed, without the question whether to go on; None if the plan has ended."""
    plan = sending.situation.plan
    if plan is None:
        return None
    lines = _checkin_lines(sending, plan)
    message = _with_moods(sending, " ".join(line.text for line in lines), _buttons(sending.pack, *UNDER_CHECKIN))
    return Message(message.reply, remember(plan.heard, (line.id for line in lines)))


def _checkin_lines(sending: Sending, plan: CheckinPlan) -> tuple[Line, ...]:
    """Return a question and a reminder or tip; no line is repeated before all others were said."""
    journal, pack = sending.services.of(Journal), sending.pack
    zone, chance = journal.times.zone_of(plan.zone), journal.clock.chance
    pools = [_pool_at(minute_of_day(sending.row.slot, zone)), "checkin_any"]
    if mood := pack.moods.get(sending.situation.mood or ""):
        pools.append(_pool_after(mood))
    questions = [line for pool in pools for line in pack.lines(pool, None)]
    reminders = [line for pool in ("checkin_reminder", "checkin_tip") for line in pack.lines(pool, None)]
    return (*choose(questions, plan.heard, 1, chance), *choose(reminders, plan.heard, 1, chance))


def _with_moods(sending: Sending, text: str, buttons: tuple[Choice, ...]) -> Message:
    moods = mood_choices(sending.pack, tuple(sending.pack.moods))
    marked = tuple(Choice(f"{each.cue}:{Source.CHECKIN}", each.label, each.emoji) for each in moods)
    return Message(sending.reply(text, (*marked, *buttons), menu=True))


def _buttons(pack: ReplyPack, *deeds: str) -> tuple[Choice, ...]:
    return tuple(Choice(f"{CHECKIN_CUE}{deed}", pack.text(f"choice_checkin_{deed}")) for deed in deeds)


def _after_checkin(sending: Sending, message: Message, now: int) -> Next:
    """Return the plan after this check-in and the next row, with backoff if the person does not answer."""
    plan, row = sending.situation.plan, sending.row
    if plan is None:
        return Next()
    zone = sending.services.of(Journal).times.zone_of(plan.zone)
    sent = replace(plan, last_at=row.slot, last_wall=wall_seconds(row.slot, zone), heard=message.heard)
    after = after_sending(awake(sent, now))
    return Next(after, _next_row(sending, after, now), tell=to_be_told(after))


def _after_skipped_checkin(sending: Sending, reason: Skipped, now: int) -> Next:
    plan = sending.situation.plan
    return Next() if plan is None else Next(plan, _next_row(sending, plan, now))


def _next_row(sending: Sending, plan: CheckinPlan, now: int) -> Waiting | None:
    due = next_checkin(plan, now, sending.services.of(Journal).times.zone_of(plan.zone))
    return None if due is None else Waiting(plan.person, OutreachKind.CHECKIN, due)


def _after_snoozed_checkin(sending: Sending, message: Message, now: int) -> Next:
    """Return the plan with the lines that were heard; a snoozed check-in queues no next row."""
    plan = sending.situation.plan
    return Next() if plan is None else Next(replace(plan, heard=message.heard))


async def _after_help(sending: Sending) -> Message | None:
    pack = sending.pack
    text = pack.text("after_help", moderators=pack.text("moderators_unknown"))
    return _with_moods(sending, text, (Choice(CareCue.LINES, pack.text("choice_lines")),))


async def _after_friend(sending: Sending) -> Message | None:
    return _with_moods(sending, sending.pack.text("after_friend"), ())


def _postpone_past_quiet_hours(sending: Sending, reason: Skipped, now: int) -> Next:
    if reason is not Skipped.QUIET:
        return Next()
    row, situation = sending.row, sending.situation
    zone = sending.services.of(Journal).times.zone_of(situation.zone)
    return Next(row=Waiting(row.person, row.kind, after_quiet(now, quiet_of(situation.plan), zone), detail=row.detail))


async def _ask_whether_it_helped(sending: Sending) -> Message | None:
    row, pack = sending.row, sending.pack
    made = await sending.services.of(Journal).store.suggestions(row.person, JUDGED)
    suggestion = next((each for each in made if str(each.number) == row.detail), None)
    if suggestion is None or suggestion.helped or suggestion.asked_at is not None:
        return None
    text = suggestion_text(pack, suggestion.line)
    if text is None:
        return None
    question = pack.text("after_step", suggestion=text)
    return Message(sending.reply(question, helped_choices(suggestion.number, pack)))


async def _record_that_it_was_asked(sending: Sending, at: int) -> None:
    """Record that the question was asked, so that no talk asks it again."""
    await sending.services.of(Journal).store.asked_about(sending.row.person, int(sending.row.detail), at)


async def _helped_button(turn: Turn, row: Waiting) -> Press | None:
    choices = helped_choices(int(row.detail), turn.pack)
    agrees = turn.intent_reader.agrees(turn.incoming.text)
    if agrees is not None:
        return Press(choices[0 if agrees else -1].cue, 0)
    cue = typed(turn.incoming.text, choices)
    return None if cue is None else Press(cue, 0)


async def _letter(sending: Sending) -> Message | None:
    """Return the letter about the week of the row's slot, None if the journal is off or has no entry in that week."""
    if not sending.situation.journal:
        return None
    week = await _week(sending)
    if week is None:
        return None
    text = letter_text(week, sending.pack, sending.services.of(Journal).clock.chance)
    return Message(sending.reply(text, (Choice(LETTER_CUE, sending.pack.text("choice_letter_off")),)))


async def _week(sending: Sending) -> Week | None:
    journal, row, person = sending.services.of(Journal), sending.row, sending.row.person
    monday, earlier = week_spans(row.slot, journal.times.zone_of(sending.situation.zone))
    entries = await journal.store.between(person, monday, row.slot + 1)
    if not entries:
        return None
    before = await journal.store.between(person, earlier, monday)
    made = [each for each in await journal.store.suggestions(person, JUDGED) if monday <= each.said_at <= row.slot]
    return look_at_week(entries, before, _with_texts(made, sending.pack), sending.pack.moods)


def _with_texts(made: list[Suggestion], pack: ReplyPack) -> list[tuple[Suggestion, str]]:
    """Return the suggestions with their texts, without those that the pack no longer has."""
    texts = [(each, suggestion_text(pack, each.line)) for each in made]
    return [(each, text) for each, text in texts if text is not None]


def letter_text(week: Week, pack: ReplyPack, chance: Callable[[], float]) -> str:
    """Return the text of a letter: for each part, one line that fits the facts of *week*."""
    parts = [choose(fitting(pack.lines(pool, None), week.facts), (), 1, chance) for pool in PARTS]
    return " ".join(fill(line.text, week.slots) for lines in parts for line in lines)


def _after_letter(sending: Sending, message: Message, now: int) -> Next:
    return Next(row=_next_letter(sending, now))


def _after_skipped_letter(sending: Sending, reason: Skipped, now: int) -> Next:
    return Next(row=_next_letter(sending, now)) if sending.situation.contact.letter else Next()


def _next_letter(sending: Sending, now: int) -> Waiting:
    row, situation = sending.row, sending.situation
    zone, after = sending.services.of(Journal).times.zone_of(situation.zone), max(now, row.slot)
    return Waiting(row.person, OutreachKind.LETTER, next_letter(after, zone, row.person, quiet_of(situation.plan)))


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


OUTREACH_MESSAGES = (
    OutreachMessage(
        OutreachKind.CHECKIN,
        _checkin,
        CHECKIN_MANNERS,
        after_sending=_after_checkin,
        after_skipping=_after_skipped_checkin,
    ),
    OutreachMessage(OutreachKind.AGAIN, _snoozable_checkin, AGAIN_MANNERS, after_sending=_after_snoozed_checkin),
    OutreachMessage(
        OutreachKind.AFTER_HELP, _after_help, AFTER_HELP_MANNERS, after_skipping=_postpone_past_quiet_hours
    ),
    OutreachMessage(OutreachKind.AFTER_FRIEND, _after_friend, after_skipping=_postpone_past_quiet_hours),
    OutreachMessage(
        OutreachKind.DID_IT_HELP,
        _ask_whether_it_helped,
        after_skipping=_postpone_past_quiet_hours,
        was_sent=_record_that_it_was_asked,
        button=_helped_button,
    ),
    OutreachMessage(
        OutreachKind.LETTER,
        _letter,
        LETTER_MANNERS,
        after_sending=_after_letter,
        after_skipping=_after_skipped_letter,
    ),
)
"""The message kinds of the outreach feature itself; other features declare their own."""
