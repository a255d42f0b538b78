"""Numbered SQL files, one folder a database; migrate.py runs them. A file that was released never changes."""
