"""How the stand-in says no: an HTTP status with Discord's own JSON code and words."""

from typing import Any

Json = dict[str, Any]


class Refused(Exception):
    """The request is answered with *status* and Discord's JSON error of *code* and *message*."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message

    @property
    def body(self) -> Json:
        """The JSON that Discord would send."""
        return {"message": self.message, "code": self.code}


class NobodyListeningError(RuntimeError):
    """No identified client is connected, so nothing can be proven about what it heard."""


class WaitedInVainError(AssertionError):
    """What a test waited for did not happen in time; the message is the transcript of what did."""


def discord_error(code: int, message: str) -> Json:
    """Return the JSON body of an error, for a fault that should look like Discord's own."""
    return {"message": message, "code": code}
