"""Who sees and hears what a desk does: roles that cannot, people who should not, counsellors who are none any more."""

import discord
from simcord.backend.models.channel import Overwrite
from simcord.builders import ChannelHandle
from simcord.enums import OverwriteType

from tests.bots import Built
from tests.discordapp.counsellors.desks import DeskScene
from tests.discordapp.scenes import Scene
from tests.hands import HandClock
from tests.stores import Store

SEES = discord.Permissions(view_channel=True, read_message_history=True)


async def let_see(scene: Scene, channel: ChannelHandle, who: int, kind: OverwriteType) -> None:
    """Let somebody, or a role, see a channel by themselves."""
    scene.env.backend.set_overwrite(channel.id, Overwrite(who, kind, allow=SEES.value))
    await scene.env.settle()


async def test_a_role_that_cannot_see_its_cards_is_said_at_set_up(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """The counsellors' and the backups'; nothing is kept before it is mended."""
    desk = DeskScene(scene, built, store, clock)
    few = desk.private("few", desk.role, desk.manager)
    (answer,) = await desk.set_up(backup_role=desk.backup, staff_channel=few)
    assert f"<@&{desk.backup.id}> can't see <#{few.id}>" in answer
    none = desk.private("none", desk.manager)
    (answer,) = await desk.set_up(staff_channel=none)
    assert f"<@&{desk.role.id}> can't see <#{none.id}>" in answer
    assert await store.desks.desks() == ()


async def test_a_backup_role_that_may_not_be_mentioned_is_said_and_nobody_is_told_it_was_asked(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """At set-up, to the person at its rung, and to the owner."""
    desk = DeskScene(scene, built, store, clock)
    quiet = scene.guild.create_role("quiet")
    desk.staff = desk.private("muted", desk.role, quiet, desk.manager, mute=True)
    assert f"I can't notify <@&{quiet.id}>" in (await desk.set_up(backup_role=quiet))[0]
    await desk.ask()
    await desk.later(15)
    assert "could not notify the people who step in" in scene.dms(desk.ann)[-1].content
    assert "could not notify the backup role" in scene.dms(scene.guild.owner)[-1].content


async def test_a_backup_role_that_was_deleted_was_not_asked(desk: DeskScene) -> None:
    """The person is told so, and the ladder goes on."""
    await desk.ask()
    desk.scene.env.backend.delete_role(desk.scene.guild.id, desk.backup.id)
    await desk.scene.env.settle()
    await desk.later(15)
    assert "could not notify the people who step in" in desk.scene.dms(desk.ann)[-1].content
    await desk.later(15)
    assert "I've told the owner" in desk.scene.dms(desk.ann)[-1].content


async def test_a_room_that_members_cannot_see_is_said_and_whoever_cannot_see_it_is_not_led_there(
    scene: Scene, built: Built, store: Store, clock: HandClock
) -> None:
    """At set-up as a warning; a member who can see it asks, one who cannot is told so at once."""
    desk = DeskScene(scene, built, store, clock)
    verified = scene.guild.create_role("verified")
    desk.room = desk.private("verified-only", desk.role, desk.backup, desk.manager, verified)
    allowed = SEES | discord.Permissions(
        send_messages_in_threads=True, create_private_threads=True, manage_threads=True, mention_everyone=True
    )
    assert scene.env.bot.user is not None
    mine = Overwrite(scene.env.bot.user.id, OverwriteType.MEMBER, allow=allowed.value)
    scene.env.backend.set_overwrite(desk.room.id, mine)
    await scene.env.settle()
    (answer,) = await desk.set_up(backup_role=desk.backup)
    assert "members without a role can't see" in answer
    await scene.write(desk.ann, "!counsellor")
    assert "so I haven't asked" in scene.dms(desk.ann)[-1].content
    eve = desk.person("eve", verified)
    assert "people with the role counsellor" in (await desk.ask(eve))[0]


async def test_somebody_for_whom_the_staff_channel_was_opened_leaks(desk: DeskScene) -> None:
    """A member without need; a counsellor is none, nor is a bot. Nothing of the person is shown then."""
    await let_see(desk.scene, desk.staff, desk.cleo.id, OverwriteType.MEMBER)
    assert "Done." in (await desk.set_up(backup_role=desk.backup))[0]
    oscar = desk.person("oscar")
    await let_see(desk.scene, desk.staff, oscar.id, OverwriteType.MEMBER)
    assert "can be read by: @oscar" in (await desk.set_up(backup_role=desk.backup))[0]
    await desk.ask(words="only for them")
    assert desk.cards()[-1].embeds == []
    assert "can be read by others now (@oscar)" in desk.scene.dms(desk.scene.guild.owner)[-1].content


async def test_who_is_no_counsellor_any_more_is_not_called(desk: DeskScene, store: Store) -> None:
    """Cleo lost the role, Dan has left; both go off duty, and Ann is told the truth."""
    for person in (desk.cleo, desk.dan):
        await desk.person_on_duty(person)
    desk.scene.env.backend.remove_member_role(desk.scene.guild.id, desk.cleo.id, desk.role.id)
    desk.scene.guild.remove_member(desk.dan)
    await desk.ask()
    cards = len(desk.cards())
    await desk.later(5)
    assert "nobody in Harbour is marked as on duty" in desk.scene.dms(desk.ann)[-1].content
    assert len(desk.cards()) == cards
    assert await store.desks.on_duty(desk.scene.guild.id) == ()


async def test_neither_the_person_nor_whom_they_refused_is_called(desk: DeskScene, store: Store) -> None:
    """Dan asks himself, while on duty; Cleo did not suit him. Both stay on duty for others."""
    for person in (desk.cleo, desk.dan):
        await desk.person_on_duty(person)
    await desk.ask(desk.dan)
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree(desk.dan, label="Someone else, please")
    cards = len(desk.cards())
    await desk.later(5)
    assert "nobody in Harbour is marked as on duty" in desk.scene.dms(desk.dan)[-1].content
    assert len(desk.cards()) == cards
    assert len(await store.desks.on_duty(desk.scene.guild.id)) == 2


async def test_a_talk_goes_back_when_the_counsellor_loses_the_role(desk: DeskScene) -> None:
    """As if they had left; a role that was deleted was taken from nobody, and the talk goes on."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    (thread,) = desk.threads()
    await desk.cleo.send(thread, "hello, I'm here")
    desk.scene.env.backend.remove_member_role(desk.scene.guild.id, desk.cleo.id, desk.role.id)
    await desk.later(60)
    assert (await desk.request()).state == "waiting"
    assert "given back" in desk.scene.answers(thread)[-1].content


async def test_a_talk_goes_on_though_the_counsellors_role_was_deleted(desk: DeskScene) -> None:
    """It was taken from nobody."""
    await desk.ask()
    await desk.press_button(desk.cleo, desk.cards()[-1], "Take #1")
    await desk.agree()
    await desk.cleo.send(desk.threads()[0], "hello, I'm here")
    desk.scene.env.backend.delete_role(desk.scene.guild.id, desk.role.id)
    await desk.scene.env.settle()
    await desk.later(60)
    assert (await desk.request()).state == "talking"


async def test_a_role_that_people_get_for_boosting_is_one_that_should_not_read(desk: DeskScene) -> None:
    """Discord manages it, and people hold it all the same."""
    boosters = desk.scene.guild.create_role("Server Booster")
    await let_see(desk.scene, desk.staff, boosters.id, OverwriteType.ROLE)
    guild = desk.scene.env.bot.get_guild(desk.scene.guild.id)
    role = guild.get_role(boosters.id) if guild else None
    assert role is not None
    role.managed, role.tags = True, discord.RoleTags({"premium_subscriber": None})  # type: ignore[typeddict-item]
    assert "Server Booster" in (await desk.set_up(backup_role=desk.backup))[0]


async def test_words_go_from_the_card_where_others_can_read_it_by_now(desk: DeskScene) -> None:
    """At the next rung, and the owner is told who can."""
    await desk.ask(words="only for them")
    assert desk.cards()[-1].embeds != []
    await let_see(desk.scene, desk.staff, desk.person("oscar").id, OverwriteType.MEMBER)
    await desk.later(5)
    assert all(card.embeds == [] for card in desk.cards())
    assert "oscar" in desk.scene.dms(desk.scene.guild.owner)[-1].content
