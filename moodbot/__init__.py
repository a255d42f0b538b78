"""moodbot: a Discord bot that listens to people in a bad mood and leads them to other people; it replaces none."""

__version__ = "0.1.0"
