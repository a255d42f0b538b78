"""Changes of a request that hold though something else was changed in the same moment, such as a rung or a word."""

from collections.abc import Awaitable, Callable

from moodbot.features.counsellors.rules.requests import Request, RequestState, Stage
from moodbot.features.counsellors.store.desks import DeskStore

TRIES = 5
"""How often something is tried because the request was changed in the same moment."""


async def insist(
    store: DeskStore,
    request: Request,
    step: Callable[[Request], Awaitable[Request | None]],
    holds: Callable[[Request], bool],
) -> Request | None:
    """Do a *step*, again where something else was changed meanwhile, for as long as what it needs *holds*."""
    now: Request | None = request
    for _ in range(TRIES):
        if now is None or not holds(now):
            return None
        done = await step(now)
        if done is not None:
            return done
        now = await store.request(request.server, request.number)
    return None


def asked_about(then: Request) -> Callable[[Request], bool]:
    """Return what is true while the person is asked about the same counsellor as *then*."""
    return lambda now: now.state is RequestState.CLAIMED and now.claimer == then.claimer


def talks_as(then: Request) -> Callable[[Request], bool]:
    """Return what is true while the talk goes on with the same counsellor as *then*."""
    return lambda now: (now.thread, now.claimer) == (then.thread, then.claimer) and now.stage is not Stage.RELEASING
