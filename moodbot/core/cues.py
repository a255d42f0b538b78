"""What the ids of buttons begin with that one feature offers and another answers."""

COUNSELLOR_CUE = "counsellor:"
