"""Settings: reads and checks the operator's settings from environment variables and a `.env` file."""

import io
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, urlsplit

from dotenv.parser import parse_stream
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic.config import JsonDict
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "MOODBOT_"
SHOWN = 40  # characters of a faulty value that a fault line shows
LogLevel = Literal["debug", "info", "warning", "error"]


class SettingsInvalid(Exception):
    """Raised when settings are invalid; *faults* has one line for each thing to correct, without any secret."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _without_spaces(value: SecretStr) -> SecretStr:
    if any(sign.isspace() for sign in value.get_secret_value()):
        raise ValueError("spaces inside")
    return value


def _address(value: str, schemes: tuple[str, ...]) -> SplitResult:
    parts = urlsplit(value)  # urlsplit and .port raise ValueError for impossible brackets or ports
    if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
        raise ValueError("not an address")
    return parts


def _api_address(value: str) -> str:
    parts = _address(value, ("http", "https"))
    if not parts.path.endswith("/api/v10") or parts.query or parts.fragment:
        raise ValueError("another API")
    return value


def _gateway_address(value: str) -> str:
    _address(value, ("ws", "wss"))
    return value


def _setting(name: str, default: Any, put: str, about: str, *, secret: bool = False) -> Any:
    """Return the field of the setting *name*: *put* says which values are allowed, *about* what it is for."""
    extra: JsonDict = {"put": put}
    return Field(default, validation_alias=name, description=about, json_schema_extra=extra, repr=not secret)


class Settings(BaseSettings):
    """All settings. The constructor uses only its arguments; read_settings reads environment and `.env`."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", validate_by_name=True, case_sensitive=True, hide_input_in_errors=True
    )

    discord_token: Annotated[SecretStr, AfterValidator(_without_spaces)] | None = _setting(
        "DISCORD_TOKEN",
        None,
        "the bot's token, in one piece, from the Bot page of Discord's developer portal",
        "The bot's token. Only `moodbot run` needs it; `moodbot chat` works without.",
        secret=True,
    )
    # storage checks the scheme. The address may hold a password, so it is treated as a secret.
    database_url: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+]*://.+$")] = _setting(
        "MOODBOT_DATABASE_URL",
        "sqlite:///moodbot.db",
        "a database address, for example sqlite:///moodbot.db",
        "Where everything is kept: sqlite:///moodbot.db is a file in this folder (four slashes before a path from the "
        "root), postgresql://user:password@host/name a PostgreSQL database.",
        secret=True,
    )
    note_keys: SecretStr | None = _setting(
        "MOODBOT_NOTE_KEYS",
        None,
        "one or more keys made by `moodbot keys new`, with commas between them",
        "Keys that encrypt notes in the journal: the first encrypts, all of them decrypt. Without one, notes are not "
        "kept. `moodbot keys new` makes one.",
        secret=True,
    )
    pace: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = _setting(
        "MOODBOT_PACE",
        1.0,
        "a number from 0 to 10",
        "How long the bot seems to type: 1 is a person's pace, 2 takes twice as long, 0 answers at once.",
    )
    prefix: Annotated[str, Field(pattern=r"^\S{1,5}$")] = _setting(
        "MOODBOT_PREFIX",
        "!",
        "1 to 5 signs without spaces",
        "What stands before a command, as in !anxious.",
    )
    message_content: bool = _setting(
        "MOODBOT_MESSAGE_CONTENT",
        True,
        "true or false",
        "Whether Discord lets the bot read messages in servers (the Message Content intent). "
        "Without it, people use slash commands, mentions and direct messages.",
    )
    packs: Path | None = _setting(
        "MOODBOT_PACKS",
        None,
        "the path of a folder with one folder per language",
        "A folder with texts of your own, in place of the ones that come with moodbot.",
    )
    cache: Path = _setting(
        "MOODBOT_CACHE",
        Path("~/.cache/moodbot"),
        "the path of a folder that may be written",
        "A folder for what is computed from the texts and can be computed again: how told things are heard. If it "
        "cannot be written, each use computes it anew.",
    )
    checkin_late: Annotated[int, Field(ge=1, le=180)] = _setting(
        "MOODBOT_CHECKIN_LATE",
        20,
        "a number of minutes from 1 to 180",
        "How many minutes late a check-in may still be sent. What is later is left out, so that nothing piles up.",
    )
    send_budget: Annotated[float, Field(ge=0.1, le=45, allow_inf_nan=False)] = _setting(
        "MOODBOT_SEND_BUDGET",
        30.0,
        "a number from 0.1 to 45",
        "How many messages a second may be sent unasked (check-ins and the like). "
        "Discord takes 50 requests a second of a bot, and talks need their share.",
    )
    operator_channel: Annotated[int, Field(gt=0)] | None = _setting(
        "MOODBOT_OPERATOR_CHANNEL",
        None,
        "the id of a channel that the bot can write in",
        "A channel where the operator is told, besides the log, when Discord stops the bot from sending check-ins.",
    )
    contact: Annotated[str, Field(max_length=200)] | None = _setting(
        "MOODBOT_CONTACT",
        None,
        "an address or a link of at most 200 signs",
        "How people reach you when something is wrong with the bot; `!report-problem` shows it. Discord asks every "
        "owner of an application for a way to be reached.",
    )
    retention_entries: Annotated[int, Field(ge=1, le=3650)] = _setting(
        "MOODBOT_RETENTION_ENTRIES",
        730,
        "a number of days from 1 to 3650",
        "For how many days the entries of a journal are kept, and which suggestions were made.",
    )
    retention_talks: Annotated[int, Field(ge=1, le=30)] = _setting(
        "MOODBOT_RETENTION_TALKS",
        1,
        "a number of days from 1 to 30",
        "For how many days after its last message the state of a talk is kept (never what was said).",
    )
    retention_requests: Annotated[int, Field(ge=2, le=365)] = _setting(
        "MOODBOT_RETENTION_REQUESTS",
        30,
        "a number of days from 2 to 365",
        "For how many days a request for a counsellor is kept after its end.",
    )
    retention_slots: Annotated[int, Field(ge=2, le=365)] = _setting(
        "MOODBOT_RETENTION_SLOTS",
        14,
        "a number of days from 2 to 365",
        "For how many days the outcome of a check-in (sent or skipped) is kept.",
    )
    api_base: Annotated[str, AfterValidator(_api_address)] | None = _setting(
        "MOODBOT_API_BASE",
        None,
        "an http:// or https:// address that ends in /api/v10",
        "Another address for Discord's API: a proxy, or the stand-in that the tests use.",
    )
    gateway: Annotated[str, AfterValidator(_gateway_address)] | None = _setting(
        "MOODBOT_GATEWAY",
        None,
        "a ws:// or wss:// address",
        "Another address for Discord's gateway; without it, the API says where it is.",
    )
    log: Annotated[LogLevel, BeforeValidator(_lower)] = _setting(
        "MOODBOT_LOG",
        "info",
        "debug, info, warning or error",
        "How much the log says. It never holds what people write, at any level.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Use the constructor's arguments only; read_settings() reads the other sources."""
        return (init_settings,)


# By the name that operators use, in the order of the class.
FIELDS = {str(field.validation_alias): field for field in Settings.model_fields.values()}


def read_settings(environ: Mapping[str, str], env_file: Path | None) -> Settings:
    """Return the settings in *environ* and *env_file*; *environ* wins.

    A blank value counts as unset, a missing file as empty. Raises SettingsInvalid with every fault at once.
    """
    faults: list[str] = []
    lines = dict(_file_lines(env_file, faults)) if env_file else {}
    # An unknown name is a fault even if it is blank: the operator meant to set something.
    names = dict.fromkeys(name for name in (*lines, *environ) if _is_own_name(name) and name not in FIELDS)
    faults += [_unknown_name_fault(name) for name in names]
    given = _non_blank(lines) | _non_blank(environ)
    try:
        settings = Settings.model_validate(given)
    except ValidationError as error:
        invalid = dict.fromkeys(str(each["loc"][0]) for each in error.errors())
        faults += [_value_fault(name, given[name]) for name in invalid]
        raise SettingsInvalid(tuple(faults)) from None  # its cause would show values
    if faults:
        raise SettingsInvalid(tuple(faults))
    return settings


def _file_lines(env_file: Path, faults: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the (name, value) pairs of a `.env` file, unchanged; add a line to *faults* for what cannot be read."""
    try:
        text = env_file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except OSError as error:
        faults.append(
            f"{env_file}: cannot be read ({error.strerror}). Put a file there that moodbot may read, or none."
        )
        return
    except UnicodeDecodeError:
        faults.append(f"{env_file}: is not text in UTF-8. Save it again as UTF-8.")
        return
    for line in parse_stream(io.StringIO(text)):
        if line.error or (line.key and _is_own_name(line.key) and line.value is None):
            blank = len(line.original.string) - len(line.original.string.lstrip())
            number = line.original.line + line.original.string[:blank].count("\n")
            faults.append(f"{env_file}: line {number} is not a setting. Put NAME=value, or # before a remark.")
        elif line.key and line.value is not None:
            yield line.key, line.value


def _non_blank(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value.strip() for name, value in values.items() if name in FIELDS and value.strip()}


def _is_own_name(name: str) -> bool:
    return name in FIELDS or name.upper().startswith(PREFIX)


def _unknown_name_fault(name: str) -> str:
    # Compared without the common prefix, which would make every name look near.
    ends = {known.removeprefix(PREFIX): known for known in FIELDS}
    nearest = get_close_matches(name.upper().removeprefix(PREFIX), ends, n=1)
    hint = f"Did you mean {ends[nearest[0]]}?" if nearest else f"Put one of {', '.join(FIELDS)}."
    return f"{name}: there is no setting of this name. {hint}"


def _value_fault(name: str, value: str) -> str:
    field = FIELDS[name]
    extra = field.json_schema_extra
    put = extra["put"] if isinstance(extra, dict) else ""
    shown = repr(value[:SHOWN] + "…" * (len(value) > SHOWN)) if field.repr else "what stands there"
    return f"{name}: {shown} cannot be used. Put {put}."
