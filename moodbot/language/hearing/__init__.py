"""Hearing: what a text does, what it is about and which mood it shows, by rules and by examples."""
