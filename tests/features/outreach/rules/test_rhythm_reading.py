"""What people write behind `checkin`."""

import pytest

from moodbot.content.rhythm_words import load_rhythm_words
from moodbot.features.outreach.rules.plans import WEEKDAYS, Rhythm
from moodbot.features.outreach.rules.rhythm_reading import Deed, Misread, Wish, read_wish

WORDS = load_rhythm_words("en")
NIGHT = (22 * 60, 7 * 60)


def on(**changes: object) -> Wish:
    """Return the wish for the usual rhythm with *changes*."""
    return Wish(Deed.ON, rhythm=Rhythm(**changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish(Deed.SHOW)),
        ("on", Wish(Deed.ON)),
        ("off", Wish(Deed.OFF)),
        ("STOP", Wish(Deed.OFF)),
        ("stop sending me these", Wish(Deed.OFF)),
        ("no more please", Wish(Deed.OFF)),
        ("no weekends", Misread.UNKNOWN),
        ("no quiet hours", Misread.UNKNOWN),
        ("never on sunday", Misread.UNKNOWN),
        ("end at 18", Misread.UNKNOWN),
        ("off tonight", Misread.UNKNOWN),
        ("less often", Wish(Deed.LESS)),
        ("every 2h", on(every=120)),
        ("every hour", on()),
        ("every hour every day", on()),
        ("hourly, daily", on()),
        ("every day every 2h", on(every=120)),
        ("daily", on(every=1440)),
        ("every `2h`", on(every=120)),
        ("every 1h30", on(every=90)),
        ("every hour and a half", on(every=90)),
        ("every 1.5 hours", on(every=90)),
        ("2h", Misread.UNKNOWN),
        ("8h and 20h", Misread.UNKNOWN),
        ("20h", on(times=(1200,))),
        ("on every two hours", on(every=120)),
        ("every half hour", on(every=30)),
        ("at 8:00 and 20:00", on(times=(480, 1200))),
        ("at 8, 12 and 18", on(times=(480, 720, 1080))),
        ("8:00 20:00", on(times=(480, 1200))),
        ("at 8.30pm", on(times=(1230,))),
        ("weekdays", on(days=WEEKDAYS)),
        ("at 9 on weekends please", on(times=(540,), days=(5, 6))),
        ("mon wed fri at 8pm", on(times=(1200,), days=(0, 2, 4))),
        ("every monday at 7:30", on(times=(450,), days=(0,))),
        ("every day at 9am", on(times=(540,), every=60)),
        ("quiet 22-7", on(quiet=NIGHT)),
        ("quiet hours from 22:00 to 7:00", on(quiet=NIGHT)),
        ("quiet off", on()),
        (
            "every 2 hours from 9 to 17 on weekdays quiet 12-13",
            on(every=120, end=1020, days=WEEKDAYS, quiet=(720, 780)),
        ),
        ("9 to 5", on(end=17 * 60)),
        ("10 to 18", on(start=600, end=1080)),
        ("from ten to six", on(start=600, end=1080)),
        ("from 5 to 9", on(start=300, end=540)),
        ("every 2h from 10 to 18", on(every=120, start=600, end=1080)),
        ("quiet 20 to 8", on(quiet=(1200, 480))),
        ("at 20 to 8", on(times=(460,))),
        ("at half past eight", on(times=(510,))),
        ("from 22 to 6", on(start=1320, end=360)),
        ("pause", Wish(Deed.PAUSE)),
        ("pause 3 days", Wish(Deed.PAUSE, minutes=3 * 1440)),
        ("pause 2 weeks and 3 days", Wish(Deed.PAUSE, minutes=17 * 1440)),
        ("stop for a week", Wish(Deed.PAUSE, minutes=7 * 1440)),
        ("pause for a week", Wish(Deed.PAUSE, minutes=7 * 1440)),
        ("skip", Wish(Deed.SKIP)),
        ("skip the next", Misread.UNKNOWN),
        ("skip next", Wish(Deed.SKIP)),
        ("skip today", Wish(Deed.SKIP_TODAY)),
        ("skip tonight", Wish(Deed.SKIP_TONIGHT)),
        ("snooze", Wish(Deed.SNOOZE, minutes=60)),
        ("snooze `2h`", Wish(Deed.SNOOZE, minutes=120)),
        ("snooze 1h30", Wish(Deed.SNOOZE, minutes=90)),
        ("snooze 1 hour and 30 minutes", Wish(Deed.SNOOZE, minutes=90)),
        ("snooze 20m", Wish(Deed.SNOOZE, minutes=20)),
        ("snooze for half an hour", Wish(Deed.SNOOZE, minutes=30)),
        ("snooze tomorrow", Wish(Deed.SNOOZE_TOMORROW)),
        ("snooze until tomorrow", Wish(Deed.SNOOZE_TOMORROW)),
        ("snooze until 18:00", Misread.UNKNOWN),
        ("every minute", Misread.TOO_OFTEN),
        ("every 3 days", Misread.TOO_LONG),
        ("pause 3 years", Misread.TOO_LONG),
        ("snooze 2 weeks", Misread.TOO_LONG),
        ("snooze 1m", Misread.UNKNOWN),
        ("at 0 1 2 3 4 5 6 7 8 9 10 11 12 13", Misread.TOO_MANY),
        ("at 25:00", Misread.UNKNOWN),
        ("quiet 7-7", Misread.UNKNOWN),
        ("whenever you feel like it", Misread.UNKNOWN),
    ],
)
def test_a_wish_is_read_as_it_was_meant(text: str, wish: Wish | Misread) -> None:
    """In any order and with the small words that people add; what cannot be read changes nothing."""
    found = read_wish(text, Rhythm(), WORDS)
    if isinstance(found, Wish) and found.rhythm and isinstance(wish, Wish) and wish.rhythm and found.rhythm.times:
        # With times of its own, the distance of a rhythm says nothing.
        assert (found.rhythm.times, found.rhythm.days) == (wish.rhythm.times, wish.rhythm.days)
    else:
        assert found == wish


def test_a_change_keeps_what_it_does_not_name() -> None:
    """Quiet hours stay where only the distance is changed, and the other way round."""
    mine = Rhythm(every=120, days=WEEKDAYS, quiet=NIGHT)
    assert read_wish("every 3h", mine, WORDS) == Wish(Deed.ON, rhythm=Rhythm(every=180, days=WEEKDAYS, quiet=NIGHT))
    assert read_wish("quiet none", mine, WORDS) == Wish(Deed.ON, rhythm=Rhythm(every=120, days=WEEKDAYS))
