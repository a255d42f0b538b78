"""Forgets a person and dies at one statement after the other; run as a program, because it forks and kills itself.

For each statement of forgetting a child is killed (SIGKILL) just before it; the parent then starts on what it left.
Prints how many children died, and what is wrong, a line each.
"""

import asyncio
import os
import shutil
import signal
import sys
from contextlib import suppress
from pathlib import Path

from moodbot.storage.sqlite import SqliteDatabase, _SqliteTransaction
from tests.filling import ANN, fill
from tests.hands import HandClock
from tests.house import house_of, the_bot_language
from tests.offices import Office
from tests.stores import A_NOTE_KEY, open_store

MOST = 200


async def prepare(path: Path) -> None:
    """Write a database with everything about Ann."""
    async with open_store(f"sqlite:///{path}", "an-id", note_keys=(A_NOTE_KEY,)) as store:
        await fill(store, ANN)


async def forget(path: Path, dies_at: int) -> None:
    """Forget Ann, and be killed before the statement *dies_at*."""
    async with open_store(f"sqlite:///{path}", "an-id", note_keys=(A_NOTE_KEY,)) as store:
        done = 0
        for kind in (SqliteDatabase, _SqliteTransaction):
            execute = kind.execute

            async def counted(self: object, sql: str, *values: object, execute: object = execute) -> object:
                nonlocal done
                done += 1
                if done == dies_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return await execute(self, sql, *values)  # type: ignore[operator]

            kind.execute = counted  # type: ignore[method-assign]
        await house_of(store, HandClock(), staff=Office()).rights.forgetting.forget_person(ANN)


async def start_again(path: Path) -> str:
    """Start on what is left; return what is wrong, nothing where Ann is as she was, or gone for good."""
    async with open_store(f"sqlite:///{path}", "an-id", note_keys=(A_NOTE_KEY,)) as store:
        begun = bool(await store.rights.pending())
        before = await store.rights.counts(ANN)
        await house_of(store, HandClock(), staff=Office()).rights.forgetting.resume()
        left = await store.rights.counts(ANN)
        if await store.rights.pending():
            return "still pending"
        if left != (before if before and not begun else {}):
            return f"left: {left}"
        files = [path, *(path.with_name(path.name + ending) for ending in ("-wal", "-shm"))]
        held = b"".join(file.read_bytes() for file in files if file.exists())
        return "the id is in a file" if not left and ANN.to_bytes(8, "big") in held else ""


def main(folder: Path) -> None:
    """Kill one child after the other until one comes to its end."""
    the_bot_language()
    whole = folder / "whole.db"
    asyncio.run(prepare(whole))
    for dies_at in range(1, MOST):
        path = folder / f"{dies_at}.db"
        shutil.copy(whole, path)
        child = os.fork()
        if not child:
            with suppress(BaseException):
                asyncio.run(forget(path, dies_at))
                os._exit(0)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        if wrong := asyncio.run(start_again(path)):
            print(f"killed before statement {dies_at}: {wrong}")
        if not os.WIFSIGNALED(status):
            print(f"{dies_at - 1} died, then {os.waitstatus_to_exitcode(status)}")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
