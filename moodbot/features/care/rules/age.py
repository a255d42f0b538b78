"""Reads from a text that its writer is young: under 13, or under 18."""

from enum import StrEnum


class AgeGroup(StrEnum):
    """How young a person says they are: CHILD is under 13, MINOR under 18."""

    CHILD = "child"
    MINOR = "minor"
