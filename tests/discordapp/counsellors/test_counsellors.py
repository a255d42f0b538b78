"""A member asks for a person: set-up, the card, who takes it, the thread, and every way in which it can end."""

import discord
import pytest
from simcord.actors import MemberActor
from simcord.backend.models.channel import Overwrite
from simcord.enums import OverwriteType

from moodbot.discordapp.bot import MoodBot
from moodbot.features.counsellors.rules.requests import Desk, Request
from tests.bots import Built, build
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import Scene, labels, shown_to, told_texts
from tests.hands import HandClock
from tests.offices import last_request
from tests.stores import Store


async def test_from_asking_to_a_private_thread(desk: DeskScene) -> None:
    """Ann sees who will read it, agrees; Cleo takes it; Ann agrees to Cleo; the two have a thread; Ann closes it."""
    told = await desk.ask(words="it is all a bit much")
    assert "people with the role counsellor and backup" in told[0]
    assert "I'm asking them now" in told[1]
    assert "they've been notified" in told[2]
    card = desk.cards()[-1]
    assert f"<@&{desk.role.id}>" in card.content
    assert [embed.description for embed in card.embeds] == ["#1 · > it is all a bit much"]
    assert (await desk.request()).words is None
    assert await desk.press_button(desk.cleo, card, "Take #1") == [
        "#1 is yours. I'm asking the person whether it's all right, then a private thread opens."
    ]
    assert "cleo would like to talk with you" in desk.scene.dms(desk.ann)[-1].content
    assert desk.threads() == []
    await desk.agree()
    (thread,) = desk.threads()
    for_ann, for_cleo = desk.scene.answers(thread)
    assert f"<@{desk.ann.id}>" in for_ann.content
    assert f"<@{desk.cleo.id}>" in for_cleo.content
    assert labels(for_ann) == ["Close the talk", "Report this talk"]
    assert "cleo is talking with them" in desk.cards()[-1].content
    assert await desk.press_button(desk.ann, for_ann, "Close the talk") == ["Closed."]
    assert "closed: by the person" in desk.cards()[-1].content
    assert desk.cards()[-1].embeds == []
    assert "you can ask again with one press" in desk.scene.dms(desk.ann)[-1].content


