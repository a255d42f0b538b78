"""Answers to interactions: the callback, and the follow-ups that go through the application's webhook."""

from typing import TYPE_CHECKING

from tests.standin.errors import Json, Refused
from tests.standin.interactions import Interaction
from tests.standin.limits import check_components, check_message
from tests.standin.messages import EPHEMERAL, LOADING

if TYPE_CHECKING:
    from tests.standin.house import House
    from tests.standin.http_routes import Answer, Call

PONG, MESSAGE, DEFERRED_MESSAGE, DEFERRED_UPDATE, UPDATE, CHOICES, MODAL = 1, 4, 5, 6, 7, 8, 9
TITLE = 45


async def callback(house: "House", call: "Call") -> "Answer":
    """POST /interactions/{id}/{token}/callback: the first answer, due within 3 seconds, given once."""
    body = call.json
    answer, data = body["type"], body.get("data") or {}
    _check(answer, data)
    number, token = int(call.args[0]), call.args[1]
    made, age = house.interactions.answered(number, token, answer)
    house.records.stats.interaction.append(age)
    message: Json | None = None
    if answer in (MESSAGE, DEFERRED_MESSAGE):
        made.ephemeral = bool(data.get("flags", 0) & EPHEMERAL)
        made.loading = answer == DEFERRED_MESSAGE
        message = await _post(house, made, data, loading=made.loading)
        made.response_id = int(message["id"])
    elif answer in (DEFERRED_UPDATE, UPDATE):
        made.response_id = made.source_id
        if answer == UPDATE and made.source_id is not None:
            message = await house.edit(made.channel_id, made.source_id, data)
    elif answer == MODAL:
        house.interactions.opened(made, data)
    if call.query.get("with_response") not in ("1", "true"):
        return 204, None
    about: Json = {"id": str(made.id), "type": made.kind}
    if made.response_id is not None:
        about |= {"response_message_id": str(made.response_id), "response_message_loading": made.loading}
        about["response_message_ephemeral"] = made.ephemeral
    resource = {"type": answer} | ({} if message is None else {"message": message})
    return 200, {"interaction": about, "resource": resource}


async def follow_up(house: "House", call: "Call") -> "Answer":
    """POST /webhooks/{app}/{token}: one more message; the first after "thinking" takes its place."""
    made = _interaction(house, call)
    if made.loading and made.response_id is not None:
        message = await _fill(house, made, call.json)
    else:
        message = await _post(house, made, call.json)
    return 200, message


async def edit_answer(house: "House", call: "Call") -> "Answer":
    """PATCH /webhooks/{app}/{token}/messages/{id or @original}."""
    made = _interaction(house, call)
    number = _message_id(made, call)
    if made.loading and number == made.response_id:
        return 200, await _fill(house, made, call.json)
    return 200, await house.edit(made.channel_id, number, call.json)


async def get_answer(house: "House", call: "Call") -> "Answer":
    """GET /webhooks/{app}/{token}/messages/{id or @original}."""
    made = _interaction(house, call)
    return 200, house.messages.get(made.channel_id, _message_id(made, call))


async def delete_answer(house: "House", call: "Call") -> "Answer":
    """DELETE /webhooks/{app}/{token}/messages/{id or @original}."""
    made = _interaction(house, call)
    await house.delete(made.channel_id, _message_id(made, call))
    return 204, None


def _check(answer: int, data: Json) -> None:
    """Refuse a bad body before the interaction counts as answered."""
    if answer == MESSAGE:
        check_message(data, files=len(data.get("attachments") or ()))
    elif answer == UPDATE:
        check_message(data, edit=True)
    elif answer == MODAL:
        check_components(data["components"])
        if not 1 <= len(data["title"]) <= TITLE:
            raise Refused(400, 50035, "Invalid Form Body\nIn title: Must be between 1 and 45 in length.")
    elif answer not in (PONG, DEFERRED_MESSAGE, DEFERRED_UPDATE, CHOICES):
        raise Refused(400, 50035, "Invalid Form Body\nIn type: not a kind of answer")


def _interaction(house: "House", call: "Call") -> Interaction:
    if int(call.args[0]) != house.world.application_id:
        raise Refused(404, 10015, "Unknown Webhook")
    return house.interactions.for_follow_up(call.args[1])


def _message_id(made: Interaction, call: "Call") -> int:
    if call.args[2] != "@original":
        return int(call.args[2])
    if made.response_id is None:
        raise Refused(404, 10008, "Unknown Message")
    return made.response_id


async def _post(house: "House", made: Interaction, body: Json, *, loading: bool = False) -> Json:
    extra = house.interactions.metadata(made)
    if not loading:
        message, _ = await house.post(made.channel_id, body, extra)
        return message
    shape = {"flags": body.get("flags", 0) | LOADING}
    return house.messages.make(made.channel_id, house.world.bot_id, shape, extra)


async def _fill(house: "House", made: Interaction, body: Json) -> Json:
    made.loading = False
    flags = EPHEMERAL if made.ephemeral else 0
    number = made.response_id or 0
    message = await house.edit(made.channel_id, number, {**body, "flags": flags}, first=True)
    house.records.stats.answered(made.channel_id, None)
    return message
