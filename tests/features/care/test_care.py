"""Care: risk is noticed first, answered at once and in private, and the answer comes whatever is broken."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from moodbot.conversation.registry import features_of
from moodbot.conversation.turns import TurnRunner
from moodbot.core.bot_language import BotLanguages
from moodbot.core.dialogue import (
    DM,
    Cue,
    Entrance,
    Incoming,
    Phase,
    Picture,
    Place,
    PlaceKind,
    Press,
    Reply,
    TalkCue,
)
from moodbot.core.feature import Feature
from moodbot.core.hooks import After
from moodbot.core.ports import Messenger
from moodbot.core.words import Words
from moodbot.features.care.cues import BARRIERS, CareCue, CarePhase
from moodbot.features.care.memory import STICKY
from moodbot.features.care.rules.helplines import Purpose
from moodbot.features.care.rules.risk import RiskReading, Tier
from moodbot.features.care.service import OPEN_CUE, PLAIN_BLOCK, Care
from moodbot.language.packs import Line, ReplyPack
from tests.hands import HandClock, settle
from tests.house import House, house_of, pools_of, said, the_bot_language, the_lines, the_pack
from tests.rooms import Room
from tests.stores import Store, open_store
from tests.talks import CHANNEL, PERSON, Talk

EXPLICIT = "i want to kill myself"
INDIRECT = "i wish i just wouldn't wake up tomorrow"
ABUSE = "my stepdad hits me every night"
OTHER = "my best friend told me she wants to kill herself"


def turn_runner_of(store: Store, clock: HandClock) -> TurnRunner:
    """Return the whole path of a turn."""
    return house_of(store, clock).turn_runner()


def typed(text: str, entrance: Entrance = Entrance.DM, place: Place = DM) -> Incoming:
    """Return a typed turn."""
    return Incoming(PERSON, place, entrance, text, server="Harbour" if place == CHANNEL else None)


ENTRANCES = {
    Entrance.COMMAND: typed(f"!sad {EXPLICIT}", Entrance.COMMAND, CHANNEL),
    Entrance.DM: typed(EXPLICIT),
    Entrance.MENTION: typed(EXPLICIT, Entrance.MENTION, CHANNEL),
    Entrance.REPLY: typed(EXPLICIT, Entrance.REPLY, CHANNEL),
    Entrance.SLASH: typed(f"helplines {EXPLICIT}", Entrance.SLASH, Place(PlaceKind.EPHEMERAL, 9)),
    Entrance.MODAL: typed(EXPLICIT, Entrance.MODAL, Place(PlaceKind.EPHEMERAL, 9)),
    Entrance.TERMINAL: typed(EXPLICIT, Entrance.TERMINAL, Place(PlaceKind.TERMINAL)),
}
WORDLESS_ENTRANCES = {Entrance.BUTTON}
"""A press carries a cue of ours and no words of a person."""


def test_every_entrance_is_listed_here() -> None:
    """Whoever adds a way in must say here how risk is noticed on it."""
    assert ENTRANCES.keys() | WORDLESS_ENTRANCES == set(Entrance)


@pytest.mark.parametrize("incoming", ENTRANCES.values(), ids=ENTRANCES.keys())
async def test_risk_is_noticed_at_every_entrance(store: Store, clock: HandClock, incoming: Incoming) -> None:
    """And answered in private, wherever it came in."""
    room = Room()
    await turn_runner_of(store, clock).hear(incoming, room)
    assert "care_ack" in pools_of(room.texts[0])
    assert all(place.private for place, _ in room.seen)


@pytest.mark.parametrize("words", ["!suicidal", "!selfharm", "!crisis", "!help me", "!help me please", "!suicide"])
async def test_words_that_call_for_help_lead_to_the_help_block(store: Store, clock: HandClock, words: str) -> None:
    """Also as a command in a channel, and the answer is still private."""
    room = Room()
    await turn_runner_of(store, clock).hear(typed(words, Entrance.COMMAND, CHANNEL), room)
    assert "care_ack" in pools_of(room.texts[0])


async def test_what_is_not_addressed_to_the_bot_is_never_checked(store: Store, clock: HandClock) -> None:
    """A command of another bot is not ours to read."""
    room = Room()
    await turn_runner_of(store, clock).hear(typed(f"!play {EXPLICIT}", Entrance.COMMAND, CHANNEL), room)
    assert room.seen == []


async def test_the_first_screen_comes_in_its_order_and_then_one_question(store: Store, clock: HandClock) -> None:
    """Acknowledgement, emergency sentence, one line or where to find one; then whether they are safe."""
    room = Room()
    await turn_runner_of(store, clock).hear(typed(EXPLICIT), room)
    screen, question = room.texts
    at = [
        min(screen.index(start) for start in _starts(pool) if start in screen)
        for pool in ("care_ack", "care_emergency")
    ]
    assert at == sorted(at)
    assert screen.endswith(the_pack().text("line_unknown"))
    assert "care_safe_ask" in pools_of(question)
    labels = [choice.label for choice in room.offers[0].choices]
    assert labels[:3] == ["Yes", "No", "I've already done something"]
    assert "{" not in screen


def _starts(pool: str) -> list[str]:
    """Return how the lines of *pool* begin, up to their first slot."""
    return [line.text.split("{")[0] for line in the_pack().lines(pool, None)]


@pytest.mark.parametrize(
    ("words", "pools", "phase"),
    [
        (EXPLICIT, {"care_ack"}, CarePhase.SAFE),
        (INDIRECT, {"ask_ack"}, CarePhase.ASKED),
        (ABUSE, {"abuse_ack", "abuse_phone"}, CarePhase.ABUSE),
        (OTHER, {"other_ack", "other_emergency"}, CarePhase.OTHER),
    ],
)
async def test_each_kind_of_risk_has_a_flow_of_its_own(
    store: Store, clock: HandClock, words: str, pools: set[str], phase: Phase
) -> None:
    """Oneself, plainly or not; somebody who hurts them; worry about someone else."""
    room = Room()
    await turn_runner_of(store, clock).hear(typed(words), room)
    assert pools <= pools_of(room.texts[0])
    (kept,) = await store.talks.talks_of(PERSON, 0)
    assert kept.phase is phase


@pytest.mark.parametrize("barrier", BARRIERS)
async def test_every_barrier_has_an_answer(talk: Talk, barrier: CareCue) -> None:
    """One thing at a time; it works though no talk is known any more."""
    reply = await talk.presses(barrier)
    assert said(reply) == [{barrier.value}]


@pytest.mark.parametrize(
    ("words", "barrier"),
    [
        ("idk it's embarrassing", "shame"),
        ("i can't afford that", "cost"),
        ("others have it worse", "small"),
        ("my parents would find out", "parents"),
        ("i hate calling people", "phone"),
        ("i dont want them to send someone", "police"),
        ("last time it didn't help at all", "tried"),
    ],
)
async def test_a_barrier_is_understood_in_a_persons_own_words(
    store: Store, clock: HandClock, words: str, barrier: str
) -> None:
    """Typed words do what the buttons do, once it was asked what is hard."""
    turn_runner, room = turn_runner_of(store, clock), Room()
    await turn_runner.hear(typed(EXPLICIT), Room())
    await turn_runner.hear(Incoming(PERSON, DM, Entrance.BUTTON, press=Press(CareCue.HARD, 1)), Room())
    await turn_runner.hear(typed(words), room)
    assert f"barrier_{barrier}" in pools_of(room.texts[0])


@pytest.mark.parametrize(
    ("words", "pool"),
    [
        *(
            (words, "soft_keep")
            for words in ("jk", "lol jk", "never mind", "I'm fine!", "forget it", "it was a joke lol")
        ),
        *((words, "care_leave") for words in ("stop", "bye")),
    ],
)
async def test_taking_it_back_softens_the_words_and_keeps_the_resources(
    store: Store, clock: HandClock, words: str, pool: str
) -> None:
    """People rarely repeat themselves: the lines stay."""
    turn_runner, room = turn_runner_of(store, clock), Room()
    await turn_runner.hear(typed(EXPLICIT), Room())
    await turn_runner.hear(typed(words), room)
    assert pool in pools_of(room.texts[0])
    assert the_pack().text("line_unknown") in room.texts[0]


async def test_the_state_is_sticky_for_a_day_and_then_gone(store: Store, clock: HandClock) -> None:
    """Help lines stay one press away in private, also after a restart; a time and a tier are all that is kept."""
    turn_runner = turn_runner_of(store, clock)
    await turn_runner.hear(typed(EXPLICIT), Room())
    assert await store.care.risks(0) == ((PERSON, Tier.EXPLICIT, clock.now()),)
    memory = house_of(store, clock).care.memory
    await memory.load()
    assert memory.tier(PERSON) is Tier.EXPLICIT
    later = Room()
    clock.advance(60)
    await turn_runner.hear(typed("!happy"), later)
    assert the_pack().text("choice_lines") in [choice.label for choice in later.offers[0].choices]
    lines = Room()
    await turn_runner.hear(Incoming(PERSON, DM, Entrance.BUTTON, press=Press(CareCue.LINES, 0)), lines)
    assert "care_again" in pools_of(lines.texts[0])
    clock.advance(STICKY / 1000)
    assert memory.tier(PERSON) is Tier.NONE
    calm = Room()
    await turn_runner.hear(typed("!happy"), calm)
    assert the_pack().text("choice_lines") not in [choice.label for choice in calm.offers[0].choices]


def test_a_plain_risk_is_not_lowered_by_a_vague_one(store: Store, clock: HandClock) -> None:
    """And worry about a friend says nothing about the person."""
    memory = house_of(store, clock).care.memory
    memory.notice(PERSON, Tier.EXPLICIT)
    memory.notice(PERSON, Tier.INDIRECT)
    memory.notice(PERSON + 1, Tier.NONE)
    assert (memory.tier(PERSON), memory.tier(PERSON + 1)) == (Tier.EXPLICIT, Tier.NONE)


@pytest.mark.parametrize(("words", "pools"), [("yes", "care_ack"), ("idk", "care_ack"), ("no", "asked_no")])
async def test_the_direct_question_takes_every_answer(store: Store, clock: HandClock, words: str, pools: str) -> None:
    """Yes and not sure bring the help block and count as plain; no softens and leaves the lines."""
    turn_runner, room = turn_runner_of(store, clock), Room()
    await turn_runner.hear(typed(INDIRECT), Room())
    await turn_runner.hear(typed(words), room)
    assert pools in pools_of(room.texts[0])
    ((_, tier, _),) = await store.care.risks(0)
    assert tier == (Tier.EXPLICIT if pools == "care_ack" else Tier.INDIRECT)


@pytest.mark.parametrize(
    ("cue", "pools"), [(TalkCue.YES, "care_ack"), (TalkCue.MAYBE, "care_ack"), (TalkCue.NO, "asked_no")]
)
async def test_the_buttons_of_the_direct_question_work_in_the_middle_of_a_talk(
    store: Store, clock: HandClock, cue: Cue, pools: str
) -> None:
    """Nobody who presses "yes" there is told that the talk has moved on."""
    turn_runner, asked, room = turn_runner_of(store, clock), Room(), Room()
    await turn_runner.hear(typed("!sad"), Room())
    await turn_runner.hear(typed("no"), Room())
    await turn_runner.hear(typed(INDIRECT), asked)
    offered = asked.offers[0]
    assert cue in [choice.cue for choice in offered.choices]
    await turn_runner.hear(Incoming(PERSON, DM, Entrance.BUTTON, press=Press(cue, offered.step)), room)
    assert pools in pools_of(room.texts[0])


async def test_the_direct_question_can_be_answered_though_the_database_is_down(
    tmp_path: Path, clock: HandClock
) -> None:
    """By button and in words: that a risk was noticed is known from memory."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", clock.new_id()) as store:
        turn_runner, pressed, said_so = turn_runner_of(store, clock), Room(), Room()
        await store.close()
        await turn_runner.hear(typed(INDIRECT), Room())
        await turn_runner.hear(Incoming(PERSON, DM, Entrance.BUTTON, press=Press(TalkCue.YES, 1)), pressed)
        await turn_runner.hear(typed("jk"), said_so)
    assert "care_ack" in pools_of(pressed.texts[0])
    assert "soft_keep" in pools_of(said_so.texts[0])


