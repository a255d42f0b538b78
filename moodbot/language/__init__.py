"""Packs of words, and what typed words mean. Pure."""
