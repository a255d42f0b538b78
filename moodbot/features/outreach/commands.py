"""The `checkin` command and its buttons: show, start, change, pause, skip, snooze and end a person's check-ins."""

from dataclasses import replace

from moodbot.core.commands import Argument, Command
from moodbot.core.dialogue import DM, Choice, Reply, TalkCue, TalkPhase, Utterance
from moodbot.core.outcomes import Outcome, SideReply, private_reply
from moodbot.core.turn import Turn
from moodbot.features.care.cues import CareCue
from moodbot.features.care.rules.risk import Tier
from moodbot.features.care.service import Care
from moodbot.features.journal.flow import JournalPhase
from moodbot.features.journal.places import zone_choices
from moodbot.features.journal.service import Journal
from moodbot.features.outreach.flow import OutreachPhase
from moodbot.features.outreach.plan_text import plan_text, rhythm_text
from moodbot.features.outreach.rules.backoff import anew, is_paused, restored
from moodbot.features.outreach.rules.plans import FOLLOW_UPS, CheckinPlan, OutreachKind, PlanState, Rhythm, less_often
from moodbot.features.outreach.rules.rhythm_reading import Deed, Misread, Wish, read_wish
from moodbot.features.outreach.rules.schedule import after_quiet, evening_to_come, next_checkin, start_of_tomorrow
from moodbot.features.outreach.service import Checkins, OptIn
from moodbot.times.local_time import local_text
from moodbot.times.units import DAY, MINUTE

CHECKIN_CUE = "checkin:"
TOMORROW = "tomorrow"
TALK_OVER = frozenset({OutreachPhase.CHECKIN, TalkPhase.REST})
"""Phases without an open talk, in which "stop" ends outreach."""


async def checkin(turn: Turn) -> Outcome:
    """Show the plan, or change it as the argument of the command says."""
    plan = await turn.of(Checkins).plans.plan(turn.incoming.person)
    wish = read_wish(turn.argument, plan.rhythm if plan else Rhythm(), turn.of(Checkins).rhythm_words)
    if isinstance(wish, Misread):
        return turn.side_reply(f"checkin_misread_{wish}")
    if wish.deed is Deed.ON:
        return await _on(turn, plan, wish)
    if wish.deed is Deed.OFF:
        return await _off(turn)
    if plan is None:
        choice = Choice(f"{CHECKIN_CUE}on", turn.pack.text("choice_checkin_on"))
        text = turn.pack.text("checkin_is_off", prefix=turn.commands.prefix)
        return private_reply((text,), (choice,), yes=choice.cue)
    return await _change(turn, plan, wish)


async def _change(turn: Turn, plan: CheckinPlan, wish: Wish) -> Outcome:
    if wish.deed is Deed.SHOW:
        how = turn.pack.text("checkin_plan_how", prefix=turn.commands.prefix)
        return private_reply((f"{await _plan_text(turn, plan)}\n{how}",))
    if wish.deed is Deed.LESS:
        return await _less(turn, plan)
    if wish.deed is Deed.PAUSE:
        return await _pause(turn, plan, wish.minutes)
    if plan.zone is None:
        return private_reply((await _plan_text(turn, plan),))
    if wish.deed in (Deed.SKIP, Deed.SKIP_TODAY, Deed.SKIP_TONIGHT):
        return await _skip(turn, plan, wish.deed)
    return await _snooze(turn, plan, wish.minutes if wish.deed is Deed.SNOOZE else None)


async def _on(turn: Turn, plan: CheckinPlan | None, wish: Wish) -> Outcome:
    """Start check-ins, resume them, or change the rhythm. If the DM cannot be opened, nothing is saved."""
    contact, person = turn.preferences.contact, turn.incoming.person
    new = _changed(turn, plan, wish) if plan else None
    if new is not None and contact is not None and contact.closed_at is None:
        saved = await turn.of(Checkins).save_plan(new)
        await _letter_again(turn)
        return await _started(turn, saved, "")
    reached = await turn.of(Checkins).reach(person, hello_to(turn))
    if reached is not OptIn.DONE:
        return not_reached(turn, reached)
    new = new or CheckinPlan(person, wish.rhythm or Rhythm(), turn.preferences.zone)
    hello = f"{turn.pack.text('checkin_hello')}\n" if turn.session.place == DM else ""
    saved = await turn.of(Checkins).save_plan(new)
    await _letter_again(turn)
    return await _started(turn, saved, hello)


def _changed(turn: Turn, plan: CheckinPlan, wish: Wish) -> CheckinPlan:
    """Return the plan with the rhythm that is wished; only "on" alone ends a pause, a new rhythm waits for its end."""
    if wish.rhythm is None:
        return replace(restored(plan), skip_from=None, skip_until=None)
    return replace(anew(plan, turn.of(Checkins).clock.now()), rhythm=wish.rhythm, skip_from=None, skip_until=None)


async def _reached_again(turn: Turn) -> Outcome:
    """Reopen the DM and queue the letter again, without starting check-ins, as the person has no plan."""
    reached = await turn.of(Checkins).reach(turn.incoming.person, hello_to(turn))
    if reached is not OptIn.DONE:
        return not_reached(turn, reached)
    await _letter_again(turn)
    return turn.side_reply("checkin_restored")


