"""The ids of buttons, and the errors of Discord: plain functions, no Discord needed."""

import aiohttp
import discord
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moodbot.conversation.core_commands import COMMAND_CUE
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import Choice, Phase, Place, PlaceKind, Reply, TalkPhase, Utterance
from moodbot.core.talk import MOOD_CUE, label_key, mood_choices, offers
from moodbot.discordapp.buttons import LABEL_LIMIT, MENU, WRITE, ButtonId, view_of, write_form
from moodbot.discordapp.counsellors.buttons import view_of as staff_view_of
from moodbot.discordapp.direct_line import send_fault_of
from moodbot.discordapp.faults import cannot_speak
from moodbot.features.counsellors.ports import DeskButton, Notice
from moodbot.features.counsellors.rendering import member_choice
from moodbot.features.counsellors.rules.requests import Request
from moodbot.features.outreach.ports import SendFault
from tests.house import the_pack
from tests.standin.limits import check_message

ID_LIMIT, MODAL_TITLE_LIMIT, PLACEHOLDER_LIMIT, MODAL_LABEL_LIMIT = 100, 45, 100, 45
LAST_SNOWFLAKE = 2**64 - 1
LONG_ID = 10**19 - 1
SNOWFLAKES = st.integers(min_value=0, max_value=LAST_SNOWFLAKE)
PLACES = st.builds(Place, st.sampled_from([PlaceKind.DM, PlaceKind.CHANNEL, PlaceKind.EPHEMERAL]), SNOWFLAKES)


class Response:
    """As much of an HTTP answer as discord.py's errors look at."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.reason = "-"


def every_cue() -> list[str]:
    """Return everything that a button of ours may stand for."""
    moods = [MOOD_CUE + name for name in the_pack().moods]
    return [
        *EVERYTHING.table.cues,
        MENU,
        WRITE,
        *moods,
        *(COMMAND_CUE + command.name for command in EVERYTHING.commands),
    ]


@given(
    person=SNOWFLAKES,
    place=PLACES,
    step=st.integers(min_value=0),
    cue=st.sampled_from(every_cue()),
    phase=st.sampled_from(["", *EVERYTHING.table.stages]),
)
def test_an_id_that_comes_back_means_what_it_meant(person: int, place: Place, step: int, cue: str, phase: str) -> None:
    """Whoever, wherever, whenever: what was written into a custom_id is read out of it."""
    button = ButtonId(person, place, step, cue, phase)

    assert ButtonId.parse(str(button)) == button


@given(st.text(max_size=ID_LIMIT))
def test_no_foreign_id_breaks_the_reading(custom_id: str) -> None:
    """Any other text is either one of ours, and then reads the same once more, or none."""
    found = ButtonId.parse(custom_id)

    assert found is None or ButtonId.parse(str(found)) == found


@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "moodbot",
        "moodbot:1:d0:1",
        "other:1:d0:1:yes",
        "moodbot:x:d0:1:yes",
        "moodbot:1:z0:1:yes",
        "moodbot:1:d:1:no",
    ],
)
def test_half_an_id_is_none_of_ours(custom_id: str) -> None:
    """What is cut short, or another bot's, is left alone."""
    assert ButtonId.parse(custom_id) is None


def test_an_id_that_would_grow_too_long_leaves_out_the_question_above_it() -> None:
    """Its button works all the same; only a reply to the message is then not known to answer it."""
    reply = Reply(
        LONG_ID,
        Place(PlaceKind.EPHEMERAL, LONG_ID),
        999,
        (Utterance("?"),),
        (Choice("yes", "Yes"), Choice("counsellor:" + "x" * 35, "Ask")),
        phase=TalkPhase.HAPPENED,
    )

    view = view_of(reply, the_pack())

    found = [ButtonId.parse(item.custom_id) for item in view.children] if view else []  # type: ignore[attr-defined]
    assert [each.phase for each in found if each] == ["happened", ""]


@pytest.mark.parametrize("cue", every_cue())
def test_the_longest_id_fits(cue: str) -> None:
    """Discord takes 100 characters: enough for the last snowflake, a million steps and every cue."""
    longest = ButtonId(LAST_SNOWFLAKE, Place(PlaceKind.EPHEMERAL, LAST_SNOWFLAKE), 1_000_000, cue)

    assert len(str(longest)) <= ID_LIMIT


@pytest.mark.parametrize("deed", ["withdraw", "accept", "other", "reopen"])
def test_the_longest_id_about_a_request_fits(deed: str) -> None:
    """With ids of today, a thousand steps into a talk by slash commands."""
    request = Request(LONG_ID, LONG_ID, 0, number=99_999)
    cue = member_choice(request, deed, the_pack()).cue
    assert len(str(ButtonId(LONG_ID, Place(PlaceKind.EPHEMERAL, LONG_ID), 999, cue))) <= ID_LIMIT


@pytest.mark.parametrize("phase", list(EVERYTHING.table.stages))
@pytest.mark.parametrize("kind", [PlaceKind.CHANNEL, PlaceKind.DM, PlaceKind.EPHEMERAL])
def test_the_choices_of_every_phase_fit_under_a_message(phase: Phase, kind: PlaceKind) -> None:
    """At most two rows of five buttons, ids all different, and "Write" wherever nobody can type."""
    place = Place(kind, 1)
    choices = offers(EVERYTHING.table, phase, place, the_pack())
    reply = Reply(
        1, place, 1, (Utterance("?"),), choices, menu=phase is TalkPhase.PICK, writes=phase is not TalkPhase.REST
    )

    view = view_of(reply, the_pack())

    ids = [item.custom_id for item in view.children] if view else []  # type: ignore[attr-defined]
    assert len(ids) == len(set(ids)) <= 12
    assert view is None or len(view.to_components()) <= 3
    assert any(each.endswith(f":{WRITE}") for each in ids) == (
        kind is PlaceKind.EPHEMERAL and phase is not TalkPhase.REST
    )


