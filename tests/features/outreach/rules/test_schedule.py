"""Check-ins come at the person's own wall-clock times: never twice, never in quiet hours, whatever clocks do."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.features.outreach.rules.plans import EVERY_DAY, CheckinPlan, PlanState, Rhythm, less_often
from moodbot.features.outreach.rules.schedule import (
    after_quiet,
    is_wanted,
    next_checkin,
    next_checkins,
    next_day,
    next_sunday,
    some_hours_later,
    spread,
    start_of_tomorrow,
    wall_seconds,
)
from moodbot.times.local_moment import local_time

DAY, HOUR, MINUTE = 86_400_000, 3_600_000, 60_000
HOURLY = Rhythm()
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "Australia/Lord_Howe",
    "Australia/Adelaide",
    "Africa/Cairo",
    "Asia/Beirut",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Asia/Kolkata",
)
"""Clocks that are changed by a whole hour, by half an hour, at midnight, and not at all; both halves of the world."""


def at(text: str, zone: str) -> int:
    """Return the moment (UTC ms) at which clocks in *zone* show *text*."""
    return round(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def shown(moments: tuple[int, ...], zone: str) -> list[str]:
    """Return what clocks in *zone* show at *moments*."""
    return [f"{local_time(each, ZoneInfo(zone)):%a %d %H:%M}" for each in moments]


def plan_of(zone: str, rhythm: Rhythm = HOURLY, **more: object) -> CheckinPlan:
    """Return the plan of one person in *zone*."""
    return CheckinPlan(7, rhythm, zone, **more)  # type: ignore[arg-type]


rhythms = st.builds(
    Rhythm,
    every=st.sampled_from((30, 45, 60, 120, 180, 1440)),
    start=st.integers(0, 1439),
    end=st.integers(0, 1439),
    times=st.one_of(st.just(()), st.sets(st.integers(0, 1439), min_size=1, max_size=6).map(lambda s: tuple(sorted(s)))),
    days=st.one_of(st.just(EVERY_DAY), st.sets(st.integers(0, 6), min_size=1).map(lambda s: tuple(sorted(s)))),
    quiet=st.one_of(st.none(), st.tuples(st.integers(0, 1439), st.integers(0, 1439)).filter(lambda q: q[0] != q[1])),
)
moments = st.integers(at("2023-12-20", "UTC"), at("2028-04-01", "UTC"))
"""Four years with every clock change, and the leap day of 2024 and 2028."""


@given(rhythm=rhythms, zone=st.sampled_from(ZONES), start=moments, person=st.integers(1, 2**63 - 1), thin=st.booleans())
def test_the_same_times_on_the_wall_never_twice_never_in_quiet_hours(
    rhythm: Rhythm, zone: str, start: int, person: int, thin: bool
) -> None:
    """Over some days around any moment: times grow, walls grow, days are the chosen ones, quiet hours are quiet."""
    plan = CheckinPlan(person, rhythm, zone, thinned=thin)
    walls: list[int] = []
    now = start
    for _ in range(12):
        due = next_checkin(plan, now, ZoneInfo(zone))
        if due is None:
            break
        local = local_time(due, ZoneInfo(zone))
        assert due > now
        assert not rhythm.is_quiet(local.hour * 60 + local.minute)
        assert is_wanted(plan, due, ZoneInfo(zone))
        walls.append(wall_seconds(due, ZoneInfo(zone)))
        plan = CheckinPlan(person, rhythm, zone, thinned=thin, last_at=due, last_wall=walls[-1])
        now = due
    assert walls == sorted(set(walls))


@given(rhythm=rhythms, zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)), start=moments)
def test_whoever_changes_their_zone_while_one_is_due_gets_no_time_twice(
    rhythm: Rhythm, zones: tuple[str, str], start: int
) -> None:
    """What clocks showed at the last one, in the old zone, is never shown again at the next, in the new one."""
    before, after = zones
    due = next_checkin(plan_of(before, rhythm), start, ZoneInfo(before))
    if due is None:
        return
    wall = wall_seconds(due, ZoneInfo(before))
    moved = plan_of(after, rhythm, last_at=due, last_wall=wall)
    following = next_checkin(moved, due, ZoneInfo(after))
    assert following is None or (following > due and wall_seconds(following, ZoneInfo(after)) > wall)


@given(zone=st.sampled_from(ZONES), start=moments, hours=st.sets(st.integers(0, 23), min_size=1, max_size=4))
def test_named_times_are_kept_exactly_every_day_but_for_skipped_ones(zone: str, start: int, hours: set[int]) -> None:
    """In ten days each time comes once a day; one that clocks skip comes right behind the gap, or not that day."""
    rhythm = Rhythm(times=tuple(sorted(hour * 60 for hour in hours)))
    found = [
        local_time(each, ZoneInfo(zone)) for each in next_checkins(plan_of(zone, rhythm), start, ZoneInfo(zone), 40)
    ]
    by_day: dict[object, list[int]] = {}
    for each in found:
        by_day.setdefault(each.date(), []).append(each.hour * 60 + each.minute)
    whole_days = sorted(by_day)[1:-1]
    for day in whole_days:
        exact = by_day[day] == list(rhythm.times)
        first, last = (
            datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(zone)).utcoffset() for hour in (0, 23)
        )
        changed = (
            first != last
            or datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).replace(fold=1).utcoffset() != first
        )
        assert exact or changed, (day, by_day[day])


@pytest.mark.parametrize(
    ("zone", "change", "expected"),
    [
        # In spring 2:30 does not exist: it is the first minute that does. In autumn it comes twice; once is enough.
        ("Europe/Berlin", "2026-03-28T12:00", ["Sun 29 03:00", "Mon 30 02:30"]),
        ("Europe/Berlin", "2026-10-24T12:00", ["Sun 25 02:30", "Mon 26 02:30"]),
        ("America/New_York", "2026-03-07T12:00", ["Sun 08 03:00", "Mon 09 02:30"]),
        ("America/New_York", "2026-10-31T12:00", ["Sun 01 02:30", "Mon 02 02:30"]),
        ("Australia/Lord_Howe", "2026-10-03T12:00", ["Sun 04 02:30", "Mon 05 02:30"]),
        ("Australia/Adelaide", "2026-10-03T12:00", ["Sun 04 03:00", "Mon 05 02:30"]),
        ("America/St_Johns", "2026-10-31T12:00", ["Sun 01 02:30", "Mon 02 02:30"]),
        ("Pacific/Chatham", "2026-09-26T12:00", ["Sun 27 02:30", "Mon 28 02:30"]),
        ("Asia/Kolkata", "2028-02-28T12:00", ["Tue 29 02:30", "Wed 01 02:30"]),
    ],
)
def test_half_past_two_in_the_nights_of_clock_changes(zone: str, change: str, expected: list[str]) -> None:
    """As a person who set 2:30 sees it on their own wall."""
    plan = plan_of(zone, Rhythm(times=(150,)))
    assert shown(next_checkins(plan, at(change, zone), ZoneInfo(zone), 2), zone) == expected


def test_every_hour_is_a_person_s_own_minute_from_nine_to_nine() -> None:
    """Twelve a day, at the same minute of each hour, inside the day."""
    zone = "Europe/Lisbon"
    hourly = next_checkins(plan_of(zone), at("2026-11-25T00:00", zone), ZoneInfo(zone), 24)
    minutes = {local_time(each, ZoneInfo(zone)).minute for each in hourly}
    hours = [local_time(each, ZoneInfo(zone)).hour for each in hourly]
    assert len(minutes) == 1
    assert hours == [*range(9, 21), *range(9, 21)]


def test_nine_o_clock_is_no_thundering_herd() -> None:
    """A hundred thousand neighbouring ids fall evenly into the seconds of an hour."""
    seconds = [0] * 3600
    for person in range(10**17, 10**17 + 100_000):
        seconds[spread(person, 3600)] += 1
    assert max(seconds) < 2 * 100_000 / 3600
    ids_a_second_apart = {spread((1_400_000_000_000 + 1000 * number) << 22, 3600) for number in range(1000)}
    assert len(ids_a_second_apart) > 800


def test_a_pause_a_skip_and_a_question_hold_what_they_say() -> None:
    """Nothing while paused without an end or asked; with an end, the first time behind it."""
    zone, now = "Europe/Berlin", at("2026-11-25T12:00", "Europe/Berlin")
    daily = Rhythm(times=(8 * 60, 20 * 60))
    berlin = ZoneInfo(zone)
    assert next_checkin(plan_of(zone, daily, state=PlanState.ASKED), now, berlin) is None
    assert next_checkin(plan_of(zone, daily, state=PlanState.PAUSED), now, berlin) is None
    paused = plan_of(zone, daily, state=PlanState.PAUSED, until=now + 2 * DAY)
    assert shown(next_checkins(paused, now, berlin, 1), zone) == ["Fri 27 20:00"]
    skipping = plan_of(zone, daily, skip_until=start_of_tomorrow(now, berlin))
    assert shown(next_checkins(skipping, now, berlin, 1), zone) == ["Thu 26 08:00"]
    assert next_checkin(CheckinPlan(7, daily, None), now, UTC) is None


def test_a_night_is_one_day() -> None:
    """At one in the morning "skip tonight" still means this night."""
    berlin = ZoneInfo("Europe/Berlin")
    assert start_of_tomorrow(at("2026-11-25T01:00", "Europe/Berlin"), berlin) == at("2026-11-25T04:00", "Europe/Berlin")
    assert start_of_tomorrow(at("2026-11-25T23:00", "Europe/Berlin"), berlin) == at("2026-11-26T04:00", "Europe/Berlin")


def test_thinned_is_half() -> None:
    """Every second of the day's times; a single one every second day."""
    zone, now = "Europe/Berlin", at("2026-11-23T00:00", "Europe/Berlin")
    berlin = ZoneInfo(zone)
    hourly = next_checkins(plan_of(zone, thinned=True), now, berlin, 12)
    assert [local_time(each, berlin).hour for each in hourly] == [9, 11, 13, 15, 17, 19] * 2
    single = next_checkins(plan_of(zone, Rhythm(times=(480,)), thinned=True), now, berlin, 3)
    assert [b - a for a, b in pairwise(single)] == [2 * DAY, 2 * DAY]


