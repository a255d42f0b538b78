"""What the ids of buttons begin with, and names of commands, that one room offers and another answers."""

COMMAND_CUE = "command:"
COUNSELLOR_CUE = "counsellor:"

STOP = "stop"
GOODBYE = "bye"
"""Ends a talk as `stop` does, and nothing else."""