async def test_someone_else_please(desk: DeskScene) -> None:
    """Ann does not want Cleo; Cleo is not told why and cannot take it again; Dan can."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree(label="Someone else, please")
    card = desk.cards()[-2]
    assert "waiting" in card.content
    assert "#1 is waiting again" in desk.cards()[-1].content
    assert await desk.press_button(desk.cleo, card, "Take #1") == [
        "This one is not for you, sorry. Please leave it to a colleague."
    ]
    await desk.press_button(desk.dan, card, "Take #1")
    await desk.agree()
    assert len(desk.threads()) == 1
    assert all("cleo" not in message.content for message in desk.scene.answers(desk.threads()[0]))


async def test_who_may_take_a_request(desk: DeskScene) -> None:
    """Nobody from outside, nobody their own, nobody more than the desk allows, and never two."""
    await desk.ask()
    card = desk.cards()[-1]
    outsider = desk.person("oscar", desk.scene.guild.create_role("helper"))
    assert "for the counsellors of this server" in (await built_press(desk, outsider, 1, "claim"))
    await desk.press_button(desk.cleo, card, "Take #1")
    assert "cleo was faster" in await built_press(desk, desk.dan, 1, "claim")
    await desk.ask(desk.dan)
    assert "your own request" in await built_press(desk, desk.dan, 2, "claim")
    for name in ("eve", "fay"):
        await desk.ask(desk.person(name))
    assert "is yours" in await built_press(desk, desk.cleo, 3, "claim")
    assert "as many open talks" in await built_press(desk, desk.cleo, 4, "claim")
    assert "over already" in await built_press(desk, desk.cleo, 99, "claim")


async def built_press(desk: DeskScene, person: MemberActor, number: int, action: str) -> str:
    """Press as *person* what they may not even see, as a forged request would."""
    return await desk.desk.carry_out(desk.member(person), number, action)


async def test_outsiders_can_read_and_do_nothing(desk: DeskScene) -> None:
    """Neither the staff channel nor the thread is theirs to see; the people in it see both."""
    await desk.ask(words="only for them")
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    oscar = desk.person("oscar")
    for hidden in (desk.staff, thread):
        with pytest.raises(Exception, match="cannot read"):
            hidden.history(viewer=oscar)
    assert len(thread.history(viewer=desk.ann)) >= 2
    assert len(thread.history(viewer=desk.cleo)) >= 2
    assert told_texts(await oscar.slash(desk.scene.channel, "requests")) == [
        "This is for the counsellors of this server."
    ]
    assert told_texts(await oscar.slash(desk.scene.channel, "duty", switch="on")) == [
        "This is for the counsellors of this server."
    ]
    blocked = await oscar.slash(desk.scene.channel, "block", member=desk.ann, days=3, reason="x")
    assert told_texts(blocked) == ["This is for the counsellors of this server."]


@pytest.mark.parametrize("restarts", [False, True], ids=["one start", "a start in between"])
async def test_the_ladder_through_every_rung(desk: DeskScene, restarts: bool, store: Store, clock: HandClock) -> None:
    """Five minutes: those on duty; fifteen: the backups; thirty: the owner; sixty: the plain truth; a day: closed."""
    await desk.cleo.slash(desk.scene.channel, "duty", switch="on")
    await desk.ask()
    told = [message.content for message in desk.scene.dms(desk.ann)]
    climbed = []
    for minutes, words in ((5, "on duty once more"), (10, "step in"), (15, "told the owner"), (30, "plainly")):
        if restarts:
            again = build(store, clock)
            await again.desk.requests.visits.load()
            await desk.scene.env.restart_bot(MoodBot(again.parts, True))
            desk.take(again)
        await desk.later(minutes - 1)
        assert [message.content for message in desk.scene.dms(desk.ann)] == told
        await desk.later(1)
        (new,) = [message.content for message in desk.scene.dms(desk.ann)][len(told) :]
        told.append(new)
        assert words in new
        climbed.append(new)
    assert len(set(climbed)) == 4
    staff = [message.content for message in desk.cards()]
    assert [f"<@{desk.cleo.id}> #1" in text for text in staff].count(True) == 1
    assert [f"<@&{desk.backup.id}> nobody" in text for text in staff].count(True) == 1
    assert "nobody has taken it" in desk.scene.dms(desk.scene.guild.owner)[-1].content
    await desk.later(23 * 60 - 1)
    assert (await desk.request()).open
    await desk.later(1)
    assert "A day has gone by" in desk.scene.dms(desk.ann)[-1].content
    assert "a day went by" in desk.cards()[-3].content or any("a day went by" in text.content for text in desk.cards())
    assert not (await desk.request()).open


async def test_where_nobody_is_named_the_person_is_told_so(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """No one on duty, no backup role: the truth, and no ping that reaches nobody."""
    desk = DeskScene(scene, built, store, clock)
    desk.staff = desk.private("few", desk.role, desk.manager)
    (kept,) = await desk.set_up()
    assert "named no backup role" in kept
    assert "only the server's owner is told" in kept
    await desk.ask()
    cards = len(desk.cards())
    await desk.later(15)
    told = [message.content for message in scene.dms(desk.ann)]
    assert "nobody in Harbour is marked as on duty" in told[-2]
    assert "has named no one who steps in" in told[-1]
    assert len(desk.cards()) == cards


async def test_an_urgent_request_looks_and_climbs_differently(desk: DeskScene) -> None:
    """Asked for under the help block in a DM: marked as urgent, first in the list, and quicker up the ladder."""
    await desk.ask(desk.person("eve"))
    await desk.ann.send(desk.scene.channel, "!okay")
    await desk.scene.in_dm(desk.ann, "i want to kill myself")
    (asking,) = [message for message in desk.scene.dms(desk.ann) if "Ask for a counsellor" in labels(message)]
    await desk.ann.user.click(asking, label="Ask for a counsellor")
    assert "the counsellors of Harbour" in desk.scene.dms(desk.ann)[-1].content
    await desk.ann.user.click(desk.scene.dms(desk.ann)[-1], label="Ask, without them")
    await desk.works()
    assert "**URGENT** #2" in desk.cards()[-1].content
    (listed,) = told_texts(await desk.cleo.slash(desk.scene.channel, "requests"))
    assert listed.index("#2") < listed.index("#1")
    told = len(desk.scene.dms(desk.ann))
    await desk.later(2)
    assert "on duty" in desk.scene.dms(desk.ann)[told].content


async def test_a_counsellor_who_says_nothing_is_reminded_and_then_it_goes_back(desk: DeskScene) -> None:
    """Ten minutes, a reminder in the thread; ten more, the request waits again on its card."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    await desk.later(9)
    assert len(desk.scene.answers(thread)) == 2
    await desk.later(2)
    assert "you haven't written yet" in desk.scene.answers(thread)[-1].content
    await desk.later(10)
    assert "given back" in desk.scene.answers(thread)[-1].content
    assert "waiting again" in desk.cards()[-1].content
    assert "could not stay" in desk.scene.dms(desk.ann)[-2].content


