"""Base types for the kinds of messages that the bot sends first (outreach)."""

from dataclasses import dataclass
from enum import StrEnum


class MessageKind(StrEnum):
    """The kind of a scheduled message. Has no members of its own: each feature brings its kinds as a subclass."""


@dataclass(frozen=True, slots=True)
class OutreachEntry:
    """A declared kind; the outreach feature extends it with texts and rules, which core need not know."""

    kind: MessageKind
