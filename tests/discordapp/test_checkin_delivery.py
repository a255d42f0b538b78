"""What becomes of a check-in when Discord refuses, breaks or is away: sent once, or skipped with a reason."""

from collections.abc import Sequence

import pytest

from moodbot.features.outreach.rules.plans import CheckinPlan, OutreachKind, Rhythm, Waiting
from moodbot.features.outreach.worker import CheckinWorker
from tests.bots import Built, build
from tests.discordapp.scenes import Scene, told_texts
from tests.hands import HandClock
from tests.stores import Store

TEN = 10 * 3600.0
MINUTE = 60.0
MESSAGES = "/channels/*/messages"


@pytest.fixture
def trouble_expected() -> bool:
    """The operator's alert is an error in the log."""
    return True


@pytest.fixture
def operator_channel() -> int | None:
    """Where the operator is told; most tests have none."""
    return None


@pytest.fixture
def built(store: Store, clock: HandClock, operator_channel: int | None) -> Built:
    """The parts of one start, so that the test has the worker in hand."""
    return build(store, clock, operator_channel=operator_channel)


@pytest.fixture
def worker(built: Built) -> CheckinWorker:
    """Sends what is due, when the test says so."""
    return built.worker


@pytest.fixture
async def due_at_ten(scene: Scene, store: Store, clock: HandClock) -> int:
    """Ann has asked for check-ins at ten o'clock; return when the first is due."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon")
    await scene.in_dm(scene.ann, "!checkin at 10:00")
    (row,) = await store.waiting.waiting_of(scene.ann.id)
    return row.slot


@pytest.fixture
def at_ten(clock: HandClock, due_at_ten: int) -> None:
    """It is ten o'clock."""
    until_ten(clock, due_at_ten)


async def looks(worker: CheckinWorker) -> None:
    """Let the worker do everything that is due now."""
    while await worker.work():
        pass
    await worker.settled()


def until_ten(clock: HandClock, due: int) -> None:
    """Move the clock on to the slot."""
    clock.advance((due - clock.now()) / 1000)


async def settled(store: Store, clock: HandClock) -> tuple[int, dict[str, int]]:
    """Return how many were sent, and how many skipped by reason."""
    status = await store.waiting.status(clock.now())
    return status.sent, dict(status.skipped)


def nonces(scene: Scene) -> Sequence[object]:
    """Return the nonces of every try to send into a DM."""
    return [call.json["nonce"] for call in scene.calls("POST", MESSAGES) if isinstance(call.json, dict)]


