"""Lanterns: a command, a button, a form, a reader, a flow with state, a hook, a message sent first, things kept."""

from collections.abc import Iterable
from dataclasses import replace

from moodbot.core.commands import Command
from moodbot.core.data_inventory import memory_data, personal_data
from moodbot.core.dialogue import Choice, Cue, Phase, TalkCue, TalkPhase
from moodbot.core.feature import Expiry, Feature, Form, Texts
from moodbot.core.flow import Flow, Stage, Step
from moodbot.core.hooks import After, Shown
from moodbot.core.memory import Memories, Memory
from moodbot.core.outcomes import Advance, Outcome, SideReply
from moodbot.core.outreach_kinds import MessageKind
from moodbot.core.ports import Clock
from moodbot.core.retention import Until
from moodbot.core.services import Services
from moodbot.core.turn import Turn
from moodbot.features.outreach.kinds import Message, OutreachMessage, Sending
from moodbot.features.outreach.rules.plans import Waiting
from moodbot.features.outreach.service import Checkins
from moodbot.times.units import DAY
from tests.features.lanterns.store.lanterns import LanternStore

OUT_CUE, WISH_CUE = "lantern:out", "lantern:wish"
WISHED = "wishes of today"


class LanternPhase(Phase):
    """STRIKE asks to strike a match, up to three times."""

    STRIKE = "strike"


class LanternCue(Cue):
    """LIGHT begins, STRUCK is one match struck."""

    LIGHT = "light"
    STRUCK = "struck"


class LanternKind(MessageKind):
    """BURNS says the next day that a lantern still burns."""

    BURNS = "lantern_burns"


class Lanterns:
    """The service: lights, and remembers for a day who has wished."""

    def __init__(self, store: LanternStore, memories: Memories, clock: Clock) -> None:
        self.store = store
        self.clock = clock
        self.wished = memories.add(WISHED, Memory[None](clock.now, DAY))


def _parts(found: Services) -> Iterable[object]:
    store = LanternStore.of(found)
    yield store
    yield Lanterns(store, found.of(Memories), found.of(Clock))


async def lantern(turn: Turn) -> Outcome:
    """Begin to light one: three matches, counted in the flow's own state."""
    return Advance(LanternCue.LIGHT, state="3")


async def read_lantern(turn: Turn) -> Outcome | None:
    """Begin as well where the words ask for it."""
    return await lantern(turn) if turn.incoming.text.casefold() == "light a lantern" else None


async def put_out(turn: Turn) -> Outcome:
    """Put all of them out."""
    await turn.of(Lanterns).store.put_out(turn.incoming.person)
    return turn.side_reply("lantern_dark")


async def wish(turn: Turn) -> Outcome:
    """Remember that a wish was made, and nothing of it."""
    turn.of(Lanterns).wished.put(turn.incoming.person, None)
    return turn.side_reply("lantern_wished")


async def _lit(turn: Turn, goes: Advance, shown: Shown) -> Shown:
    """Keep a lantern when the last match is struck, and let the bot write the next day where it may."""
    if turn.session.phase is not LanternPhase.STRIKE or shown.after.phase is not TalkPhase.REST:
        return shown
    if goes.cue is not LanternCue.STRUCK:
        return shown
    lanterns, person = turn.of(Lanterns), turn.incoming.person
    await lanterns.store.light(person, lanterns.clock.now())
    await turn.of(Checkins).waiting.enqueue(Waiting(person, LanternKind.BURNS, lanterns.clock.now() + DAY))
    choices = (Choice(OUT_CUE, turn.pack.text("choice_lantern_out")), Choice(WISH_CUE, turn.pack.text("choice_wish")))
    return replace(shown, messages=(*shown.messages, turn.pack.text("lantern_lit")), choices=choices)


async def _burns(sending: Sending) -> Message | None:
    if not await sending.services.of(LanternStore).count(sending.row.person):
        return None
    return Message(sending.reply(sending.pack.text("lantern_burns")))


async def count(turn: Turn) -> Outcome:
    """Say how many burn."""
    return SideReply((turn.pack.text("lanterns", count=str(await turn.of(LanternStore).count(turn.incoming.person))),))


LANTERNS = Feature(
    "lanterns",
    parts=_parts,
    commands=(Command("lantern", lantern), Command("lanterns", count)),
    buttons={OUT_CUE: put_out, WISH_CUE: wish},
    deletes=(OUT_CUE,),
    forms={WISH_CUE: Form("wish", 50)},
    texts=Texts(
        slots={
            **dict.fromkeys(("lantern_dark", "lantern_lit", "lantern_burns", "lantern_wished"), ()),
            **dict.fromkeys(("choice_lantern_out", "choice_wish", "wish_title", "wish_label"), ()),
            "lanterns": {"count"},
        },
        files=("lanterns.yaml",),
    ),
    readers=(read_lantern,),
    after=After(save=_lit),
    flow=Flow(
        stages=(
            Stage(
                LanternPhase.STRIKE,
                {
                    LanternCue.STRUCK: {
                        "3": Step(("lantern_ask",), LanternPhase.STRIKE, state="2"),
                        "2": Step(("lantern_last",), LanternPhase.STRIKE, state="1"),
                        "": Step(("lantern_catches",), TalkPhase.REST),
                    },
                    TalkCue.NO: Step(("rest_quiet",), TalkPhase.REST),
                },
                asks="lantern_ask",
                offers=(LanternCue.STRUCK, TalkCue.STOP),
            ),
        ),
        everywhere={LanternCue.LIGHT: Step(("lantern_ask",), LanternPhase.STRIKE)},
    ),
    outreach=(OutreachMessage(LanternKind.BURNS, _burns),),
    kept=(
        personal_data("lanterns", "lanterns", Until.SLOTS, "person", "number", "lit_at"),
        memory_data(WISHED, "lanterns"),
    ),
    expires=(Expiry(Until.SLOTS, lambda found, before: found.of(LanternStore).delete_expired(before)),),
    migrations="tests.features.lanterns.store.migrations",
)
