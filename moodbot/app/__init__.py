"""Use cases: what the bot does for a person, in terms of the domain and of small ports."""
