"""Whether the gateway answers, as the client's events tell it."""

import asyncio


class Connection:
    """*up* is set while the gateway answers, *lost* while it does not after it once did."""

    def __init__(self) -> None:
        self.up = asyncio.Event()
        self.lost = asyncio.Event()
        self.was_up = False

    def gained(self) -> None:
        """Note that the gateway answers."""
        self.was_up = True
        self.lost.clear()
        self.up.set()

    def dropped(self) -> None:
        """Note that the connection was lost; before the first success that is no loss."""
        self.up.clear()
        if self.was_up:
            self.lost.set()
