"""The machine that is measured on: what it is, how busy it is with other things, and how to go before these."""

import os
import platform
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # its types are a package of their own, for a few calls

MIB = 1024 * 1024
NAP = 0.005


def describe() -> dict[str, object]:
    """Return what this machine is and how many programs want to run on it at this moment."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // MIB,
        "load_average": [round(load, 2) for load in psutil.getloadavg()],
    }


def go_ahead() -> bool:
    """Let this program, and those that it starts from now on, run before all others; False where that is refused."""
    if sys.platform != "linux":
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        return False
    return True


@contextmanager
def lateness() -> Iterator[list[float]]:
    """Nap during the block and note in the list how many milliseconds too late each nap ended.

    Whatever is measured meanwhile cannot be quicker than this machine wakes a program that only sleeps.
    """
    late: list[float] = []
    awake = threading.Event()

    def nap() -> None:
        while not awake.is_set():
            begun = time.perf_counter()
            time.sleep(NAP)
            late.append((time.perf_counter() - begun - NAP) * 1000)

    thread = threading.Thread(target=nap)
    thread.start()
    try:
        yield late
    finally:
        awake.set()
        thread.join()


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text(encoding="utf-8").splitlines() if listed.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
