"""Run `moodbot` as `python -m moodbot`."""

import sys

from moodbot.cli import main

if __name__ == "__main__":
    sys.exit(main())
