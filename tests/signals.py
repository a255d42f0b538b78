"""Signals between the tests and the programs that they start."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hearing_ctrl_c() -> Iterator[None]:
    """Start programs in this block that hear Ctrl-C as they do at a terminal, also under `nohup make test &`.

    A program that is started where an interrupt is ignored goes on ignoring it, as nohup means it to; the tests
    themselves do so too, but for this moment.
    """
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
