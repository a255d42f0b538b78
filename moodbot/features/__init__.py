"""What the bot can do, a folder each."""
