"""The stand-in behaves as Discord does, as far as the real discord.py client can tell."""

import asyncio
import json
import sys
from pathlib import Path

import aiohttp
import discord
import pytest
from discord import app_commands

from tests.standin import NobodyListeningError, Server, WaitedInVainError, discord_error
from tests.standin.gateway import MESSAGE_CONTENT
from tests.standin.pointing import pointed_at, running

ROOT = Path(__file__).parents[2]
ANNA, BEN, GENERAL, VOICE, THREAD = 101, 102, 10, 11, 12
AUTH = {"Authorization": "Bot good-token"}


class Parrot(discord.Client):
    """Answers each message of a person with the same words, and hello with a button."""

    def __init__(self, *, content: bool = True) -> None:
        intents = discord.Intents.default()
        intents.message_content = content
        super().__init__(intents=intents, guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.failed: list[Exception] = []

    async def on_message(self, message: discord.Message) -> None:
        """Answer people, not bots."""
        if message.author.bot:
            return
        self.heard.append(message.content)
        if message.content == "hello":
            await message.channel.send("hi", view=Buttons())
        elif message.content not in ("", "psst"):
            try:
                await message.channel.send(message.content)
            except (discord.HTTPException, aiohttp.ClientError) as error:
                self.failed.append(error)


class Buttons(discord.ui.View):
    """One button that answers the person alone, and one that opens a modal."""

    @discord.ui.button(label="Yes", custom_id="yes")
    async def yes(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        """Thank the person."""
        await interaction.response.send_message("thank you", ephemeral=True)
        await interaction.followup.send("and more")

    @discord.ui.button(label="Tell", custom_id="tell")
    async def tell(self, interaction: discord.Interaction, _: discord.ui.Button["Buttons"]) -> None:
        """Ask for words."""
        await interaction.response.send_modal(Words())


class Words(discord.ui.Modal, title="Words"):
    """One text."""

    text: discord.ui.TextInput["Words"] = discord.ui.TextInput(label="What?", custom_id="text")

    def __init__(self) -> None:
        super().__init__(custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say it back on the message itself."""
        await interaction.response.edit_message(content=self.text.value)


async def test_a_client_logs_in_and_knows_its_guild(standin: Server) -> None:
    """Login, READY and GUILD_CREATE leave the client with the guild's text, voice and thread."""
    client = Parrot()
    async with running(client):
        guild = client.guilds[0]
        assert [channel.id for channel in guild.text_channels] == [GENERAL]
        assert [channel.id for channel in guild.voice_channels] == [VOICE]
        assert [thread.id for thread in guild.threads] == [THREAD]
        assert client.application is not None
        assert client.application.flags.gateway_message_content_limited
    await standin.until(lambda: not standin.gateway.connected)


@pytest.mark.parametrize("channel_id", [GENERAL, VOICE, THREAD, 0])
async def test_a_message_is_answered_wherever_it_is_said(standin: Server, channel_id: int) -> None:
    """A channel, a voice chat, a thread and a DM all carry a message there and the answer back."""
    place = channel_id or standin.dm(ANNA)
    async with running(Parrot()):
        await standin.say(ANNA, place, "!anxious")
        await standin.until(lambda: standin.sent(place))
    assert [one.content for one in standin.sent(place)] == ["!anxious"]


async def test_typing_opening_a_dm_and_editing_are_kept(standin: Server) -> None:
    """A person's DM is always the same channel, and typing, an edit and a deletion in it are recorded."""
    client = Parrot()
    async with running(client):
        user = await client.fetch_user(ANNA)
        channel = await user.create_dm()
        await channel.typing()
        message = await channel.send("one")
        await message.edit(content="two")
        await message.delete()
        upload = await channel.send("chart", file=discord.File(__file__, "chart.png"))
    assert channel.id == standin.dm(ANNA)
    assert len(standin.typings(channel.id)) == 1
    first, second = standin.sent(channel.id)
    assert (first.first["content"], first.content, first.deleted) == ("one", "two", True)
    assert second.id == upload.id
    assert upload.attachments[0].filename == "chart.png"


async def test_a_429_is_waited_out(standin: Server, naps: list[float]) -> None:
    """The client waits as long as the answer says and then posts once."""
    standin.faults.answer("POST", "/channels/*/messages", status=429)
    async with running(Parrot()):
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.until(lambda: standin.sent(GENERAL))
        await standin.quiet()
    assert naps == [0.25]
    assert len(standin.asked("POST", f"/channels/{GENERAL}/messages")) == 2
    assert len(standin.sent(GENERAL)) == 1


async def test_a_500_is_tried_again(standin: Server, naps: list[float]) -> None:
    """Two server errors cost two waits and nothing else."""
    standin.faults.answer("POST", "/channels/*/messages", status=500, times=2)
    async with running(Parrot()):
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.until(lambda: standin.sent(GENERAL))
    assert naps == [1, 3]


async def test_an_answer_lost_after_the_work_does_not_double_the_message(standin: Server, naps: list[float]) -> None:
    """The client repeats the post with its nonce after a 500, and gets the message that exists already."""
    standin.faults.answer("POST", "/channels/*/messages", status=500, after=True)
    async with running(Parrot()):
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.until(lambda: standin.stats.repeated_nonces == 1)
        await standin.quiet()
    assert len(standin.sent(GENERAL)) == 1
    assert naps == [1]


@pytest.mark.parametrize("status", [403, 503])
async def test_a_refusal_reaches_the_bot_as_an_error(standin: Server, status: int) -> None:
    """A 403 and a 503 are not tried again: the bot must deal with them."""
    standin.faults.answer("POST", "/channels/*/messages", status=status, body=discord_error(50007, "No"))
    client = Parrot()
    async with running(client):
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.quiet()
    error = client.failed[0]
    assert isinstance(error, discord.HTTPException)
    assert (error.status, error.code) == (status, 50007)
    assert standin.sent(GENERAL) == []


async def test_a_dropped_connection_is_an_error_for_the_bot(standin: Server) -> None:
    """discord.py does not try again when the connection closes without an answer."""
    standin.faults.drop_connection("POST", "/channels/*/messages")
    client = Parrot()
    async with running(client):
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.quiet()
    assert [type(error) for error in client.failed] == [aiohttp.ServerDisconnectedError]


async def test_a_held_request_is_answered_after_its_release(standin: Server) -> None:
    """A test can stop the bot in the middle of a post and do something meanwhile."""
    hold = standin.faults.hold("POST", "/channels/*/messages")
    async with running(Parrot()):
        await standin.say(ANNA, GENERAL, "!sad")
        await hold.reached.wait()
        assert standin.sent(GENERAL) == []
        hold.release()
        await standin.quiet()
    assert len(standin.sent(GENERAL)) == 1


async def test_a_dropped_socket_is_resumed_and_misses_nothing(standin: Server) -> None:
    """What was said while the socket was down arrives after the resume, without a second IDENTIFY."""
    client = Parrot()
    async with running(client):
        standin.drop()
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.until(lambda: standin.gateway.resumes == 1)
        await standin.quiet()
    assert client.heard == ["!sad"]
    assert standin.gateway.identifies == 1


async def test_a_gateway_that_is_down_is_tried_until_it_is_back(standin: Server, naps: list[float]) -> None:
    """The client backs off between its attempts, and resumes in the end."""
    client = Parrot()
    async with running(client):
        standin.gateway.refuse_sockets = True
        standin.drop()
        await standin.until(lambda: len(naps) == 2)
        standin.gateway.refuse_sockets = False
        await standin.until(lambda: standin.gateway.resumes == 1)
    assert standin.gateway.identifies == 1


async def test_a_session_that_is_gone_is_begun_anew(standin: Server, naps: list[float]) -> None:
    """After op 9 the client waits its 5 seconds and identifies again."""
    client = Parrot()
    async with running(client):
        await standin.gateway.order(9, False)
        await standin.until(lambda: standin.gateway.identifies == 2 and standin.gateway.connected)
        await standin.say(ANNA, GENERAL, "!sad")
        await standin.quiet()
    assert client.heard == ["!sad"]
    assert naps == [5.0]


async def test_a_bad_token_is_refused(standin: Server) -> None:
    """A wrong token ends in LoginFailure."""
    with pytest.raises(discord.LoginFailure):
        async with running(Parrot(), token="bad-token"):
            pytest.fail("logged in with a bad token")


async def test_a_refused_intent_ends_the_start(standin: Server) -> None:
    """Message Content refused ends in PrivilegedIntentsRequired; without asking for it all is well."""
    standin.gateway.refuse_intents = MESSAGE_CONTENT
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(Parrot()):
            pytest.fail("started with a refused intent")
    async with running(Parrot(content=False)):
        await standin.quiet()


async def test_without_message_content_only_what_is_for_the_bot_is_read(standin: Server) -> None:
    """Mentions, replies that ping and DMs have words; other messages, and silent replies, are empty."""
    client = Parrot(content=False)
    async with running(client):
        await standin.say(ANNA, GENERAL, "secret")
        await standin.say(ANNA, GENERAL, "psst", mention_bot=True)
        await standin.say(ANNA, standin.dm(ANNA), "dear bot")
        await standin.quiet()
        answer = standin.sent(GENERAL)[0].id
        await standin.say(ANNA, GENERAL, "psst", reply_to=answer)
        await standin.say(ANNA, GENERAL, "psst", reply_to=answer, ping=False)
        await standin.quiet()
    assert client.heard == ["", "<@900> psst", "dear bot", "psst", ""]


async def test_a_button_is_answered(standin: Server) -> None:
    """A press gets an answer for that person alone, and a follow-up."""
    async with running(Parrot()):
        await standin.say(ANNA, GENERAL, "hello")
        await standin.quiet()
        hello = standin.sent(GENERAL)[0]
        await standin.press_button(ANNA, hello.id, hello.buttons["Yes"])
        await standin.quiet()
    answers = [(one.content, one.ephemeral) for one in standin.sent(GENERAL)[1:]]
    assert answers == [("thank you", True), ("and more", False)]
    assert standin.stats.summary()["ms"]["interaction"]["n"] == 1


async def test_a_modal_is_opened_and_sent_off(standin: Server) -> None:
    """What is typed into the modal comes back as an edit of the message it was opened from."""
    async with running(Parrot()):
        await standin.say(ANNA, standin.dm(ANNA), "hello")
        await standin.quiet()
        await standin.press_button(ANNA, standin.sent(standin.dm(ANNA))[0].id, "tell")
        await standin.quiet()
        assert standin.open_modal(ANNA) is not None
        await standin.submit_modal(ANNA, standin.dm(ANNA), "words", {"text": "rain"})
        await standin.quiet()
    assert [one.content for one in standin.sent(standin.dm(ANNA))] == ["rain"]


@pytest.mark.parametrize("place", [GENERAL, 0])
async def test_a_slash_command_is_synced_used_and_answered(standin: Server, place: int) -> None:
    """The command is registered; its use with options gets "thinking" and then the answer in its place."""
    client = Parrot()

    @client.tree.command()
    async def mood(interaction: discord.Interaction, mood: str, other: discord.User) -> None:
        """Say a mood."""
        await interaction.response.defer(ephemeral=True)
        await interaction.followup.send(f"{mood} {other.id}")

    channel_id = place or standin.dm(ANNA)
    async with running(client):
        assert [command.name for command in await client.tree.sync()] == ["mood"]
        await standin.slash(ANNA, channel_id, "mood", {"mood": "anxious", "other": BEN})
        await standin.until(lambda: standin.sent(channel_id))
        with pytest.raises(LookupError, match="no command"):
            await standin.slash(ANNA, channel_id, "nothing")
    assert [(one.content, one.ephemeral) for one in standin.sent(channel_id)] == [(f"anxious {BEN}", True)]


async def test_silence_is_proven(standin: Server) -> None:
    """quiet() returns after the bot has read the message, and it said nothing."""
    client = Parrot()
    async with running(client):
        await standin.say(ANNA, GENERAL, "psst")
        await standin.quiet()
        assert client.heard == ["psst"]
    assert standin.sent(GENERAL) == []


async def test_silence_cannot_be_proven_without_a_listener(standin: Server) -> None:
    """With no client connected quiet() refuses to call that silence."""
    with pytest.raises(NobodyListeningError):
        await standin.quiet()


async def test_waiting_in_vain_shows_what_happened(standin: Server) -> None:
    """A wait that fails names the requests of the bot."""
    async with running(Parrot()):
        with pytest.raises(WaitedInVainError, match="GET /users/@me"):
            await standin.until(lambda: False, timeout=0.01)


async def test_a_deleted_message_is_announced(standin: Server) -> None:
    """MESSAGE_DELETE reaches the client with the message's id."""
    client = Parrot()
    async with running(client):
        number = await standin.say(ANNA, GENERAL, "psst")
        gone = asyncio.create_task(client.wait_for("message_delete", timeout=5))
        await standin.quiet()
        await standin.delete_message(GENERAL, number)
        assert (await gone).id == number


async def test_an_unknown_route_answers_501_and_is_recorded() -> None:
    """A route that the stand-in lacks is loud twice: in the answer and in the record."""
    async with Server() as server, aiohttp.ClientSession(headers=AUTH) as session:
        async with session.get(f"{server.api_base}/guilds/1/bans") as answer:
            assert answer.status == 501
            assert "no GET" in (await answer.json())["message"]
        assert server.unknown == ["GET /api/v10/guilds/1/bans"]


async def test_a_repeated_nonce_returns_the_first_message_for_three_minutes(standin: Server) -> None:
    """The same nonce gives the same message until the memory ends, and then a new one."""
    now = 0.0
    standin.house.messages.clock = lambda: now
    client = Parrot()
    async with running(client):
        channel = client.get_partial_messageable(GENERAL)
        first = await channel.send("one", nonce="a1")
        now = 179.0
        second = await channel.send("two", nonce="a1")
        now = 180.0
        third = await channel.send("three", nonce="a1")
    assert first.id == second.id != third.id
    assert [one.content for one in standin.sent(GENERAL)] == ["one", "three"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": ""}, 50006),
        ({"content": "x" * 2001}, 50035),
        ({"content": "x", "nonce": "n" * 26}, 50035),
    ],
)
async def test_what_discord_would_refuse_is_refused(standin: Server, body: dict[str, str], code: int) -> None:
    """Empty and too long messages and nonces fail with Discord's codes."""
    url = f"{standin.api_base}/channels/{GENERAL}/messages"
    async with aiohttp.ClientSession(headers=AUTH) as session, session.post(url, json=body) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, code)


@pytest.mark.parametrize(("before", "status", "code"), [(0, 404, 10062), (1, 400, 40060)])
async def test_an_interaction_is_answered_once_and_in_time(
    standin: Server, before: int, status: int, code: int
) -> None:
    """An answer after 3 seconds is unknown, and a second answer is one too many."""
    now = 0.0
    standin.house.interactions.clock = lambda: now
    made, _ = standin.house.interactions.begin(2, ANNA, GENERAL, {"name": "mood"})
    url = f"{standin.api_base}/interactions/{made.id}/{made.token}/callback"
    async with aiohttp.ClientSession() as session:
        for _ in range(before):
            async with session.post(url, json={"type": 5}) as first:
                assert first.status == 204
        now = 3.5
        async with session.post(url, json={"type": 5}) as answer:
            assert (answer.status, (await answer.json())["code"]) == (status, code)


async def test_a_light_stand_in_counts_and_is_driven_from_outside() -> None:
    """The control says, presses and reports over HTTP, and nothing is kept but numbers."""
    async with Server(light=True) as server, aiohttp.ClientSession() as session:
        with pointed_at(server):
            async with running(Parrot()):

                async def act(name: str, **args: object) -> dict[str, object]:
                    async with session.post(f"{server.control_url}/{name}", json=args) as answer:
                        assert answer.status == 200, await answer.text()
                        told: dict[str, object] = await answer.json()
                        return told

                await act("ready")
                await act("load", rate=1000, seconds=0.05, users=25, text="!sad")
                await act("say", user_id=ANNA, content="hello")
                await act("quiet")
                await act("press_button", user_id=ANNA)
                await act("quiet")
                stats = await act("stats")
        assert (stats["said"], stats["unanswered"], stats["refused"]) == (51, 0, {})
        assert stats["ms"]["reply"]["n"] == 51  # type: ignore[index]  # JSON
        assert server.tally["POST /interactions/{}/{}/callback"] == 1
        assert server.requests == []
        assert server.unknown == []
        with pytest.raises(LookupError, match="light"):
            server.sent(GENERAL)


async def test_the_stand_in_runs_as_a_process_of_its_own() -> None:
    """It prints its addresses, serves the control, and ends when it is told to."""
    command = (sys.executable, "-m", "tests.standin", "--light")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    addresses = json.loads(await process.stdout.readline())
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{addresses['api_base']}/users/@me", headers=AUTH) as answer:
            assert (await answer.json())["id"] == "900"
        async with session.get(f"{addresses['control']}/stats") as answer:
            assert (await answer.json())["tally"] == {"GET /users/@me": 1}
        async with session.post(f"{addresses['control']}/stop") as answer:
            assert answer.status == 200
    assert await process.wait() == 0
