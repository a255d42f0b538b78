"""The files that the bot speaks from, read strictly: a fault has a file, a line and a remedy."""