async def test_it_arrives_once_with_a_nonce_that_is_always_the_same(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """One request, and the next one waits for tomorrow."""
    tried = len(nonces(scene))
    until_ten(clock, due_at_ten)
    await looks(worker)
    await looks(worker)
    assert len(nonces(scene)) == tried + 1
    assert len(str(nonces(scene)[-1])) == 24
    assert await settled(store, clock) == (1, {})
    (row,) = await store.waiting.waiting_of(scene.ann.id)
    assert row.slot == due_at_ten + 24 * 3600 * 1000


async def test_a_server_error_is_tried_again_with_the_same_nonce(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """503 is one that discord.py does not repeat by itself."""
    until_ten(clock, due_at_ten)
    scene.env.inject_error("POST", MESSAGES, status=503, code=0, message="away", times=2)
    tried = len(nonces(scene))
    for _ in range(20):
        await looks(worker)
        clock.advance(5)
    assert len(set(nonces(scene)[tried:])) == 1
    assert len(nonces(scene)) == tried + 3
    assert await settled(store, clock) == (1, {})


async def test_what_may_have_arrived_is_not_sent_again_after_two_minutes(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """Discord keeps breaking; the slot is skipped with a reason, and tomorrow's waits."""
    until_ten(clock, due_at_ten)
    scene.env.inject_error("POST", MESSAGES, status=503, code=0, message="away", times=None)
    for _ in range(60):
        await looks(worker)
        clock.advance(5)
    assert await settled(store, clock) == (0, {"outcome unknown": 1})
    tries = len(nonces(scene))
    clock.advance(600)
    await looks(worker)
    assert len(nonces(scene)) == tries
    assert len(await store.waiting.waiting_of(scene.ann.id)) == 1


async def test_after_an_outage_nobody_gets_what_is_late(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """21 minutes late is skipped, 19 are not; and after a day away one row was skipped, not many."""
    until_ten(clock, due_at_ten)
    clock.advance(19 * MINUTE)
    await looks(worker)
    assert await settled(store, clock) == (1, {})
    clock.advance(24 * 3600 + 2 * MINUTE)
    await looks(worker)
    assert await settled(store, clock) == (1, {"late": 1})
    clock.advance(5 * 24 * 3600)
    await looks(worker)
    assert await settled(store, clock) == (1, {"late": 2})
    assert len(await store.waiting.waiting_of(scene.ann.id)) == 1


async def test_quiet_hours_hold_at_the_moment_of_sending(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """A plan whose slot is just before the quiet hours is not sent inside them, however little late."""
    plan = await store.plans.plan(scene.ann.id)
    assert plan is not None
    rhythm = Rhythm(times=(10 * 60,), quiet=(10 * 60 + 5, 23 * 60))
    await store.plans.save_plan(
        CheckinPlan(scene.ann.id, rhythm, plan.zone), Waiting(scene.ann.id, OutreachKind.CHECKIN, due_at_ten)
    )
    until_ten(clock, due_at_ten)
    clock.advance(6 * MINUTE)
    await looks(worker)
    assert await settled(store, clock) == (0, {"quiet hours": 1})


@pytest.mark.usefixtures("at_ten")
@pytest.mark.parametrize("code", [50007, 50278])
async def test_a_refusal_is_taken_as_such(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, code: int
) -> None:
    """One try and no more. Closed DMs suspend the person."""
    tried = len(nonces(scene))
    scene.env.inject_error("POST", MESSAGES, status=403, code=code, message="no", times=1)
    await looks(worker)
    assert len(nonces(scene)) == tried + 1
    assert await settled(store, clock) == (0, {"dms closed": 1})
    assert await store.waiting.waiting_of(scene.ann.id) == ()


@pytest.mark.usefixtures("at_ten")
@pytest.mark.parametrize(("times", "sent", "skipped"), [(1, 1, {}), (2, 0, {"refused": 1})])
async def test_a_form_that_is_refused_is_sent_plain_once(
    scene: Scene,
    worker: CheckinWorker,
    clock: HandClock,
    store: Store,
    *,
    times: int,
    sent: int,
    skipped: dict[str, int],
) -> None:
    """Without its buttons, under the same nonce. Refused again it is skipped, and nobody is suspended."""
    tried = len(nonces(scene))
    scene.env.inject_error("POST", MESSAGES, status=400, code=50035, message="no", times=times)
    await looks(worker)
    first, second = nonces(scene)[tried:]
    assert first == second
    assert await settled(store, clock) == (sent, skipped)
    assert len(await store.waiting.waiting_of(scene.ann.id)) == 1


@pytest.mark.usefixtures("at_ten")
@pytest.mark.parametrize("code", [40003, 20026])
async def test_discord_s_stop_signs_stop_everything_and_tell_the_operator(
    scene: Scene, built: Built, clock: HandClock, store: Store, code: int
) -> None:
    """Nothing goes out for an hour, or until the operator says so; what was due is skipped, not piled up."""
    worker, hours = built.worker, 1 if code == 40003 else None
    scene.env.inject_error("POST", MESSAGES, status=403, code=code, message="no", times=1)
    await looks(worker)
    tried = len(nonces(scene))
    again = build(store, clock)
    for _ in range(30):
        clock.advance(MINUTE)
        await looks(worker)
        await looks(again.worker)
    assert len(nonces(scene)) == tried
    assert await settled(store, clock) == (0, {"breaker": 1})
    breaker = await store.waiting.breaker()
    assert breaker is not None
    assert breaker.until == (None if hours is None else breaker.opened_at + hours * 3_600_000)
    clock.advance(23.5 * 3600)
    await looks(worker)
    assert len(nonces(scene)) == tried + (0 if hours is None else 1)
    if hours is None:
        assert await store.waiting.close_breaker()
        clock.advance(3600)
        await looks(worker)
        clock.advance(23 * 3600)
        await looks(worker)
        assert len(nonces(scene)) == tried + 1


class TestWithAnOperatorChannel:
    """The operator has named a channel."""

    @pytest.fixture
    def operator_channel(self) -> int | None:
        """Any id: it is written to as it is."""
        return 4242

    async def test_it_is_written_to(
        self, scene: Scene, worker: CheckinWorker, at_ten: None, caplog: pytest.LogCaptureFixture
    ) -> None:
        """Once, and the log gets one error more because that channel does not exist here; nothing else breaks."""
        scene.env.inject_error("POST", MESSAGES, status=403, code=20026, message="no", times=1)
        await looks(worker)
        (told,) = scene.calls("POST", "/channels/4242/messages")
        assert "moodbot checkins resume" in str(told.json)
        errors = [each.getMessage() for each in caplog.records if each.levelname == "ERROR"]
        assert ["error 20026" in each for each in errors] == [True, False]


async def test_two_things_never_come_within_ten_minutes(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """A follow-up just behind a check-in gives way and comes later; a check-in due with a follow-up is left out."""
    await store.waiting.enqueue(Waiting(scene.ann.id, OutreachKind.AFTER_FRIEND, due_at_ten + 60_000))
    await store.waiting.enqueue(Waiting(scene.ann.id, OutreachKind.AFTER_HELP, due_at_ten + 24 * 3_600_000))
    until_ten(clock, due_at_ten)
    sent = len(scene.dms(scene.ann))
    came = []
    for _ in range(14):
        await looks(worker)
        came.append(len(scene.dms(scene.ann)) - sent)
        clock.advance(MINUTE)
    assert came[:11] + came[12:] == [1] * 11 + [2] * 2
    clock.advance(24 * 3600 - 14 * MINUTE)
    await looks(worker)
    assert "Yesterday was a hard day" in scene.dms(scene.ann)[-1].content
    assert await settled(store, clock) == (3, {"just wrote": 1})


async def test_a_plan_changed_while_one_is_on_its_way_wins(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """What was claimed by the old plan and taken back meanwhile is not sent."""
    until_ten(clock, due_at_ten)
    claimed = await store.waiting.claim(clock.now(), clock.now(), clock.now() + 60_000, 10)
    assert len(claimed) == 1
    await scene.in_dm(scene.ann, "!checkin at 12:00")
    begun = await store.waiting.begin(claimed[0], clock.now())
    assert begun == "no longer wanted"
    (row,) = await store.waiting.waiting_of(scene.ann.id)
    assert row.slot == due_at_ten + 2 * 3600 * 1000


async def test_a_zone_changed_after_one_was_sent_brings_no_second_at_the_same_time(
    scene: Scene, worker: CheckinWorker, clock: HandClock, store: Store, due_at_ten: int
) -> None:
    """Ten in Lisbon was sent; Ann flies to the Azores, where it is ten an hour later."""
    until_ten(clock, due_at_ten)
    await looks(worker)
    sent = len(scene.dms(scene.ann))
    _, plan = await scene.in_dm(scene.ann, "!zone Atlantic/Azores")
    assert "Mon 2 Nov, 10:00" in plan.content
    for _ in range(20):
        clock.advance(5 * MINUTE)
        await looks(worker)
    assert len(scene.dms(scene.ann)) == sent + 2


async def test_who_agrees_while_discord_refuses_more_dms_is_told_to_come_back(
    scene: Scene, store: Store, clock: HandClock, worker: CheckinWorker
) -> None:
    """Opening a DM too fast stops everything, and nothing more is opened until that is over."""
    await store.journal.save_preferences(scene.ann.id, zone="Europe/Lisbon")
    scene.env.inject_error("POST", "/users/@me/channels", status=400, code=40003, message="no", times=1)
    for _ in range(2):
        result = await scene.ann.slash(scene.channel, "checkin", checkin="on")
        assert "That can last an hour or longer" in told_texts(result)[0]
    assert len(scene.calls("POST", "/users/@me/channels")) == 1
    assert await store.plans.plan(scene.ann.id) is None
    clock.advance(3601)
    result = await scene.ann.slash(scene.channel, "checkin", checkin="on")
    assert "Check-ins are on" in told_texts(result)[0]
