"""The plain form of a message of which Discord refused the buttons or files: text that says how to go on."""

from collections.abc import Sequence

from moodbot.core.dialogue import Picture, PlaceKind, Reply
from moodbot.discordapp.lengths import MESSAGE_LIMIT
from moodbot.features.care.service import OPEN_CUE
from moodbot.language.packs import ReplyPack

_CHOICES = {
    PlaceKind.DM: "plain_choices",
    PlaceKind.CHANNEL: "plain_choices_channel",
    PlaceKind.EPHEMERAL: "plain_choices_ephemeral",
}
"""What a person can do instead of pressing; an ephemeral message cannot be answered in words."""


def plain_text(text: str, offer: Reply | None, pictures: Sequence[Picture], pack: ReplyPack) -> str | None:
    """Return *text* with what is missing under it and how to answer; *text* alone if that is too long.

    None if there is nothing to leave out, or if nothing is left: a picture shared in a channel.
    """
    kind = offer.place.kind if offer is not None else None
    pressable = offer is not None and bool(offer.choices or (offer.writes and kind is PlaceKind.EPHEMERAL))
    shared = bool(pictures) and kind is PlaceKind.CHANNEL
    if shared or not (pictures or pressable):
        return None
    lines = [text]
    if pictures:
        lines.append(pack.text("plain_files"))
    if offer is not None and pressable:
        # Help that waits behind a button cannot be had by a reply that everybody reads.
        waits = any(choice.cue == OPEN_CUE for choice in offer.choices)
        key = "plain_open" if waits else _CHOICES.get(offer.place.kind, "plain_choices")
        lines.append(pack.text(key, choices=", ".join(choice.label for choice in offer.choices)))
    with_hints = "\n".join(lines)
    return with_hints if len(with_hints) <= MESSAGE_LIMIT else text
