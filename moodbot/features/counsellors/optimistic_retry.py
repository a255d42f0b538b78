"""Optimistic locking with retry: repeat a change of a request that a concurrent change has beaten."""

from collections.abc import Awaitable, Callable

from moodbot.features.counsellors.rules.requests import Request, RequestState, Stage
from moodbot.features.counsellors.store.desks import DeskStore

MAX_TRIES = 5
"""Maximum number of tries of one change."""


async def change_with_retry(
    store: DeskStore,
    request: Request,
    step: Callable[[Request], Awaitable[Request | None]],
    allowed: Callable[[Request], bool],
) -> Request | None:
    """Return the request as changed by *step*; retry on the current version if *step* returns None.

    Return None once the request is deleted or not *allowed* any more, or after MAX_TRIES.
    """
    current: Request | None = request
    for _ in range(MAX_TRIES):
        if current is None or not allowed(current):
            return None
        changed = await step(current)
        if changed is not None:
            return changed
        current = await store.request(request.server, request.number)
    return None


def same_claim(earlier: Request) -> Callable[[Request], bool]:
    """Return a condition: the request is still claimed by the claimer of *earlier*."""
    return lambda current: current.state is RequestState.CLAIMED and current.claimer == earlier.claimer


def same_talk(earlier: Request) -> Callable[[Request], bool]:
    """Return a condition: thread and claimer are those of *earlier*, and the request is not being given back."""

    def goes_on(current: Request) -> bool:
        same = (current.thread, current.claimer) == (earlier.thread, earlier.claimer)
        return same and current.stage is not Stage.RELEASING

    return goes_on
