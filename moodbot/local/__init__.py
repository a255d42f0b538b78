"""Terminal front door: runs the bot's talks without Discord."""
