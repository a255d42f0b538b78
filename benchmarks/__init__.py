"""How fast and how small moodbot is, on the loopback stand-in, beside a bare discord.py bot: `make bench`."""
