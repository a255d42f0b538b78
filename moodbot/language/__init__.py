"""Language packs, and the parsing of typed words into intents and moods. Pure, no I/O."""