async def _letter_again(turn: Turn) -> None:
    """Queue the next letter again if the person wants letters: the DM was closed, or their quiet hours changed."""
    contact, checkins = turn.preferences.contact, turn.of(Checkins)
    if contact is not None and contact.letter and turn.preferences.zone is not None:
        await checkins.plan_letter(contact.person, checkins.times.zone_of(turn.preferences.zone))


def hello_to(turn: Turn) -> Reply | None:
    """Return the greeting for the person's DM at the opt-in, None if the turn itself is in that DM."""
    if turn.session.place == DM:
        return None
    person = turn.incoming.person
    return Reply(person, DM, 0, (Utterance(turn.pack.text("checkin_hello")),))


async def _started(turn: Turn, plan: CheckinPlan, hello: str) -> Outcome:
    prefix = turn.commands.prefix
    if plan.zone is None:
        choices = (
            *zone_choices(turn.of(Journal).times, turn.incoming.locale),
            Choice(TalkCue.LATER, turn.pack.text("choice_zone_later")),
        )
        text = turn.pack.text("checkin_no_zone")
        return private_reply((f"{hello}{text}",), choices, asks=JournalPhase.ZONE)
    paused = is_paused(plan, turn.of(Checkins).clock.now())
    key = "checkin_changed_paused" if paused else "checkin_on"
    first = f"{hello}{turn.pack.text(key, prefix=prefix)}"
    return private_reply((first, await _plan_text(turn, plan, opened=True)))


def not_reached(turn: Turn, reached: OptIn) -> SideReply:
    """Return the reply that explains why no DM could be opened, and what the person can do."""
    if reached is OptIn.CLOSED:
        return turn.side_reply("checkin_dm_closed")
    if reached is OptIn.HELD:
        return turn.side_reply("checkin_dm_held")
    return turn.side_reply("checkin_dm_unreachable")


async def may_be_ended(turn: Turn) -> bool:
    """True if a "stop" means all outreach: no talk is open, and outreach is unanswered or, in the DM, still to come."""
    contact, session = turn.preferences.contact, turn.session
    if contact is None or session.phase not in TALK_OVER or not session.place.private:
        return False
    if contact.unanswered:
        return True
    return session.place == DM and await has_outreach(turn)


async def has_outreach(turn: Turn) -> bool:
    """True if check-ins, letters or a follow-up are still to come to this person."""
    contact = turn.preferences.contact
    if contact is None:
        return False
    if contact.letter or await turn.of(Checkins).plans.plan(contact.person) is not None:
        return True
    return bool(await turn.of(Checkins).waiting.waiting_of(contact.person))


async def _off(turn: Turn) -> Outcome:
    """Switch check-ins off and cancel the waiting follow-ups."""
    person = turn.incoming.person
    cancelled = await turn.of(Checkins).waiting.cancel(person, *FOLLOW_UPS)
    ended = await turn.of(Checkins).end(person)
    if not ended and not cancelled:
        return turn.side_reply("checkin_was_off")
    if turn.preferences.contact is not None and turn.preferences.contact.letter:
        return turn.side_reply("checkin_off_letter")
    return turn.side_reply("checkin_off_else" if await turn.of(Checkins).waiting.waiting_of(person) else "checkin_off")


async def stop_all(turn: Turn) -> SideReply:
    """End all outreach to this person and confirm it in one line."""
    person, contact = turn.incoming.person, turn.preferences.contact
    ended = [
        name
        for name, active in (
            ("checkins", await turn.of(Checkins).plans.plan(person) is not None),
            ("letter", contact is not None and contact.letter),
        )
        if active
    ]
    await turn.of(Checkins).end_all(person)
    return replace(turn.side_reply("_".join(("checkin_all_off", *ended))), choices=_help_lines(turn))


def _help_lines(turn: Turn) -> tuple[Choice, ...]:
    """Return the button to the help lines for a day after a risk, which a "stop" does not end."""
    at_risk = turn.of(Care).memory.tier(turn.incoming.person) is not Tier.NONE
    return (Choice(CareCue.LINES, turn.pack.text("choice_lines")),) if at_risk else ()


async def _less(turn: Turn, plan: CheckinPlan) -> Outcome:
    saved = await turn.of(Checkins).save_plan(_halved(turn, plan))
    text = turn.pack.text("checkin_less", rhythm=rhythm_text(saved.rhythm, turn.pack))
    return private_reply((text, await _plan_text(turn, saved)))


def _halved(turn: Turn, plan: CheckinPlan) -> CheckinPlan:
    return replace(anew(plan, turn.of(Checkins).clock.now()), rhythm=less_often(plan.rhythm))


async def _pause(turn: Turn, plan: CheckinPlan, minutes: int | None) -> Outcome:
    now = turn.of(Checkins).clock.now()
    until = None if minutes is None else now + minutes * MINUTE
    await turn.of(Checkins).waiting.cancel(plan.person, OutreachKind.AGAIN)
    await turn.of(Checkins).save_plan(replace(restored(plan), state=PlanState.PAUSED, until=until))
    if until is None:
        return turn.side_reply("checkin_paused_open")
    return turn.side_reply("checkin_paused", moment=_moment(turn, plan, until))