async def test_care_is_given_at_once_and_a_flood_gets_one_short_line_a_minute(store: Store, clock: HandClock) -> None:
    """No pause, and no "too quick for me"; but four hundred lines are no four hundred blocks."""
    turn_runner = turn_runner_of(store, clock)
    rooms = []
    for _ in range(60):
        rooms.append(Room())
        await turn_runner.hear(typed(EXPLICIT), rooms[-1])
        clock.advance(2)
    assert "care_ack" in pools_of(rooms[0].texts[0])
    assert [number for number, room in enumerate(rooms) if room.texts] == [0, 1, 31]
    assert all(len(text.split()) < 60 for room in rooms for text in room.texts)
    assert set(clock.pauses) == {0.0}


async def test_at_the_pace_of_a_talk_each_repetition_is_answered(store: Store, clock: HandClock) -> None:
    """Nobody who says it again meets silence."""
    turn_runner = turn_runner_of(store, clock)
    for _ in range(6):
        room = Room()
        await turn_runner.hear(typed(EXPLICIT), room)
        assert room.texts
        clock.advance(15)


async def test_another_kind_of_risk_is_answered_in_the_midst_of_a_flood(store: Store, clock: HandClock) -> None:
    """What is new is never taken for a repetition."""
    turn_runner, room = turn_runner_of(store, clock), Room()
    for _ in range(3):
        await turn_runner.hear(typed(EXPLICIT), Room())
    await turn_runner.hear(typed(ABUSE), room)
    assert "abuse_ack" in pools_of(room.texts[0])


