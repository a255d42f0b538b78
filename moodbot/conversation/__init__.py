"""Handle one turn from incoming words to reply, over all features."""
