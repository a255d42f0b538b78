"""Out of the channel: a DM where it is open, and where it is closed an answer that only one person sees."""

from tests.discordapp.scenes import Scene, labels, pools, shown_to, told_texts
from tests.house import the_pack


async def test_continue_in_private_moves_the_talk_to_a_dm(scene: Scene) -> None:
    """Ann presses the button: she is told so where she pressed, and the talk goes on in her DM."""
    await scene.ann.send(scene.channel, "!anxious")

    result = await scene.ann.click(scene.last(), label="Continue in private")

    assert told_texts(result) == ["I've written to you in a DM."]
    hello, question = scene.dms(scene.ann)
    assert "private_hello" in pools([hello])[0]
    assert "friend_ask" in pools([question], "anxious")[0]
    assert labels(question) == ["Yes, there is", "No one right now", "Not sure"]
    assert len(scene.said()) == 3


async def test_in_the_dm_the_bot_listens_to_the_end(scene: Scene) -> None:
    """In a DM every message counts: what happened, how it felt, what would help, a small step, and a way to people."""
    await scene.ann.send(scene.channel, "!anxious")
    await scene.ann.click(scene.last(), label="Continue in private")

    stay, what = await scene.in_dm(scene.ann, "no one")
    heard, felt = await scene.in_dm(scene.ann, "i have an exam tomorrow and i can't sleep")
    understood, helps = await scene.in_dm(scene.ann, "like everything is about to fall on me")
    taken, step, doable = await scene.in_dm(scene.ann, "maybe a walk")
    yes, well, people, journal = await scene.in_dm(scene.ann, "ok i'll try")

    spoken = [stay, what, heard, felt, understood, helps, taken, step, doable, yes, well, people]
    expected = [
        *("stay", "ask_happened", "reflect_happened", "ask_felt", "reflect_felt", "ask_helps"),
        *("reflect_helps", "step", "step_ask", "step_yes", "did_well", "human"),
    ]
    assert [pool in found for pool, found in zip(expected, pools(spoken, "anxious"), strict=True)] == [True] * 12
    assert "the moderators of the server where you met me" in people.content
    assert labels(people) == []
    assert "keep a private journal" in journal.content


async def test_the_gate_leads_into_the_dm(scene: Scene) -> None:
    """After the gate the DM begins with the question that was not asked in the channel."""
    await scene.ann.send(scene.channel, "!sad")
    await scene.ann.click(scene.last(), label="No one right now")

    await scene.ann.click(scene.last(), label="Continue in private")

    hello, question = scene.dms(scene.ann)
    assert ["private_hello" in pools([hello])[0], "ask_happened" in pools([question], "sad")[0]] == [True, True]


async def test_yes_typed_at_the_gate_moves_the_talk_too(scene: Scene) -> None:
    """Ann replies "yes" to the gate instead of pressing; her DM gets the question, the channel nothing more."""
    await scene.ann.send(scene.channel, "!sad")
    await scene.replies(scene.ann, "nah", scene.last())
    before = scene.said()

    await scene.replies(scene.ann, "yes", scene.last())

    assert scene.said() == before
    assert "ask_happened" in pools(scene.dms(scene.ann), "sad")[1]


async def test_closed_dms_are_no_end_the_talk_goes_on_where_only_ann_sees_it(scene: Scene) -> None:
    """Ann's DMs are closed: she is told so, and the talk goes on under her press, with buttons and "Write"."""
    scene.close_dms(scene.ann)
    await scene.ann.send(scene.channel, "!sad")

    result = await scene.ann.click(scene.last(), label="Continue in private")

    closed, hello, question = told_texts(result)
    assert closed == the_pack().text("dm_closed")
    assert "friend_ask" in pools([shown_to(result)[-1]], "sad")[0]
    assert hello != question
    assert labels(shown_to(result)[-1]) == ["Yes, there is", "No one right now", "Not sure", "Write"]
    assert len(scene.said()) == 3