async def test_with_closed_dms_a_flood_leaves_one_public_line(store: Store, clock: HandClock) -> None:
    """The channel sees no more than that there is an answer."""
    turn_runner, room = turn_runner_of(store, clock), Room(DM)
    for _ in range(8):
        await turn_runner.hear(typed(EXPLICIT, Entrance.MENTION, CHANNEL), room)
        clock.advance(61)
    assert room.texts == [the_pack().text("care_neutral")]


async def test_a_message_sent_at_once_after_it_does_not_stop_the_help(store: Store, clock: HandClock) -> None:
    """ "sorry, forget it" in the same second: the whole block comes all the same, and then the softer words."""
    turn_runner, room = turn_runner_of(store, clock), Room()
    await asyncio.gather(turn_runner.hear(typed(EXPLICIT), room), turn_runner.hear(typed("forget it"), room))
    spoken = [pools_of(text) for text in room.texts]
    assert "care_ack" in spoken[0]
    assert "care_safe_ask" in spoken[1]
    assert {"soft_keep", "care_stay"} & spoken[2]
    (kept,) = await store.talks.talks_of(PERSON, 0)
    assert kept.step == 2


async def test_help_does_not_wait_for_a_turn_that_hangs(store: Store, hand_clock: HandClock) -> None:
    """An earlier answer is still being found or written: the help comes at once, and the old answer stops."""
    turn_runner, room = turn_runner_of(store, hand_clock), Room()
    async with turn_runner._turn_taking.order(PERSON):
        slow = asyncio.create_task(turn_runner.hear(typed("!happy"), room))
        await settle()
        await turn_runner.hear(typed(EXPLICIT), room)
        assert "care_ack" in pools_of(room.texts[0])
    await slow
    assert not any(pools_of(text, "happy") & {"validate"} for text in room.texts)


