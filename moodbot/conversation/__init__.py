"""One turn from words to reply, over all features."""
