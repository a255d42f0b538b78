"""Button cue prefixes and command names that one package offers and another answers."""

COMMAND_CUE = "command:"
COUNSELLOR_CUE = "counsellor:"
LINES_CUE = "lines"
"""Cue of the button that shows the help lines, in every talk."""

STOP = "stop"
GOODBYE = "bye"
"""Alias of `stop`: it ends a talk, and nothing else."""
