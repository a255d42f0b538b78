"""How a fault is told to the operator: what and where, never with what a person said."""

import traceback


def describe(fault: BaseException) -> str:
    """Return the kind of *fault* and where it arose; its message is left out, for it may quote a person."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return f"{type(fault).__name__} at {where}"