async def test_where_the_dm_is_closed_a_neutral_line_can_be_opened_by_one_person(
    store: Store, clock: HandClock
) -> None:
    """The channel learns nothing; the button brings the right help where only they see it."""
    turn_runner, room, alone = turn_runner_of(store, clock), Room(DM), Room()
    await turn_runner.hear(typed(ABUSE, Entrance.MENTION, CHANNEL), room)
    assert room.texts == [the_pack().text("care_neutral")]
    assert room.offers[0].person == PERSON
    assert [choice.cue for choice in room.offers[0].choices] == [OPEN_CUE]
    ephemeral = Place(PlaceKind.EPHEMERAL, CHANNEL.id)
    await turn_runner.hear(Incoming(PERSON, ephemeral, Entrance.BUTTON, press=Press(OPEN_CUE, 0)), alone)
    assert "abuse_ack" in pools_of(alone.texts[0])


async def test_who_cannot_be_reached_at_all_is_noted(store: Store, clock: HandClock) -> None:
    """For the operator; nothing is raised."""
    everywhere, only_dm = Room(DM, CHANNEL), Room(DM)
    await turn_runner_of(store, clock).hear(typed(EXPLICIT, Entrance.MENTION, CHANNEL), everywhere)
    await turn_runner_of(store, clock).hear(typed(ABUSE), only_dm)
    assert everywhere.gone == [CHANNEL]
    assert only_dm.gone == [DM]


