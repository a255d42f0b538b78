"""A server with counsellors, and the moves that stories about them repeat."""

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle, RoleHandle
from simcord.results import InteractionResult

from moodbot.core.dialogue import Membership
from moodbot.features.counsellors.rules.requests import Request
from moodbot.features.counsellors.staff import StaffDesk
from moodbot.features.counsellors.worker import DeskWorker
from tests.bots import Built
from tests.discordapp.scenes import Scene, labels, told_texts
from tests.hands import HandClock
from tests.offices import last_request
from tests.stores import Store


class DeskScene:
    """The server Harbour with counsellors: Cleo and Dan take requests, Bea steps in, Adam is an admin."""

    def __init__(self, scene: Scene, built: Built, store: Store, clock: HandClock) -> None:
        self.scene, self.clock, self.store = scene, clock, store
        self.take(built)
        guild = scene.guild
        self.role = guild.create_role("counsellor", mentionable=True)
        self.backup = guild.create_role("backup", mentionable=True)
        self.roles: dict[int, frozenset[int]] = {}
        manager = self.manager = guild.create_role("manager", permissions=discord.Permissions(manage_guild=True))
        self.staff = self.private("staff", self.role, self.backup, manager)
        self.reports = self.private("reports", self.backup, manager)
        assert scene.env.bot.user is not None
        allowed = discord.PermissionOverwrite(manage_threads=True, create_private_threads=True)
        self.room = guild.create_text_channel("talks", overwrites={scene.env.bot.user: allowed})
        self.cleo, self.dan = self.person("cleo", self.role), self.person("dan", self.role)
        self.bea = self.person("bea", self.backup)
        self.adam = self.person("adam", manager)
        self.ann = scene.ann

    def take(self, built: Built) -> None:
        """Go on with the parts of another start."""
        self.desk: StaffDesk = built.desk
        self.worker: DeskWorker = built.desk.worker

    def private(self, name: str, *roles: RoleHandle, mute: bool = False) -> ChannelHandle:
        """Open a channel that only these roles and the bot can read; with *mute* the bot may not mention them."""
        assert self.scene.env.bot.user is not None
        bots = discord.PermissionOverwrite(view_channel=True, mention_everyone=not mute)
        seen = discord.PermissionOverwrite(view_channel=True)
        hidden = {self.scene.guild.default_role: discord.PermissionOverwrite(view_channel=False)}
        return self.scene.guild.create_text_channel(
            name, overwrites={**hidden, self.scene.env.bot.user: bots, **dict.fromkeys(roles, seen)}
        )

    def person(self, name: str, *roles: RoleHandle) -> MemberActor:
        """Let somebody join with these roles."""
        member = self.scene.guild.add_member(self.scene.env.create_user(name), roles=roles)
        self.roles[member.id] = frozenset(role.id for role in roles)
        return member

    def member(self, person: MemberActor) -> Membership:
        """Return who *person* is in the server."""
        return self.member_of(person.id)

    def member_of(self, person: int) -> Membership:
        """Return who the person with this id is in the server."""
        return Membership(self.scene.guild.id, person, self.roles.get(person, frozenset()))

    async def set_up(self, by: MemberActor | None = None, **more: object) -> list[str]:
        """Set the desk up as Adam; return what only he is told."""
        chosen = {"role": self.role, "staff_channel": self.staff, "talk_channel": self.room, **more}
        return told_texts(await (by or self.adam).slash(self.scene.channel, "setup counsellors", **chosen))

    async def ask(self, person: MemberActor | None = None, words: str = "", button: str | None = None) -> list[str]:
        """Let *person* (Ann) ask in #general and agree; return what they are told in their DM."""
        who = person or self.ann
        before = len(self.scene.dms(who))
        await self.scene.write(who, f"!counsellor {words}".strip())
        wanted = button or ("Ask, with my words and mood" if words else "Ask, without them")
        await who.user.click(self.scene.dms(who)[-1], label=wanted)
        await self.works()
        return [message.content for message in self.scene.dms(who)[before:]]

    async def works(self) -> None:
        """Let the worker do what is due now."""
        while await self.worker.work():
            pass
        await self.scene.env.settle()

    async def later(self, minutes: float) -> None:
        """Let minutes go by, the worker looking once in each."""
        for _ in range(round(minutes)):
            self.clock.advance(60)
            await self.works()

    async def person_on_duty(self, person: MemberActor) -> None:
        """Let a counsellor say that they are there."""
        await person.slash(self.scene.channel, "duty", switch="on")

    def cards(self) -> list[discord.Message]:
        """Return what the bot has posted for staff."""
        return self.scene.answers(self.staff)

    def threads(self) -> list[ChannelHandle]:
        """Return the threads of the room."""
        return self.room.threads

    async def press_button(self, person: MemberActor, message: discord.Message, label: str) -> list[str]:
        """Let *person* press a button; return what only they are told."""
        result: InteractionResult = await person.click(message, label=label)
        await self.works()
        return told_texts(result)

    async def agree(self, person: MemberActor | None = None, label: str = "Yes, open the talk") -> None:
        """Let *person* (Ann) answer to who has taken their request."""
        who = person or self.ann
        asked = [message for message in self.scene.dms(who) if label in labels(message)]
        await who.user.click(asked[-1], label=label)
        await self.works()

    async def request(self, person: MemberActor | None = None) -> Request:
        """Return the latest request of *person* (Ann)."""
        found = await last_request(self.store.desks, self.scene.guild.id, (person or self.ann).id)
        assert found is not None
        return found
