"""Describe an exception for the log by its type and code location, without a person's words."""

import traceback


def describe(fault: BaseException) -> str:
    """Return the type and the last six frames of *fault*. Its message is left out, because it may quote a person."""
    frames = traceback.extract_tb(fault.__traceback__)
    where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-6:]))
    return f"{type(fault).__name__} at {where}"
