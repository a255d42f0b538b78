"""moodbot: the first line of listening in a Discord server. It leads to people and never replaces them."""

__version__ = "0.1.0"
