"""The flow of a talk about a mood: all phases and steps as one table.

The order of a hard talk is: accept the feeling, offer something, ask for a friend, and where there is none listen (what
happened, what it felt like, what would help a little), offer one small step, and end by naming what the person did well
and a human option.
"""

from collections.abc import Mapping

from moodbot.core.dialogue import Cue, TalkCue, TalkPhase
from moodbot.core.flow import Flow, Stage, Step, Steps, again

P = TalkPhase
C = TalkCue

GATE_STEP = Step(("stay_public", "gate_ask"), P.GATE)
"""The step that replaces a private question in a server channel: it asks whether to go on in the DM."""

_EVERYWHERE: Mapping[Cue, Step] = {
    C.HARD_MOOD: Step(("validate", "suggest", "friend_ask"), P.FRIEND),
    C.BETWEEN_MOOD: Step(("validate", "suggest", "wonder_ask"), P.WONDER),
    C.GOOD_MOOD: Step(("validate", "suggest", "ask_savour"), P.SAVOUR),
    C.STOP: Step(("stopping human",), P.REST),
    C.THANKS: Step(("thanked human",), P.REST),
    C.LATER: Step(("farewell_later human",), P.REST),
    C.GREETING: again("greeted"),
    C.HELP: again("help_offer human"),
    C.HUMAN: again("human_offer"),
    C.WORDLESS: again("cannot_see"),
    C.MORE_WORDS: again("go_on"),
    C.UNCLEAR: again("clarify"),
    C.UNCLEAR_AGAIN: again("clarify_choices human"),
    C.PRIVATE: again("private_hello", moves=True),
    # A cue without a step in the phase counts as not understood; it is never taken as a no.
    **{cue: again("clarify") for cue in (C.YES, C.NO, C.NOBODY, C.MAYBE, C.LEAN_GOOD, C.LEAN_HARD, C.STORY)},
}

_REST: Steps = {
    C.YES: Step(("rest_quiet",), P.REST),
    # Nothing was asked, so a no refuses nothing: it may answer a question of yesterday.
    C.NO: Step(("rest_open",), P.PICK),
    C.NOBODY: Step(("stay", "ask_happened"), P.HAPPENED),
    C.MAYBE: Step(("rest_open",), P.PICK),
    C.LEAN_GOOD: Step(("thanked",), P.REST),
    C.LEAN_HARD: Step(("pick_ask",), P.PICK),
    C.STORY: Step(("told_first human", "pick_ask"), P.PICK),
    C.UNCLEAR: Step(("not_understood human", "pick_ask"), P.PICK),
    C.UNCLEAR_AGAIN: Step(("not_understood human", "pick_ask"), P.PICK),
    C.WORDLESS: Step(("cannot_see", "pick_ask"), P.PICK),
    C.MORE_WORDS: Step(("go_on", "pick_ask"), P.PICK),
    C.GREETING: Step(("greeted", "pick_ask"), P.PICK),
    C.HELP: Step(("help_offer human", "pick_ask"), P.PICK),
    C.PRIVATE: Step(("private_hello", "pick_ask"), P.PICK, moves=True),
    C.THANKS: Step(("thanked",), P.REST),
    C.LATER: Step(("rest_quiet",), P.REST),
    C.STOP: Step(("rest_quiet",), P.REST),
}

_PICK: Steps = {
    C.YES: Step(("pick_ask",), P.PICK),
    C.NO: Step(("rest_quiet human",), P.REST),
    C.NOBODY: Step(("stay", "ask_happened"), P.HAPPENED),
    C.MAYBE: Step(("pick_unsure", "pick_ask"), P.PICK),
    C.LEAN_GOOD: Step(("pick_ask",), P.PICK),
    C.LEAN_HARD: Step(("pick_ask",), P.PICK),
    C.STORY: Step(("told_first human", "pick_ask"), P.PICK),
    C.UNCLEAR: Step(("not_understood human", "pick_ask"), P.PICK),
    C.UNCLEAR_AGAIN: Step(("not_understood human", "pick_ask"), P.PICK),
}

_FRIEND: Steps = {
    C.YES: Step(("friend_yes", "openers", "openers_ask"), P.OPENERS),
    C.NO: Step(("stay", "ask_happened"), P.HAPPENED),
    C.LATER: Step(("stay_later", "ask_happened"), P.HAPPENED),
    C.MAYBE: Step(("friend_maybe", "openers", "openers_ask"), P.OPENERS),
    C.STORY: Step(("reflect_happened", "ask_felt"), P.FELT),
}

_OPENERS: Steps = {
    C.YES: Step(("opener_sent", "did_well human"), P.REST),
    C.NO: Step(("stay", "ask_happened"), P.HAPPENED),
    C.MAYBE: Step(("openers_unsure", "ask_happened"), P.HAPPENED),
    C.LATER: Step(("openers_later", "did_well human"), P.REST),
    C.STORY: Step(("reflect_happened", "ask_felt"), P.FELT),
}

