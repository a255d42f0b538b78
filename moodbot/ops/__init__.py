"""Running the bot for years: what its operator sees."""
