"""Line: one sentence that the bot can say."""

from dataclasses import dataclass

__all__ = ["Line"]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence that the bot can say. *id* is unique in the pack and stable: "anxious.validate.fast-engine".

    *when* names the conditions that must all hold; only the pools of letters have conditions.
    """

    id: str
    text: str
    technique: str | None = None
    source: str | None = None
    when: tuple[str, ...] = ()