async def test_a_counsellor_who_writes_is_left_in_peace(desk: DeskScene) -> None:
    """Their first word in the thread ends the waiting."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    await desk.cleo.send(thread, "hello, I'm here")
    await desk.later(60)
    assert len(desk.scene.answers(thread)) == 2
    assert (await desk.request()).spoken


async def test_giving_back_and_handing_over(desk: DeskScene) -> None:
    """With a button, and to a named colleague with a note that both read."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    handed = await desk.cleo.slash(thread, "handover", colleague=desk.dan, note="she likes to be asked")
    assert told_texts(handed) == ["Handed over."]
    assert "she likes to be asked" in desk.scene.answers(thread)[-1].content
    assert (await desk.request()).claimer == desk.dan.id
    assert told_texts(await desk.dan.slash(thread, "colleague", colleague=desk.bea)) == ["They're in."]
    assert told_texts(await desk.dan.slash(thread, "colleague", colleague=desk.adam)) == [
        "They don't have a counsellor's role here."
    ]
    control = desk.scene.answers(thread)[1]
    assert await desk.press_button(desk.dan, control, "Give it back") == ["Given back. The others have been asked."]
    assert (await desk.request()).state == "waiting"


async def test_a_report_reaches_the_owner_and_the_backups_and_not_the_counsellor(desk: DeskScene) -> None:
    """It is posted where Cleo cannot read, and told to the owner."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    before = len(desk.cards())
    assert (
        "has been reported" in (await desk.press_button(desk.ann, desk.scene.answers(thread)[0], "Report this talk"))[0]
    )
    assert f"<@{desk.cleo.id}>" in desk.scene.answers(desk.reports)[-1].content
    assert f"<@&{desk.backup.id}>" in desk.scene.answers(desk.reports)[-1].content
    assert "reported their talk" in desk.scene.dms(desk.scene.guild.owner)[-1].content
    assert len(desk.cards()) == before
    assert len(desk.scene.answers(thread)) == 2
    assert "not yours" in (await desk.press_button(desk.cleo, desk.scene.answers(thread)[0], "Report this talk"))[0]


async def test_further_requests_join_one_card_when_the_role_was_mentioned_often(desk: DeskScene) -> None:
    """Six pings an hour; the seventh and eighth stand on the card of the sixth, and the truth is told."""
    for number in range(6):
        await desk.ask(desk.person(f"p{number}"))
    pings = len(desk.cards())
    told = await desk.ask(desk.person("p7"), words="me too")
    await desk.ask(desk.person("p8"))
    assert "without a further ping" in told[-1]
    assert len(desk.cards()) == pings
    card = desk.cards()[-1]
    assert [f"#{number}" in card.content for number in (6, 7, 8)] == [True] * 3
    assert [embed.description for embed in card.embeds] == ["#7 · > me too"]
    server = desk.scene.guild.id
    result = await desk.cleo.select(card, [f"moodbot-desk:{server}:7:claim"])
    assert "#7 is yours" in told_texts(result)[0]
    await desk.works()
    assert "cleo has taken it" in desk.cards()[-1].content


async def test_outside_hours_the_person_chooses(scene: Scene, built: Built, store: Store, clock: HandClock) -> None:
    """Told when somebody is there in their own zone; waits, and the counsellors are asked when their hours begin."""
    desk = DeskScene(scene, built, store, clock)
    await desk.set_up(backup_role=desk.backup, hours="from 16 to 22", zone="lisbon")
    await store.journal.save_preferences(desk.ann.id, zone="Europe/Berlin")
    told = await desk.ask()
    assert "their next hours begin Sun 1 Nov, 17:00" in told[0]
    assert "as soon as their hours begin" in told[1]
    assert len(desk.cards()) == 1
    assert "Your request waits for their hours" in (await asked_again(desk))[0]
    await desk.later(16 * 60 + 1)
    assert f"<@&{desk.role.id}>" in desk.cards()[-1].content
    assert "they've been notified" in scene.dms(desk.ann)[-1].content


async def asked_again(desk: DeskScene) -> list[str]:
    """Let Ann ask once more; return what she is told."""
    before = len(desk.scene.dms(desk.ann))
    await desk.ann.send(desk.scene.channel, "!counsellor")
    return [message.content for message in desk.scene.dms(desk.ann)[before:]]


async def test_one_open_request_and_three_a_day(desk: DeskScene) -> None:
    """Asking again shows how it stands; taken back, it can be asked anew, but not without end."""
    await desk.ask()
    assert "has been waiting since" in (await asked_again(desk))[0]
    for _ in range(2):
        await desk.ann.user.click(desk.scene.dms(desk.ann)[-1], label="I don't need it any more")
        await desk.later(1)
        assert "closed: by the person" in desk.cards()[-1].content
        await desk.ask()
    await asked_again(desk)
    await desk.ann.user.click(desk.scene.dms(desk.ann)[-1], label="I don't need it any more")
    await desk.later(1)
    assert "asked a few times today" in (await asked_again(desk))[0]


async def test_leaving_it_sends_nothing(desk: DeskScene) -> None:
    """Nothing is posted and nothing is kept."""
    cards = len(desk.cards())
    await desk.ask(words="never mind", button="Leave it")
    assert "Nothing was sent" in desk.scene.dms(desk.ann)[-1].content
    assert len(desk.cards()) == cards
    assert await last_request(desk.store.desks, desk.scene.guild.id, desk.ann.id) is None


async def test_opened_again_within_a_day(desk: DeskScene) -> None:
    """After a talk that was closed, with one press; after a day no more."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    await desk.press_button(desk.cleo, desk.scene.answers(desk.threads()[0])[1], "Close the talk")
    closed = desk.scene.dms(desk.ann)[-1]
    await desk.ann.user.click(closed, label="Ask again")
    await desk.works()
    assert "#2 · waiting" in desk.cards()[-1].content
    assert (await desk.request()).state == "waiting"


