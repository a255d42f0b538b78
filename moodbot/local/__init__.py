"""The terminal: the same talk, with no account and no server."""
