"""Numbered SQL migrations, run in order by migrate.py. The statements of a released file never change."""
