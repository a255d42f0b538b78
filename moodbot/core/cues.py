"""Names that several packages share: prefixes of button cues, and the commands `stop` and `bye`."""

COMMAND_CUE = "command:"
COUNSELLOR_CUE = "counsellor:"

STOP = "stop"
GOODBYE = "bye"
"""Alias of `stop`: it ends a talk, and nothing else."""
