"""What can go wrong outside a conversation, by names that every room above may know."""

from typing import Literal

Reason = Literal["locked", "full", "corrupt", "not a database", "read-only", "closed", "unreachable", "other"]


class StoreUnavailable(Exception):
    """The database did not answer; holds no text of a person.

    *reason* is the class of the fault and the whole message. It never carries the statement or its
    values, so that it may be logged as it is.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(f"the database did not answer: {reason}")
        self.reason: Reason = reason


class CannotSpeak(Exception):
    """The place where the person is cannot be written to; *missing* names the permission, or why.

    *refused* says that writing there is not allowed; else the place is gone, or nothing can be reached now.
    """

    def __init__(self, missing: str, refused: bool = True) -> None:
        super().__init__(f"cannot write there: {missing}")
        self.missing = missing
        self.refused = refused


class CannotStart(Exception):
    """The bot cannot run; the message says what the operator can do."""
