"""What a person's slash command, press or submitted modal looks like inside an interaction."""

from tests.standin.errors import Json
from tests.standin.interactions import OpenModal
from tests.standin.limits import walk
from tests.standin.world import World

STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, NUMBER = 3, 4, 5, 6, 7, 8, 10
SUBCOMMAND, GROUP = 1, 2
BUTTON, TEXT_INPUT, ROW, LABEL = 2, 4, 1, 18

Value = str | int | float | bool


def slash_data(
    world: World, commands: dict[str, Json], guild_id: int | None, path: str, options: dict[str, Value]
) -> Json:
    """Return the data of ``/path`` ("mood" or "checkin add"), shaped by the commands that the bot registered.

    LookupError when commands were registered and this one, or an option of it, is not among them.
    """
    name, *rest = path.split()
    spec = commands.get(name)
    if commands and spec is None:
        raise LookupError(f"no command /{name} is registered, only {sorted(commands)}")
    inner = spec
    for word in rest:
        inner = None if inner is None else _named(inner, word)
    resolved: Json = {}
    shaped = [_option(world, guild_id, inner, key, value=value, resolved=resolved) for key, value in options.items()]
    for depth, word in enumerate(reversed(rest)):
        shaped = [{"name": word, "type": GROUP if depth else SUBCOMMAND, "options": shaped}]
    data: Json = {"id": "1" if spec is None else spec["id"], "name": name, "type": 1, "options": shaped}
    return data | ({"resolved": resolved} if resolved else {})


def press_data(message: Json | None, custom_id: str, values: list[str] | None) -> Json:
    """Return the data of a press; LookupError when the message has no such part or it is switched off."""
    kind = BUTTON if values is None else 3
    if message is not None and message["components"]:
        parts = {part["custom_id"]: part for part in walk(message["components"]) if "custom_id" in part}
        if custom_id not in parts:
            raise LookupError(f"nothing to press named {custom_id!r}, only {sorted(parts)}")
        if parts[custom_id].get("disabled"):
            raise LookupError(f"{custom_id!r} is switched off")
        kind = parts[custom_id]["type"]
    elif message is not None:
        raise LookupError(f"the message has nothing to press, not {custom_id!r}")
    data: Json = {"custom_id": custom_id, "component_type": kind}
    return data if values is None else data | {"values": values}


def modal_data(modal: OpenModal | None, custom_id: str, fields: dict[str, str | list[str]]) -> Json:
    """Return the data of a submitted modal, shaped like the open one; a field left out is empty.

    With no open modal of that name (a late submit after a restart) every field becomes a row of its own.
    LookupError for a field that the open modal does not have.
    """
    if modal is None or modal.custom_id != custom_id:
        inputs = [_field(TEXT_INPUT, key, value) for key, value in fields.items()]
        rows = [{"type": ROW, "components": [one]} for one in inputs]
        return {"custom_id": custom_id, "components": rows}
    known = {part["custom_id"] for part in walk(modal.body["components"]) if "custom_id" in part}
    if fields.keys() - known:
        raise LookupError(f"the modal has the fields {sorted(known)}, not {sorted(fields.keys() - known)}")
    filled = [_filled(part, fields) for part in modal.body["components"]]
    return {"custom_id": custom_id, "components": filled}


def _filled(part: Json, fields: dict[str, str | list[str]]) -> Json:
    if part["type"] == ROW:
        return {"type": ROW, "id": 1, "components": [_filled(inner, fields) for inner in part["components"]]}
    if part["type"] == LABEL:
        return {"type": LABEL, "id": 1, "component": _filled(part["component"], fields)}
    if "custom_id" not in part:
        return {"type": part["type"], "id": 1}
    default: str | list[str] = "" if part["type"] == TEXT_INPUT else []
    return _field(part["type"], part["custom_id"], fields.get(part["custom_id"], default))


def _field(kind: int, custom_id: str, value: str | list[str]) -> Json:
    key = "value" if isinstance(value, str) else "values"
    return {"type": kind, "id": 2, "custom_id": custom_id, key: value}


def _named(spec: Json, name: str) -> Json:
    for option in spec.get("options", []):
        if option["name"] == name:
            found: Json = option
            return found
    raise LookupError(f"/{spec['name']} has no {name!r}")


def _option(world: World, guild_id: int | None, spec: Json | None, name: str, *, value: Value, resolved: Json) -> Json:
    kind = _kind(value) if spec is None else _named(spec, name)["type"]
    if kind == USER:
        resolved.setdefault("users", {})[str(value)] = world.user_payload(int(value))
        if guild_id is not None:
            member = world.member_payload(guild_id, int(value), with_user=False) | {"permissions": "0"}
            resolved.setdefault("members", {})[str(value)] = member
    if kind == CHANNEL:
        channel = world.channel_payload(int(value)) | {"permissions": "0"}
        resolved.setdefault("channels", {})[str(value)] = channel
    if kind == ROLE and guild_id is not None:
        role = world.role_payload(world.guilds[guild_id].roles[int(value)])
        resolved.setdefault("roles", {})[str(value)] = role
    shown = str(value) if kind in (USER, CHANNEL, ROLE) else value
    return {"name": name, "type": kind, "value": shown}


def _kind(value: Value) -> int:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    return NUMBER if isinstance(value, float) else STRING