async def test_help_comes_though_the_database_is_down(
    tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Closed under the bot: the block comes, its buttons work, and only the memory of it is lost."""
    async with open_store(f"sqlite:///{tmp_path / 'moodbot.db'}", clock.new_id()) as store:
        turn_runner, room, pressed = turn_runner_of(store, clock), Room(), Room()
        await store.close()
        await turn_runner.hear(typed(f"{EXPLICIT} zanzibar"), room)
        await turn_runner.hear(Incoming(PERSON, DM, Entrance.BUTTON, press=Press("barrier_shame", 1)), pressed)
        await house_of(store, clock).care.memory.load()
    assert "care_ack" in pools_of(room.texts[0])
    assert "barrier_shame" in pools_of(pressed.texts[0])
    assert "zanzibar" not in caplog.text


def breaking(text: str, *_: object) -> RiskReading:
    """Break, quoting the person."""
    raise RuntimeError(text)


async def test_help_comes_though_the_check_breaks(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever was said, the resources are shown: too much help is the smaller fault."""
    house = house_of(store, clock)
    table = house.features.table
    house.services.add(
        (Care(breaking, the_lines(), house.care.memory, house.of(BotLanguages), table=table, clock=clock),)
    )
    turn_runner, room = house.turn_runner(), Room()
    await turn_runner.hear(typed("a zanzibar day"), room)
    assert "care_ack" in pools_of(room.texts[0])
    assert "RuntimeError" in caplog.text
    assert "zanzibar" not in caplog.text


async def test_help_comes_though_its_words_are_broken(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A pack whose care lines cannot be filled: the plain block that stands in the code answers."""
    broken = dict.fromkeys(the_pack().pools, (Line("care.x", "{nothing}"),))
    labels = {key: text for key, text in the_pack().texts.items() if key.startswith("choice_")}
    torn = replace(the_pack(), pools=broken, texts=labels)
    turn_runner = house_of(store, clock, words=Words(torn)).turn_runner()
    room, closed = Room(), Room(DM)
    await turn_runner.hear(typed(EXPLICIT), room)
    await turn_runner.hear(typed(ABUSE, Entrance.MENTION, CHANNEL), closed)
    assert room.texts == [PLAIN_BLOCK]
    assert closed.texts == ["Please open this when you can."]
    assert "help text broke" in caplog.text


async def test_help_comes_though_the_words_of_the_person_cannot_be_had(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """The risk is seen all the same; and whatever else is said, nobody meets silence."""

    def lost(person: int) -> ReplyPack | None:
        raise RuntimeError("zanzibar")

    turn_runner = house_of(store, clock, words=Words(the_pack(), for_person=lost)).turn_runner()
    room, other = Room(), Room()
    await turn_runner.hear(typed(EXPLICIT), room)
    clock.advance(61)
    await turn_runner.hear(typed("!crisis"), other)
    assert (room.texts, other.texts) == ([PLAIN_BLOCK], [PLAIN_BLOCK])
    await turn_runner.hear(typed("a day"), room)
    assert len(room.texts) == 2
    assert "somebody's words could not be read" in caplog.text
    assert "zanzibar" not in caplog.text


async def test_help_comes_whole_though_what_others_add_to_it_breaks(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """What a feature offers under the answer, what it notes after it; the talk stands there all the same."""

    async def breaks(*_: object) -> None:
        raise RuntimeError("zanzibar")

    features = features_of(
        Feature("breaking", beside_care=lambda *_: breaking("zanzibar"), after=After(record_spoken=breaks)),
    )
    room = Room()
    await house_of(store, clock, features=features).turn_runner().hear(typed(EXPLICIT), room)
    assert PLAIN_BLOCK not in room.texts
    assert "care_ack" in pools_of(room.texts[0])
    (talk,) = await store.talks.talks_of(PERSON, 0)
    assert talk.phase is CarePhase.SAFE
    assert caplog.text.count("RuntimeError") == 2
    assert "zanzibar" not in caplog.text


class Fragile(Room):
    """A front door that breaks, quoting the person, wherever buttons are to be shown."""

    def messenger_for(self, place: Place) -> Messenger:
        """Return a way that breaks on every offer."""
        return _Shaking(super().messenger_for(place))


class _Shaking:
    def __init__(self, wall: Messenger) -> None:
        self._wall = wall

    async def type(self) -> None:
        await self._wall.type()

    async def remove_own(self) -> None:
        await self._wall.remove_own()

    async def say(
        self, text: str, offer: Reply | None = None, pictures: Sequence[Picture] = (), *, within: float | None = None
    ) -> None:
        if offer is not None:
            raise RuntimeError("zanzibar")
        await self._wall.say(text)


@pytest.mark.parametrize("place", [DM, CHANNEL])
async def test_help_comes_though_its_buttons_break(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture, place: Place
) -> None:
    """Whatever breaks while help is given: the person is left with the plain block, in private."""
    room = Fragile()
    await turn_runner_of(store, clock).hear(typed(EXPLICIT, Entrance.MENTION, place), room)
    assert room.texts[-1] == PLAIN_BLOCK
    assert {where for where, _ in room.seen} == {DM}
    assert "zanzibar" not in caplog.text


async def test_no_word_of_a_person_at_risk_is_logged_or_kept(
    store: Store, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A marked sentence through every entrance, at the loudest log level."""
    with caplog.at_level(logging.DEBUG):
        for incoming in ENTRANCES.values():
            marked = Incoming(
                incoming.person, incoming.place, incoming.entrance, incoming.text + " zanzibar", server=incoming.server
            )
            await turn_runner_of(store, clock).hear(marked, Room())
    assert "zanzibar" not in caplog.text
    assert "zanzibar" not in repr(await store.talks.talks_of(PERSON, 0))


async def test_a_country_is_shown_asked_about_once_and_forgotten_on_wish(talk: Talk, store: Store) -> None:
    """Kept only where the person wants it, with nothing else."""
    shown = await talk.says("!helplines germany")
    assert shown
    assert "Germany" in shown.utterances[0].text
    assert [choice.cue for choice in shown.choices] == ["country:DE", "country:-"]
    await talk.presses("country:DE")
    assert await store.care.countries() == ((PERSON, "DE"),)
    again = await talk.says("!helplines")
    assert again
    assert "Germany" in again.utterances[0].text
    assert again.choices == ()
    await talk.says("!helplines forget")
    assert await store.care.countries() == ((PERSON, "-"),)
    unknown = await talk.says("!helplines")
    assert unknown
    assert unknown.utterances[0].text == the_pack().text("helplines_unknown")


async def test_an_unknown_country_gets_no_other_countrys_lines(talk: Talk) -> None:
    """Never one country by default: the directory of all countries instead."""
    for words in ("!helplines", "!helplines atlantis"):
        reply = await talk.says(words)
        assert reply
        assert reply.utterances[0].text == the_pack().text("helplines_unknown")


async def test_in_a_channel_a_kept_country_is_not_revealed(conversation: House, store: Store) -> None:
    """Others read along there."""
    await conversation.care.memory.save_country(PERSON, "DE")
    reply = await Talk(conversation, CHANNEL).says("!helplines")
    assert reply
    assert "Germany" not in reply.utterances[0].text


async def test_a_country_typed_after_the_help_block_brings_its_lines(store: Store, clock: HandClock) -> None:
    """ "Which country are you in?" is answered by naming it."""
    turn_runner, room = turn_runner_of(store, clock), Room()
    await turn_runner.hear(typed(EXPLICIT), Room())
    await turn_runner.hear(typed("i'm in canada"), room)
    assert "Talk Suicide Canada" in room.texts[0] or "9-8-8" in room.texts[0] or "988" in room.texts[0]
    assert "care_safe_ask" in pools_of(room.texts[1])


async def test_the_first_screen_shows_one_line_of_the_persons_country(store: Store, clock: HandClock) -> None:
    """With the service's own link, also as a button, and the country's emergency number."""
    for person, country in enumerate(the_lines().countries):
        care = house_of(store, clock).care
        await care.memory.save_country(person, country.code)
        incoming = replace(typed(EXPLICIT), person=person)
        noticed = care.noticed(the_bot_language().hear(incoming))
        assert noticed
        answer = care.answer(incoming, noticed)
        assert answer
        screen = answer.reply.utterances[0].text
        assert " / ".join(country.emergency) in screen
        suitable = country.lines_for(Purpose.SUICIDE, Purpose.GENERAL)
        assert [choice.url for choice in answer.reply.choices if choice.url] == [line.url for line in suitable[:1]]
        assert all(line.url in screen for line in suitable[:1])


def test_every_wording_of_care_has_three_variants() -> None:
    """Nobody is to meet the same block twice and stop reading it."""
    care = {name: lines for name, lines in the_pack().pools.items() if lines[0].id.startswith("care.")}
    assert len(care) > 15
    assert {name for name, lines in care.items() if len(lines) < 3} == {"care_lines", "blackmail_report"}


async def test_help_that_is_opened_days_later_is_still_the_right_one(store: Store, clock: HandClock) -> None:
    """What was said of abuse is not answered as something else because the person waited to open it."""
    turn_runner, room = house_of(store, clock).turn_runner(), Room(DM)
    await turn_runner.hear(typed("my dad beats me", Entrance.MENTION, CHANNEL), room)
    assert room.texts == [the_pack().text("care_neutral")]
    clock.advance(3 * STICKY / 1000)
    opened = Room()
    alone = Place(PlaceKind.EPHEMERAL, CHANNEL.id)
    await turn_runner.hear(Incoming(PERSON, alone, Entrance.BUTTON, press=Press(OPEN_CUE, 0)), opened)
    assert "abuse_ack" in pools_of(opened.texts[0])