async def _skip(turn: Turn, plan: CheckinPlan, deed: Deed) -> Outcome:
    """Skip the next check-in, the rest of the day, or this evening and the night."""
    now, zone = turn.of(Checkins).clock.now(), turn.of(Checkins).times.zone_of(plan.zone)
    following = next_checkin(plan, now, zone)
    until = (following or now) + 1 if deed is Deed.SKIP else start_of_tomorrow(now, zone)
    evening = evening_to_come(now, zone) if deed is Deed.SKIP_TONIGHT else None
    if evening is None:
        await turn.of(Checkins).waiting.cancel(plan.person, OutreachKind.AGAIN)
    saved = await turn.of(Checkins).save_plan(replace(plan, skip_from=evening, skip_until=until))
    following = next_checkin(saved, now, zone)
    if following is None:
        return private_reply((await _plan_text(turn, saved),))
    before = evening is not None and following < evening
    key = "checkin_skipped_evening" if before else "checkin_skipped"
    return turn.side_reply(key, moment=_moment(turn, saved, following))


async def _snooze(turn: Turn, plan: CheckinPlan, minutes: int | None) -> Outcome:
    """Snooze for *minutes*, or with None until tomorrow, and in quiet hours until their end."""
    now, zone = turn.of(Checkins).clock.now(), turn.of(Checkins).times.zone_of(plan.zone)
    if is_paused(plan, now):
        return private_reply((await _plan_text(turn, plan),))
    if minutes is None:
        tomorrow = replace(plan, skip_from=None, skip_until=start_of_tomorrow(now, zone))
        wanted = next_checkin(tomorrow, now, zone) or now + DAY
    else:
        wanted = now + minutes * MINUTE
    until = after_quiet(wanted, plan.rhythm, zone)
    if minutes is None and until == wanted:
        # The plan has a check-in at that time, so that no extra one is needed.
        await turn.of(Checkins).waiting.cancel(plan.person, OutreachKind.AGAIN)
        await turn.of(Checkins).save_plan(replace(plan, skip_from=None, skip_until=until))
    else:
        await turn.of(Checkins).snooze(plan, until)
    key = "checkin_snoozed" if until == wanted else "checkin_snoozed_quiet"
    return turn.side_reply(key, moment=_moment(turn, plan, until))


async def press_checkin(turn: Turn) -> Outcome:
    """Carry out a button under a check-in. It works after a restart, and without a plan."""
    deed, _, length = turn.argument.partition(":")
    if deed == "stop":
        return await stop_all(turn)
    plan = await turn.of(Checkins).plans.plan(turn.incoming.person)
    closed = turn.preferences.contact is not None and turn.preferences.contact.closed_at is not None
    if deed == "restore" and closed and plan is None:
        return await _reached_again(turn)
    if deed == "on" or (deed == "restore" and closed):
        return await _on(turn, plan, Wish(Deed.ON))
    if plan is None:
        return turn.side_reply("checkin_was_off")
    if deed == "less":
        return await _less(turn, plan)
    if deed == "restore":
        restored_plan = await turn.of(Checkins).save_plan(anew(plan, turn.of(Checkins).clock.now()))
        return private_reply((turn.pack.text("checkin_restored"), await _plan_text(turn, restored_plan)))
    if deed == "leave":
        return await _accept_backoff(turn, plan)
    if not length:
        return private_reply((turn.pack.text("checkin_snooze_ask"),), snooze_choices(turn))
    return await _snooze(turn, plan, None if length == TOMORROW else int(length))


async def _accept_backoff(turn: Turn, plan: CheckinPlan) -> Outcome:
    """Accept the backoff: stay stopped, or come half as often for good."""
    if plan.state is PlanState.ASKED:
        return await _off(turn)
    await turn.of(Checkins).save_plan(_halved(turn, plan))
    return turn.side_reply("checkin_left")


def snooze_choices(turn: Turn) -> tuple[Choice, ...]:
    """Return the buttons for how long to snooze a check-in."""
    return tuple(
        Choice(f"{CHECKIN_CUE}snooze:{length}", turn.pack.text(f"choice_snooze_{length}"))
        for length in ("20", "60", TOMORROW)
    )


def _moment(turn: Turn, plan: CheckinPlan, at: int) -> str:
    return local_text(turn.pack, at, turn.of(Checkins).times.zone_of(plan.zone), turn.of(Checkins).clock.now())


async def _plan_text(turn: Turn, plan: CheckinPlan, *, opened: bool = False) -> str:
    contact = turn.preferences.contact
    closed = contact is not None and contact.closed_at is not None and not opened
    again = await turn.of(Checkins).snoozed(plan.person)
    return plan_text(plan, turn.pack, turn.of(Checkins), turn.commands.prefix, closed=closed, again=again)


CHECKINS = (
    Command(
        "checkin",
        checkin,
        aliases=("checkins", "check-in"),
        argument=Argument("checkin"),
        needs_server=True,
        private=True,
    ),
)
