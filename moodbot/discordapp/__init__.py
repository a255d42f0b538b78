"""Discord front door: convert events to turns and replies to messages; the only package that imports discord."""
