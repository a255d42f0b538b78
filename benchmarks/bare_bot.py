"""A plain discord.py bot for comparison, without any of moodbot: it types and sends fixed texts and stores nothing.

Run as `python -m benchmarks.bare_bot`, with the stand-in's addresses and the texts in the environment.
"""

import json
import os

import discord
import yarl


class Choice(discord.ui.Button["Choices"]):
    """A button that sends a message when it is pressed."""

    async def callback(self, interaction: discord.Interaction) -> None:
        """Send the label of the button."""
        await interaction.response.send_message(f"You chose {self.label}.")


class Choices(discord.ui.View):
    """The buttons under the last message."""

    def __init__(self, labels: list[str]) -> None:
        super().__init__()
        for label in labels:
            self.add_item(Choice(label=label))


class BareBot(discord.Client):
    """Answers the command with a few messages and buttons under the last one."""

    def __init__(self, texts: list[str], labels: list[str]) -> None:
        intents = discord.Intents.default()
        intents.message_content = True
        super().__init__(intents=intents)
        self.texts = texts
        self.labels = labels

    async def on_message(self, message: discord.Message) -> None:
        """Answer the command."""
        if message.author == self.user:
            return
        if message.content.startswith("!anxious"):
            *first, last = self.texts
            for text in first:
                await message.channel.typing()
                await message.channel.send(text)
            await message.channel.typing()
            await message.channel.send(last, view=Choices(self.labels))


if __name__ == "__main__":
    discord.http.Route.BASE = os.environ["BARE_API_BASE"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BARE_GATEWAY"])
    script = json.loads(os.environ["BARE_SCRIPT"])
    BareBot(script["texts"], script["labels"]).run(os.environ["DISCORD_TOKEN"], log_handler=None)