def test_less_often_always_ends_in_something_rarer() -> None:
    """Pressed again and again it goes from hourly to once a week, and never to nothing."""
    rhythm, berlin = Rhythm(), ZoneInfo("Europe/Berlin")
    counts = []
    for _ in range(8):
        plan = plan_of("Europe/Berlin", rhythm)
        week = [each for each in next_checkins(plan, 0, berlin, 200) if each < 7 * DAY]
        counts.append(len(week))
        rhythm = less_often(rhythm)
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 84
    assert counts[-1] == 1
    assert less_often(Rhythm(times=(480, 720, 1200))).times == (480, 1200)


def test_what_falls_into_quiet_hours_waits_for_their_end() -> None:
    """Also over midnight."""
    berlin, rhythm = ZoneInfo("Europe/Berlin"), Rhythm(quiet=(22 * 60, 7 * 60))
    late, early = (at(text, "Europe/Berlin") for text in ("2026-11-25T22:30", "2026-11-26T06:59"))
    morning = at("2026-11-26T07:00", "Europe/Berlin")
    assert after_quiet(late, rhythm, berlin) == after_quiet(early, rhythm, berlin) == morning
    assert after_quiet(morning, rhythm, berlin) == morning
    assert after_quiet(late, Rhythm(), berlin) == late