async def test_behind_closed_dms_words_are_written_in_a_form(scene: Scene) -> None:
    """Ann presses "No one right now", then "Write", and tells what happened; only she sees any of it."""
    scene.close_dms(scene.ann)
    await scene.ann.send(scene.channel, "!sad")
    private = await scene.ann.click(scene.last(), label="Continue in private")

    asked = await scene.ann.click(shown_to(private)[-1], label="No one right now")
    assert "ask_happened" in pools([shown_to(asked)[-1]], "sad")[0]
    form = await scene.ann.click(shown_to(asked)[-1], label="Write")
    assert form.modal is not None
    assert form.modal["title"] == "In your own words"
    answered = await scene.ann.submit_modal(form, {"write": "my dog died on monday"})

    reflected, felt = told_texts(answered)
    assert reflected in {line.text for line in the_pack().lines("reflect_happened", "sad")}
    assert felt in {line.text for line in the_pack().lines("ask_felt", "sad")}
    assert len(scene.said()) == 3
    assert scene.dms(scene.ann) == []


async def test_yes_typed_at_the_gate_with_closed_dms_is_said_in_the_channel(scene: Scene) -> None:
    """Where no press gave a private way, the channel gets only the line that says so; the question is not asked."""
    scene.close_dms(scene.ann)
    await scene.ann.send(scene.channel, "!sad")
    await scene.replies(scene.ann, "nah", scene.last())

    answers = await scene.replies(scene.ann, "yes", scene.last())

    assert [answer.content for answer in answers] == [the_pack().text("dm_closed_typed")]


async def test_after_that_line_the_button_still_leads_on(scene: Scene) -> None:
    """Nothing is lost: "Continue in private" under the gate then asks the question where only Ann sees it."""
    scene.close_dms(scene.ann)
    await scene.ann.send(scene.channel, "!sad")
    gate = (await scene.replies(scene.ann, "nah", scene.last()))[-1]
    await scene.replies(scene.ann, "yes", gate)

    result = await scene.ann.click(gate, label="Continue in private")

    assert told_texts(result)[0] == the_pack().text("dm_closed")
    assert "ask_happened" in pools([shown_to(result)[-1]], "sad")[0]


async def test_pressing_it_again_finds_the_talk_in_the_dm(scene: Scene) -> None:
    """Ann presses "Continue in private" a second time: the talk that went on in the DM is found, not begun anew."""
    await scene.ann.send(scene.channel, "!anxious")
    asked = scene.last()
    await scene.ann.click(asked, label="Continue in private")
    await scene.in_dm(scene.ann, "no one")
    before = len(scene.dms(scene.ann))

    await scene.ann.click(asked, label="Continue in private")

    hello, question = pools(scene.dms(scene.ann)[before:], "anxious")
    assert ["private_hello" in hello, "ask_happened" in question] == [True, True]


async def test_a_dm_needs_no_prefix(scene: Scene) -> None:
    """In a DM "i feel so tired" begins as !tired does, and no hint about replying is given."""
    answers = await scene.in_dm(scene.ann, "i feel so tired")

    assert [found & {"validate", "suggest", "wonder_ask"} for found in pools(answers, "tired")] == [
        {"validate"},
        {"suggest"},
        {"wonder_ask"},
    ]
    assert labels(answers[-1]) == ["More towards good", "More towards hard", "Neither"]


async def test_a_button_in_a_dm_is_spent_too(scene: Scene) -> None:
    """Pressed in a DM, a button stays alone and the talk goes on below it."""
    await scene.in_dm(scene.ann, "!lonely")
    asked = scene.dms(scene.ann)[-1]

    await scene.ann.user.click(asked, label="No one right now")

    after = scene.dms(scene.ann)
    assert labels(after[2]) == ["No one right now"]
    assert "ask_happened" in pools(after[3:], "lonely")[1]
