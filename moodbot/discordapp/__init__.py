"""Discord: the only room that knows it. It turns events into turns, and replies into messages."""