def test_follow_ups_come_by_day() -> None:
    """The next day in the late morning; hours later only by day; without a zone at the same time tomorrow."""
    zone, berlin = "Europe/Berlin", ZoneInfo("Europe/Berlin")
    noon, evening = at("2026-11-25T12:00", zone), at("2026-11-25T21:00", zone)
    assert local_time(next_day(evening, berlin, 7), berlin).strftime("%d %H") == "26 11"
    assert next_day(evening, None, 7) == evening + DAY
    assert some_hours_later(noon, 4, berlin, 7) == noon + 4 * HOUR
    assert some_hours_later(evening, 4, berlin, 7) == next_day(evening, berlin, 7)
    assert some_hours_later(noon, 4, None, 7) == noon + DAY


def test_a_letter_comes_on_sunday_evening() -> None:
    """On a Sunday before six it is today, afterwards in a week."""
    zone, berlin = "Europe/Berlin", ZoneInfo("Europe/Berlin")
    for start, day in (("2026-11-25T12:00", "29"), ("2026-11-29T17:00", "29"), ("2026-11-29T19:30", "06")):
        assert local_time(next_sunday(at(start, zone), berlin, 7), berlin).strftime("%d %a %H") == f"{day} Sun 18"


def test_the_end_of_the_calendar_breaks_nothing() -> None:
    """Somebody's clock is set to the last days there are."""
    last = round(
        (datetime(9999, 12, 31, 23, tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)
    )
    assert next_checkin(plan_of("UTC"), last, UTC) is None
