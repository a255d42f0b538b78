"""Track from client events whether the Discord gateway is connected."""

import asyncio


class Connection:
    """The gateway's state: *up* is set while it is connected, *lost* while it is not but once was."""

    def __init__(self) -> None:
        self.up = asyncio.Event()
        self.lost = asyncio.Event()
        self.was_up = False

    def gained(self) -> None:
        """Record that the gateway is connected."""
        self.was_up = True
        self.lost.clear()
        self.up.set()

    def dropped(self) -> None:
        """Record a disconnect; before the first connect *lost* stays unset."""
        self.up.clear()
        if self.was_up:
            self.lost.set()