async def test_a_block_is_told_with_its_end_and_without_its_reason(desk: DeskScene) -> None:
    """Unblocked, the person can ask again."""
    done = await desk.cleo.slash(desk.scene.channel, "block", member=desk.ann, days=3, reason="shouted at staff")
    assert "can't ask here until" in told_texts(done)[0]
    told = await asked_again(desk)
    assert "until Wed 4 Nov" in told[0]
    assert "shouted" not in told[0]
    await desk.cleo.slash(desk.scene.channel, "unblock", member=desk.ann.user)
    desk.clock.advance(60)
    assert "people with the role" in (await asked_again(desk))[0]


async def test_staff_see_the_list_and_who_is_on_duty(desk: DeskScene) -> None:
    """Only in their server, only they."""
    assert told_texts(await desk.cleo.slash(desk.scene.channel, "requests")) == ["No open requests."]
    await desk.ask()
    (listed,) = told_texts(await desk.cleo.slash(desk.scene.channel, "requests"))
    assert "Open: 1, waiting: 1, urgent: 0" in listed
    await desk.cleo.slash(desk.scene.channel, "duty", switch="on")
    assert f"<@{desk.cleo.id}>" in told_texts(await desk.dan.slash(desk.scene.channel, "duty"))[0]
    await desk.cleo.slash(desk.scene.channel, "duty", switch="off")
    assert "On duty: -" in told_texts(await desk.dan.slash(desk.scene.channel, "duty"))[0]


