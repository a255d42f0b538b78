"""Exceptions that any package may catch: the database fails, a place refuses a message, the bot cannot start."""

from enum import StrEnum
from typing import Literal

Reason = Literal["locked", "full", "corrupt", "not a database", "read-only", "closed", "unreachable", "other"]


class StoreUnavailable(Exception):
    """Raised when the database does not answer.

    *reason* is the class of the fault. The message never holds the statement, its values or a person's words, so it
    may be logged.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the database did not answer: {reason}")
        self.reason: Reason = reason


class Cause(StrEnum):
    """Why a place does not take a message, as far as a person can be told."""

    PERMISSION = "permission"
    CLOSED = "closed"
    HELD = "held"
    ARCHIVED = "archived"
    LOCKED = "locked"
    FILTERED = "filtered"
    UNFIT = "unfit"


class CannotSpeak(Exception):
    """Raised when the bot cannot write to a place; *missing* names the missing permission, or another cause.

    *refused*: writing there, or this message, is not allowed for *cause*. Otherwise the place no longer exists, or
    Discord cannot be reached now.
    """

    def __init__(self, missing: str, refused: bool = True, cause: Cause = Cause.PERMISSION) -> None:
        super().__init__(f"cannot write there: {missing}")
        self.missing = missing
        self.refused = refused
        self.cause = cause


class CannotStart(Exception):
    """Raised when the bot cannot start; the message says what the operator can do."""
