"""What Discord refuses in a message, so that a bot's mistake fails here and not in front of people."""

from collections.abc import Iterator

from tests.standin.errors import Json, Refused

CONTENT, NONCE, EMBEDS, EMBED_TEXT = 2000, 25, 10, 6000
ROWS, BUTTONS, CUSTOM_ID, LABEL, OPTIONS = 5, 5, 100, 80, 25
EMPTY = "Cannot send an empty message"
COMPONENTS_V2 = 1 << 15


def check_message(body: Json, *, edit: bool = False, files: int = 0) -> None:
    """Raise Refused when Discord would refuse this message; an edit need not carry anything."""
    content = body.get("content") or ""
    if len(content) > CONTENT:
        raise _form("content: Must be 2000 or fewer in length.")
    if len(str(body.get("nonce") or "")) > NONCE:
        raise _form("nonce: Must be 25 or fewer in length.")
    embeds = body.get("embeds") or []
    if len(embeds) > EMBEDS or sum(map(_embed_length, embeds)) > EMBED_TEXT:
        raise _form("embeds: Embed size exceeds maximum size of 6000, or more than 10 embeds.")
    components = body.get("components") or []
    carries = content or embeds or files or components or body.get("sticker_ids") or body.get("poll")
    if not edit and not carries:
        raise Refused(400, 50006, EMPTY)
    check_components(components, bool(body.get("flags", 0) & COMPONENTS_V2))


def check_components(components: list[Json], free_layout: bool = False) -> None:
    """Raise Refused for too many rows or buttons, too long labels and ids, or one id used twice."""
    if len(components) > ROWS and not free_layout:
        raise _form("components: Must be between 1 and 5 in length.")
    seen: set[str] = set()
    for part in walk(components):
        if part.get("type") == 1 and not 1 <= len(part["components"]) <= BUTTONS:
            raise _form("components: Must be between 1 and 5 in length.")
        custom_id = part.get("custom_id")
        if custom_id is not None:
            if not 1 <= len(custom_id) <= CUSTOM_ID:
                raise _form("custom_id: Must be between 1 and 100 in length.")
            if custom_id in seen:
                raise _form("components: Component custom id cannot be duplicated.")
            seen.add(custom_id)
        if len(part.get("label") or "") > LABEL:
            raise _form("label: Must be 80 or fewer in length.")
        if len(part.get("options") or ()) > OPTIONS:
            raise _form("options: Must be between 1 and 25 in length.")


def walk(components: list[Json]) -> Iterator[Json]:
    """Yield every component, those inside rows, sections, containers and labels too."""
    for part in components:
        yield part
        yield from walk(part.get("components") or [])
        yield from walk([part[key] for key in ("component", "accessory") if key in part])


def _embed_length(embed: Json) -> int:
    fields = [text for field in embed.get("fields", []) for text in (field["name"], field["value"])]
    footer, author = embed.get("footer") or {}, embed.get("author") or {}
    texts = [embed.get("title"), embed.get("description"), footer.get("text"), author.get("name"), *fields]
    return sum(len(text or "") for text in texts)


def _form(detail: str) -> Refused:
    return Refused(400, 50035, f"Invalid Form Body\nIn {detail}")
