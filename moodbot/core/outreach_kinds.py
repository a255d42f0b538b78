"""Kinds of messages that the bot sends first; the feature that sends them says what more a kind must tell."""

from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    """What waits for its time. Has no members of its own: each feature brings its kinds as a subclass."""


@dataclass(frozen=True, slots=True)
class OutreachEntry:
    """A kind as the table of features knows it."""

    kind: MessageKind
