"""A card for the staff, over the wire: what Discord refuses of it does not keep the staff from reading it."""

from moodbot.discordapp.counsellors.staff_side import DiscordStaff
from moodbot.features.counsellors.ports import Notice
from tests.bots import build
from tests.hands import HandClock
from tests.standin import Server, discord_error
from tests.standin.pointing import running
from tests.stores import open_store
from tests.wire.moodbots import GENERAL, IN_MEMORY, new_moodbot

NONCE = "0123456789abcdef01234567"
CARD = Notice("Someone asks for a counsellor.", quotes=("I'd like to talk.",))


async def test_a_refused_card_is_sent_plain(standin: Server, clock: HandClock) -> None:
    """Without its quotes and buttons, but at once: the person waits."""
    async with open_store(IN_MEMORY, clock.new_id()) as store:
        parts = build(store, clock).parts
        async with running(new_moodbot(parts)):
            path = f"/channels/{GENERAL}/messages"
            standin.faults.answer("POST", path, status=400, times=1, body=discord_error(50035, "No"))
            await DiscordStaff(parts.line).post(1, GENERAL, CARD, NONCE)
    (sent,) = standin.sent(GENERAL)
    assert sent.content == CARD.text
    assert not sent.raw["embeds"]
