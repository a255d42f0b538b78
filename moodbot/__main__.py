"""Lets `python -m moodbot` do what `moodbot` does."""

import sys

from moodbot.cli import main

if __name__ == "__main__":
    sys.exit(main())
