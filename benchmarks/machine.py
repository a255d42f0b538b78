"""Describes the machine that runs the benchmarks, measures how late it wakes a program, and raises the priority."""

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
    """Return this machine's system, processor, cores, memory (MiB) and current load average."""
    return {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // MIB,
        "load_average": [round(load, 2) for load in psutil.getloadavg()],
    }


def go_ahead() -> bool:
    """Give this program, and those that it starts from now on, priority over all others; False if that is refused."""
    if sys.platform != "linux":
        return False
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except PermissionError:
        return False
    return True


@contextmanager
def lateness() -> Iterator[list[float]]:
    """Sleep repeatedly during the block, and append to the yielded list by how many milliseconds each sleep was late.

    No program measured meanwhile can react faster than this machine wakes a program that only sleeps.
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
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text(encoding="utf-8").splitlines() if cpuinfo.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