_GATE: Steps = {
    C.YES: Step(("private_hello", "ask_happened"), P.HAPPENED, moves=True),
    C.PRIVATE: Step(("private_hello", "ask_happened"), P.HAPPENED, moves=True),
    C.NO: Step(("gate_no human",), P.REST),
    C.STORY: Step(("stay_public", "gate_ask"), P.GATE),
    C.UNCLEAR: Step(("stay_public", "gate_ask"), P.GATE),
    C.UNCLEAR_AGAIN: Step(("stay_public human", "gate_ask"), P.GATE),
}

_HAPPENED: Steps = {
    C.STORY: Step(("reflect_happened", "ask_felt"), P.FELT),
    C.YES: Step(("go_on",), P.HAPPENED),
    C.NO: Step(("no_words", "ask_helps"), P.HELPS),
    C.MAYBE: Step(("no_words", "ask_felt"), P.FELT),
}

_FELT: Steps = {
    C.STORY: Step(("reflect_felt", "ask_helps"), P.HELPS),
    C.YES: Step(("go_on",), P.FELT),
    C.NO: Step(("no_words", "ask_helps"), P.HELPS),
    C.MAYBE: Step(("no_words", "ask_helps"), P.HELPS),
}

_HELPS: Steps = {
    C.STORY: Step(("reflect_helps", "step", "step_ask"), P.STEP),
    C.YES: Step(("go_on",), P.HELPS),
    C.NO: Step(("helps_none", "step", "step_ask"), P.STEP),
    C.MAYBE: Step(("helps_none", "step", "step_ask"), P.STEP),
}

_STEP: Steps = {
    C.YES: Step(("step_yes", "did_well", "human farewell"), P.REST),
    C.NO: Step(("step_no", "did_well", "human farewell"), P.REST),
    C.MAYBE: Step(("step_maybe", "did_well", "human farewell"), P.REST),
    C.LATER: Step(("step_maybe", "did_well", "human farewell"), P.REST),
    C.STORY: Step(("step_own", "did_well", "human farewell"), P.REST),
}

_WONDER: Steps = {
    C.LEAN_GOOD: Step(("wonder_good", "ask_savour"), P.SAVOUR),
    C.LEAN_HARD: Step(("wonder_hard", "friend_ask"), P.FRIEND),
    C.MAYBE: Step(("wonder_flat", "step", "step_ask"), P.STEP),
    C.NO: Step(("wonder_flat", "step", "step_ask"), P.STEP),
    C.STORY: Step(("reflect_wonder", "step", "step_ask"), P.STEP),
}

_SAVOUR: Steps = {
    C.STORY: Step(("reflect_savour", "ask_more"), P.MORE),
    C.YES: Step(("go_on",), P.SAVOUR),
    C.NO: Step(("savour_none", "ask_more"), P.MORE),
    C.MAYBE: Step(("savour_none", "ask_more"), P.MORE),
    C.LEAN_HARD: Step(("wonder_hard", "friend_ask"), P.FRIEND),
    C.THANKS: Step(("thanked",), P.REST),
    C.STOP: Step(("stopping",), P.REST),
    C.LATER: Step(("farewell_later",), P.REST),
}

_MORE: Steps = {
    C.STORY: Step(("reflect_more", "did_well farewell_good"), P.REST),
    C.YES: Step(("reflect_more", "did_well farewell_good"), P.REST),
    C.NO: Step(("more_none", "did_well farewell_good"), P.REST),
    C.MAYBE: Step(("more_none", "did_well farewell_good"), P.REST),
    C.LEAN_HARD: Step(("wonder_hard", "friend_ask"), P.FRIEND),
    C.THANKS: Step(("thanked",), P.REST),
    C.STOP: Step(("stopping",), P.REST),
    C.LATER: Step(("farewell_later",), P.REST),
}

TALK_FLOW = Flow(
    stages=(
        Stage(P.REST, _REST, names_moods=True, over=True, hears_nobody=True),
        Stage(P.PICK, _PICK, asks="pick_ask", names_moods=True, offers_moods=True, hears_nobody=True),
        Stage(P.FRIEND, _FRIEND, asks="friend_ask", offers=(C.YES, C.NO, C.MAYBE)),
        Stage(P.OPENERS, _OPENERS, asks="openers_ask", offers=(C.YES, C.NO, C.LATER)),
        Stage(P.GATE, _GATE, asks="gate_ask", offers=(C.PRIVATE, C.STOP)),
        Stage(P.HAPPENED, _HAPPENED, asks="ask_happened", offers=(C.MAYBE, C.STOP), telling=True, private=True),
        Stage(P.FELT, _FELT, asks="ask_felt", offers=(C.MAYBE, C.STOP), telling=True, private=True),
        Stage(P.HELPS, _HELPS, asks="ask_helps", offers=(C.MAYBE, C.STOP), telling=True, private=True),
        Stage(P.STEP, _STEP, asks="step_ask", offers=(C.YES, C.NO, C.MAYBE)),
        Stage(P.WONDER, _WONDER, asks="wonder_ask", offers=(C.LEAN_GOOD, C.LEAN_HARD, C.MAYBE)),
        Stage(P.SAVOUR, _SAVOUR, asks="ask_savour", offers=(C.MAYBE, C.STOP), telling=True),
        Stage(P.MORE, _MORE, asks="ask_more", offers=(C.MAYBE, C.STOP), telling=True),
    ),
    everywhere=_EVERYWHERE,
)