async def test_a_digest_once_a_day_and_only_if_there_is_something(desk: DeskScene) -> None:
    """At nine in the morning of the desk's zone."""
    await desk.ask()
    await desk.ann.user.click(desk.scene.dms(desk.ann)[-1], label="I don't need it any more")
    await desk.later(9 * 60 + 1)
    digests = [text.content for text in desk.cards() if "The last day" in text.content]
    assert digests == ["The last day: 1 asked, 0 taken, 0 reached nobody. Open now: 0."]
    await desk.later(24 * 60)
    assert sum("The last day" in text.content for text in desk.cards()) == 1


async def test_set_up_says_what_is_missing_and_keeps_nothing(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """A channel that everybody reads, a role that a bot manages, hours without a zone, somebody who may not."""
    desk = DeskScene(scene, built, store, clock)
    open_channel = scene.room("open")
    assert "can be read by: @everyone" in (await desk.set_up(staff_channel=open_channel))[0]
    assert "can't be used" in (await desk.set_up(role=scene.guild.default_role))[0]
    assert "Hours need a zone" in (await desk.set_up(hours="from 9 to 17"))[0]
    assert "I don't know that place" in (await desk.set_up(zone="nowhere at all"))[0]
    assert "name one of these: Europe/London, America/Toronto" in (await desk.set_up(zone="london"))[0]
    assert "name one of these: Europe/Lisbon" in (await desk.set_up(zone="lisbom"))[0]
    assert "four growing numbers" in (await desk.set_up(ladder="5 4 3 2"))[0]
    assert "Complaints need a channel" in (await desk.set_up(report_channel=desk.staff))[0]
    read = desk.private("read", desk.role, desk.manager)
    assert f"<@&{desk.role.id}> can read it" in (await desk.set_up(report_channel=read))[0]
    assert await store.desks.desks() == ()
    assert desk.cards() == []


async def test_a_role_that_cannot_be_mentioned_is_said_and_the_owner_told(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """At set-up, on the card, to the owner, and to the person."""
    desk = DeskScene(scene, built, store, clock)
    quiet = scene.guild.create_role("quiet")
    staff = desk.private("quiet-staff", quiet, desk.manager, mute=True)
    desk.staff = staff
    assert "I can't notify" in (await desk.set_up(role=quiet, staff_channel=staff))[0]
    await desk.ask()
    assert "could not notify the role" in desk.cards()[-1].content
    assert "I could not notify them" in scene.dms(desk.ann)[-1].content
    assert "I could not notify the role" in scene.dms(scene.guild.owner)[-1].content


async def test_a_server_that_is_left_is_forgotten(desk: DeskScene, store: Store) -> None:
    """Settings and requests go; who waited is told."""
    await desk.ask()
    guild = desk.scene.env.bot.get_guild(desk.scene.guild.id)
    assert guild is not None
    await guild.leave()
    await desk.scene.env.settle()
    assert await store.desks.desks() == ()
    assert await last_request(store.desks, desk.scene.guild.id, desk.ann.id) is None


async def test_a_server_that_was_left_while_the_bot_was_away_is_forgotten(
    desk: DeskScene, store: Store, clock: HandClock
) -> None:
    """Found at the next start, or within the hour; who waited is told. A server that is only unavailable stays."""
    left = Desk(4242, 1, 2, 3)
    await store.desks.save_desk(left)
    waits = Request(left.server, desk.ann.id, clock.now(), waiting_at=clock.now(), due_at=clock.now())
    assert await store.desks.ask(waits) is not None
    (guild,) = desk.scene.env.bot.guilds
    guild.unavailable = True
    clock.advance(3600)
    await desk.works()
    assert [each.server for each in await store.desks.desks()] == [desk.scene.guild.id]
    assert "I'm not in that server any more" in desk.scene.dms(desk.ann)[-1].content
    assert await last_request(store.desks, left.server, desk.ann.id) is None
    guild.unavailable = False
    await store.desks.save_desk(left)
    again = build(store, clock)
    await desk.scene.env.restart_bot(MoodBot(again.parts, True))
    await again.desk.worker.work()
    assert [each.server for each in await store.desks.desks()] == [desk.scene.guild.id]


async def test_a_thread_that_is_deleted_ends_its_request(desk: DeskScene) -> None:
    """With a word to the person; nothing is left hanging."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    desk.scene.env.backend.delete_channel(desk.threads()[0].id)
    await desk.scene.env.settle()
    await desk.works()
    request = await desk.request()
    assert (request.open, request.ended) == (False, "broken")
    assert "closed: something was missing" in desk.cards()[-1].content


async def test_a_form_for_the_slash_command(desk: DeskScene) -> None:
    """Words may be left out; what is answered only Ann sees, and the request goes its way."""
    form = await desk.ann.slash(desk.scene.channel, "counsellor")
    shown = await desk.ann.submit_modal(form, {"write": "could we talk"})
    assert "people with the role counsellor" in told_texts(shown)[0]
    sent = await desk.ann.click(shown_to(shown)[0], label="Ask, with my words and mood")
    assert "I'm asking them now" in told_texts(sent)[0]
    await desk.works()
    assert desk.cards()[-1].embeds[0].description == "#1 · > could we talk"


async def test_in_a_dm_the_servers_are_offered_where_the_person_is(desk: DeskScene, store: Store) -> None:
    """Of a server that Ann has left nothing is said; with one left, it is asked about at once."""
    await desk.scene.in_dm(desk.ann, "!counsellor")
    assert "None of the servers" in desk.scene.dms(desk.ann)[-1].content
    await desk.ann.send(desk.scene.channel, "!okay")
    desk.clock.advance(60)
    await desk.scene.in_dm(desk.ann, "!counsellor")
    assert "the counsellors of Harbour" in desk.scene.dms(desk.ann)[-1].content
    desk.scene.guild.remove_member(desk.ann)
    await desk.scene.env.settle()
    desk.clock.advance(60)
    await desk.ann.user.send_dm("!counsellor")
    assert "None of the servers" in desk.scene.dms(desk.ann)[-1].content


async def test_the_button_stands_where_a_person_may_be_wanted(desk: DeskScene) -> None:
    """When the bot did not understand, when a human is asked for, at the end of a hard talk."""
    await desk.store.journal.save_preferences(desk.ann.id, asked_at=1)
    for words in ("hmm xyz", "i want to talk to a human"):
        answers = await desk.scene.in_dm(desk.ann, words)
        assert "Ask for a counsellor" in labels(answers[-1]), words
        desk.clock.advance(60)
    for words in ("!sad", "no", "we broke up and it hurts", "empty and heavy", "sleep would help", "yes"):
        answers = await desk.scene.in_dm(desk.ann, words)
        desk.clock.advance(60)
    assert "Ask for a counsellor" in labels(answers[-1])


async def test_who_leaves_the_server_is_not_waited_for(desk: DeskScene) -> None:
    """A counsellor who left: somebody else is asked. A member who left: the request ends."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    desk.scene.guild.remove_member(desk.cleo)
    await desk.agree()
    assert (await desk.request()).state == "waiting"
    await desk.press_button(desk.dan, desk.cards()[-2], "Take #1")
    await desk.agree()
    desk.scene.guild.remove_member(desk.ann)
    await desk.later(11)
    assert (await desk.request()).ended == "left"


async def test_a_staff_channel_that_became_public_shows_no_words(desk: DeskScene) -> None:
    """The card comes without them, and the owner is told."""
    role = desk.scene.guild.default_role
    view = discord.Permissions(view_channel=True).value
    seen = Overwrite(role.id, OverwriteType.ROLE, allow=view)
    desk.scene.env.backend.set_overwrite(desk.staff.id, seen)
    await desk.scene.env.settle()
    await desk.ask(words="only for them")
    assert desk.cards()[-1].embeds == []
    assert "can be read by others now" in desk.scene.dms(desk.scene.guild.owner)[-1].content


async def test_a_staff_channel_that_is_gone_ends_what_waits_with_a_word(desk: DeskScene) -> None:
    """The owner is told at once, the person when the next rung cannot be reached."""
    await desk.ask()
    desk.scene.env.backend.delete_channel(desk.staff.id)
    await desk.scene.env.settle()
    assert "is missing for me" in desk.scene.dms(desk.scene.guild.owner)[-1].content
    await desk.later(6)
    assert "Something in that server is missing for me" in desk.scene.dms(desk.ann)[-1].content
    assert (await desk.request()).ended == "broken"


async def test_check_ins_are_held_while_a_request_is_open(desk: DeskScene, built: Built, store: Store) -> None:
    """Nobody is asked how they are while they wait for a person."""
    await store.journal.save_preferences(desk.ann.id, zone="Europe/Lisbon")
    await desk.scene.in_dm(desk.ann, "!checkin at 3:00")
    await desk.ask()
    desk.clock.advance(3 * 3600)
    while await built.worker.work():
        pass
    assert (await store.waiting.status(desk.clock.now())).skipped == {"in a talk": 1}


async def test_nobody_is_let_into_an_old_talk_when_numbers_begin_anew(desk: DeskScene) -> None:
    """A server that is set up again begins with #1; Ann's old thread is still there and stays hers."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (old,) = desk.threads()
    await desk.desk.requests.forget_server(desk.scene.guild.id)
    await desk.set_up(backup_role=desk.backup)
    eve = desk.person("eve")
    await desk.ask(eve)
    await desk.press_button(desk.dan, desk.cards()[-1], "Take #1")
    await desk.agree(eve)
    (new,) = [thread for thread in desk.threads() if thread.id != old.id]
    assert len(new.history(viewer=eve)) >= 2
    with pytest.raises(Exception, match="cannot read"):
        old.history(viewer=eve)
    with pytest.raises(Exception, match="cannot read"):
        new.history(viewer=desk.ann)


async def test_a_report_reaches_both_though_the_counsellor_and_their_role_are_gone(desk: DeskScene) -> None:
    """Cleo has left, the role is deleted: the owner and the backups hear of it all the same."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    desk.scene.guild.remove_member(desk.cleo)
    desk.scene.env.backend.delete_role(desk.scene.guild.id, desk.role.id)
    await desk.scene.env.settle()
    assert (
        "has been reported" in (await desk.press_button(desk.ann, desk.scene.answers(thread)[0], "Report this talk"))[0]
    )
    assert f"<@{desk.cleo.id}>" in desk.scene.answers(desk.reports)[-1].content
    assert "reported their talk" in desk.scene.dms(desk.scene.guild.owner)[-1].content


async def test_nobody_stands_on_an_old_card_when_numbers_begin_anew(desk: DeskScene) -> None:
    """Ann's card, with her words, is still there; Bob's request gets one of its own, and the role hears of it."""
    await desk.ask(words="old secret of ann")
    old = desk.cards()[-1]
    await desk.worker.forget_server(desk.scene.guild.id)
    # By the clock that Discord's messages carry, the old card is five minutes old now.
    desk.clock.advance(old.created_at.timestamp() - desk.clock.now() / 1000 + 300)
    await desk.set_up(backup_role=desk.backup)
    bob = desk.person("bob")
    await desk.ask(bob, words="bob needs help")
    assert desk.cards()[-1].id != old.id
    assert f"<@&{desk.role.id}>" in desk.cards()[-1].content
    assert [embed.description for embed in desk.cards()[-1].embeds] == ["#1 · > bob needs help"]
    assert (await desk.request(bob)).card == desk.cards()[-1].id


async def test_a_token_that_is_renewed_ends_no_request(desk: DeskScene) -> None:
    """For a moment Discord takes nothing from the bot; then the card is posted."""
    desk.scene.env.inject_error("POST", f"/channels/{desk.staff.id}/messages", status=401, code=0)
    await desk.ask()
    assert (await desk.request()).card is None
    await desk.later(1)
    assert (await desk.request()).card == desk.cards()[-1].id