def test_every_label_fits_on_a_button() -> None:
    """Discord takes 80 characters; none of ours needs cutting."""
    keys = [label_key(phase, cue) for phase, stage in EVERYTHING.table.stages.items() for cue in stage.offers]

    assert [key for key in keys if len(the_pack().text(key)) > LABEL_LIMIT] == []


def test_a_label_that_is_too_long_is_cut() -> None:
    """A pack of other words may be longer; Discord would refuse the whole message."""
    reply = Reply(1, Place(PlaceKind.DM), 1, (Utterance("?"),), (Choice("yes", "y" * 200),))

    view = view_of(reply, the_pack())

    assert view is not None
    assert [len(item.label) for item in view.children] == [LABEL_LIMIT]  # type: ignore[attr-defined]


def test_a_message_without_choices_has_nothing_under_it() -> None:
    """The end of a talk offers nothing."""
    assert view_of(Reply(1, Place(PlaceKind.DM), 1, (Utterance("Bye."),)), the_pack()) is None


def test_the_menu_holds_all_moods() -> None:
    """Fifteen entries with emoji; Discord takes twenty-five."""
    choices = mood_choices(the_pack(), tuple(the_pack().moods))
    view = view_of(Reply(1, Place(PlaceKind.DM), 1, (Utterance("?"),), choices, menu=True), the_pack())

    assert view is not None
    (menu,) = view.children
    assert isinstance(menu, discord.ui.Select)
    assert [option.value for option in menu.options] == [MOOD_CUE + name for name in the_pack().moods]
    assert all(option.emoji for option in menu.options)


def test_the_form_fits() -> None:
    """Discord limits the title and the labels of a form; ours keep to it, and the words may be 1,000 characters."""
    form = write_form(EVERYTHING, ButtonId(1, Place(PlaceKind.EPHEMERAL, 2), 3, WRITE), the_pack()).to_dict()

    field = form["components"][0]
    assert len(form["title"]) <= MODAL_TITLE_LIMIT
    assert len(field["label"]) <= MODAL_LABEL_LIMIT
    assert len(field["component"]["placeholder"]) <= PLACEHOLDER_LIMIT
    assert field["component"]["max_length"] == 1000


def test_choices_that_mean_the_same_are_one_button() -> None:
    """Discord refuses a message with one id twice: under an answer, before it, in a menu, and for staff."""
    twice = (Choice("yes", "Yes"), Choice("no", "No"), Choice("yes", "Of course"), Choice(f"{MOOD_CUE}sad", "sad"))
    place = Place(PlaceKind.EPHEMERAL, 1)
    for menu in (False, True):
        reply = Reply(1, place, 1, (Utterance("?", choices=twice),), (*twice, *twice), menu=menu, writes=True)
        assert [choice.label for choice in reply.choices] == ["Yes", "No", "sad"]
        assert reply.utterances[0].choices == reply.choices
        view = view_of(reply, the_pack())
        assert view is not None
        check_message({"content": "?", "components": view.to_components()})
        notice = Notice("?", (DeskButton(1, "claim", "Take"), DeskButton(1, "claim", "Take it")), menu=menu)
        (item,) = staff_view_of(notice, 5).children
        check_message({"content": "?", "components": staff_view_of(notice, 5).to_components()})
        assert not isinstance(item, discord.ui.Select) or len(item.options) == 1


def refusal(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    """Return the error that discord.py raises for an answer of Discord."""
    return kind(Response(status), {"code": code, "message": "what was sent"})


@pytest.mark.parametrize(
    ("fault", "missing", "refused"),
    [
        (refusal(discord.Forbidden, 403, 50007), "DMs are closed", True),
        (refusal(discord.HTTPException, 400, 50278), "DMs are closed", True),
        (refusal(discord.Forbidden, 403, 50013), "Send Messages", True),
        (refusal(discord.Forbidden, 403, 50001), "View Channel", True),
        (refusal(discord.Forbidden, 403, 20026), "no more DMs can be opened just now", True),
        (refusal(discord.NotFound, 404, 10003), "the channel is gone", False),
        (refusal(discord.HTTPException, 400, 50035), "Discord answered 400, error 50035", True),
        (refusal(discord.HTTPException, 400, 50083), "the thread is archived", True),
        (refusal(discord.Forbidden, 403, 160005), "the thread is locked", True),
        (refusal(discord.HTTPException, 400, 200000), "AutoMod stopped the message", True),
        (aiohttp.ServerDisconnectedError("what was sent"), "Discord could not be reached", False),
        (TimeoutError("what was sent"), "Discord could not be reached", False),
    ],
)
def test_every_error_has_a_name_and_none_quotes_what_was_sent(fault: Exception, missing: str, refused: bool) -> None:
    """What hinders the bot is named as people know it, without the text of the error."""
    found = cannot_speak(fault)

    assert (found.missing, found.refused) == (missing, refused)
    assert "what was sent" not in str(found)


@pytest.mark.parametrize(("status", "fault"), [(401, SendFault.NOT_NOW), (429, SendFault.NOT_NOW)])
def test_what_was_sent_too_fast_was_not_refused(status: int, fault: SendFault) -> None:
    """It is said later, and nobody takes their DMs for closed."""
    assert send_fault_of(refusal(discord.HTTPException, status, 0)) is fault
