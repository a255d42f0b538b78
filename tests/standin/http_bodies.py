"""Reading the JSON of a request, uploads too, and writing that of an answer."""

import json
from collections.abc import Mapping

from aiohttp import web

from tests.standin.errors import Json


def reply(status: int, answer: object, headers: Mapping[str, str] | None = None) -> web.Response:
    """Return an answer; None has no body."""
    if answer is None:
        return web.Response(status=status, headers=headers)
    # Not aiohttp's json_response: discord.py wants the content type without a charset.
    text = json.dumps(answer).encode()
    return web.Response(status=status, body=text, content_type="application/json", headers=headers)


async def read_body(request: web.Request) -> Json | list[Json] | None:
    """Return the JSON of a request; of an upload its payload_json, with the files' names and sizes."""
    if request.content_type == "multipart/form-data":
        return await _read_upload(request)
    raw = await request.read()
    read: Json | list[Json] | None = json.loads(raw) if raw else None
    return read


async def _read_upload(request: web.Request) -> Json:
    fields = await request.post()
    payload: Json = json.loads(str(fields.get("payload_json", "{}")))
    files = [part for part in fields.values() if isinstance(part, web.FileField)]
    payload["attachments"] = [
        {"id": str(index), "filename": part.filename, "size": len(part.file.read())}
        | {"url": f"http://127.0.0.1/{part.filename}", "proxy_url": f"http://127.0.0.1/{part.filename}"}
        for index, part in enumerate(files)
    ]
    return payload
