"""What an operator can set, and how kindly a mistake is told."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from dotenv import dotenv_values
from pydantic import ValidationError

from moodbot.settings import FIELDS, Settings, SettingsInvalid, read_settings

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / ".env.example"
TOKEN = "MTIz.abc-def.ghi_jkl"


def faults_of(environ: dict[str, str], env_file: Path | None = None) -> tuple[str, ...]:
    """Return the faults for which these settings are refused."""
    with pytest.raises(SettingsInvalid) as refused:
        read_settings(environ, env_file)
    assert str(refused.value).splitlines() == list(refused.value.faults)
    return refused.value.faults


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    """Where a test may write its .env file; nothing is there yet."""
    return tmp_path / ".env"


def test_nothing_set_gives_the_defaults(env_file):
    """With an empty environment and no file, the bot has what it needs to chat in a terminal."""
    assert read_settings({}, env_file) == read_settings({}, None) == Settings()
    assert Settings().model_dump() == {
        "discord_token": None,
        "database_url": "sqlite:///moodbot.db",
        "note_keys": None,
        "pace": 1.0,
        "prefix": "!",
        "message_content": True,
        "packs": None,
        "cache": Path("~/.cache/moodbot"),
        "checkin_late": 20,
        "send_budget": 30.0,
        "operator_channel": None,
        "contact": None,
        "retention_entries": 730,
        "retention_talks": 1,
        "retention_requests": 30,
        "retention_slots": 14,
        "api_base": None,
        "gateway": None,
        "log": "info",
    }


def test_everything_can_be_set():
    """Every variable reaches its field, read as what it is."""
    read = read_settings(
        {
            "DISCORD_TOKEN": TOKEN,
            "MOODBOT_DATABASE_URL": "sqlite:////var/lib/moodbot/talks.db",
            "MOODBOT_NOTE_KEYS": "one,two",
            "MOODBOT_PACE": "0.5",
            "MOODBOT_PREFIX": "mood?",
            "MOODBOT_MESSAGE_CONTENT": "no",
            "MOODBOT_PACKS": "my/texts",
            "MOODBOT_CACHE": "/var/cache/moodbot",
            "MOODBOT_CHECKIN_LATE": "10",
            "MOODBOT_SEND_BUDGET": "45",
            "MOODBOT_OPERATOR_CHANNEL": "123456789012345678",
            "MOODBOT_CONTACT": "https://example.org/help",
            "MOODBOT_RETENTION_ENTRIES": "100",
            "MOODBOT_RETENTION_TALKS": "2",
            "MOODBOT_RETENTION_REQUESTS": "60",
            "MOODBOT_RETENTION_SLOTS": "7",
            "MOODBOT_API_BASE": "http://127.0.0.1:8080/api/v10",
            "MOODBOT_GATEWAY": "ws://127.0.0.1:8080/gateway",
            "MOODBOT_LOG": "Warning",
        },
        None,
    )
    assert read.discord_token is not None
    assert read.discord_token.get_secret_value() == TOKEN
    assert read.note_keys is not None
    assert read.note_keys.get_secret_value() == "one,two"
    assert read.model_dump(exclude={"discord_token", "note_keys"}) == {
        "database_url": "sqlite:////var/lib/moodbot/talks.db",
        "pace": 0.5,
        "prefix": "mood?",
        "message_content": False,
        "packs": Path("my/texts"),
        "cache": Path("/var/cache/moodbot"),
        "checkin_late": 10,
        "send_budget": 45.0,
        "operator_channel": 123456789012345678,
        "contact": "https://example.org/help",
        "retention_entries": 100,
        "retention_talks": 2,
        "retention_requests": 60,
        "retention_slots": 7,
        "api_base": "http://127.0.0.1:8080/api/v10",
        "gateway": "ws://127.0.0.1:8080/gateway",
        "log": "warning",
    }


def test_the_environment_wins_over_the_file(env_file):
    """What the environment sets counts; where it is blank or silent, the file does."""
    env_file.write_text("MOODBOT_PACE=2\nexport MOODBOT_PREFIX='?'\nMOODBOT_LOG=error # quiet\n", "utf-8")
    read = read_settings({"MOODBOT_PACE": "3", "MOODBOT_PREFIX": " "}, env_file)
    assert (read.pace, read.prefix, read.log) == (3.0, "?", "error")


def test_blank_counts_as_unset(env_file):
    """A line of .env that was left blank gives the default, not a fault."""
    env_file.write_text("DISCORD_TOKEN=\nMOODBOT_PACE=\nMOODBOT_PACKS=''\n", "utf-8")
    assert read_settings({"MOODBOT_LOG": "", "MOODBOT_GATEWAY": "  "}, env_file) == Settings()


def test_only_what_is_handed_in_is_read(monkeypatch, tmp_path):
    """Neither the process's own environment nor a .env where it runs reaches settings by itself."""
    (tmp_path / ".env").write_text("MOODBOT_PACE=5\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MOODBOT_PREFIX", "?")
    monkeypatch.setenv("WHERE", "elsewhere")
    assert read_settings({}, None) == Settings()
    (tmp_path / "other").write_text("MOODBOT_PACKS=${WHERE}/packs\n", "utf-8")
    assert read_settings({}, tmp_path / "other").packs == Path("${WHERE}/packs")


@pytest.mark.parametrize(
    ("name", "value", "put"),
    [
        ("DISCORD_TOKEN", "two words", "the bot's token, in one piece"),
        ("MOODBOT_DATABASE_URL", "talks.db", "a database address, for example sqlite:///moodbot.db"),
        ("MOODBOT_PACE", "fast", "a number from 0 to 10"),
        ("MOODBOT_PACE", "-1", "a number from 0 to 10"),
        ("MOODBOT_PACE", "10.5", "a number from 0 to 10"),
        ("MOODBOT_PACE", "nan", "a number from 0 to 10"),
        ("MOODBOT_PREFIX", "! !", "1 to 5 signs without spaces"),
        ("MOODBOT_PREFIX", "moodbot", "1 to 5 signs without spaces"),
        ("MOODBOT_MESSAGE_CONTENT", "perhaps", "true or false"),
        ("MOODBOT_API_BASE", "https://proxy.example/api/v9", "ends in /api/v10"),
        ("MOODBOT_API_BASE", "https://proxy.example/api/v10/", "ends in /api/v10"),
        ("MOODBOT_API_BASE", "https://proxy.example/api/v10?x=/api/v10", "ends in /api/v10"),
        ("MOODBOT_API_BASE", "ftp://proxy.example/api/v10", "an http:// or https:// address"),
        ("MOODBOT_API_BASE", "https:///api/v10", "an http:// or https:// address"),
        ("MOODBOT_GATEWAY", "https://proxy.example", "a ws:// or wss:// address"),
        ("MOODBOT_GATEWAY", "ws://proxy.example:123456", "a ws:// or wss:// address"),
        ("MOODBOT_GATEWAY", "ws://[broken", "a ws:// or wss:// address"),
        ("MOODBOT_CHECKIN_LATE", "0", "a number of minutes from 1 to 180"),
        ("MOODBOT_SEND_BUDGET", "50", "a number from 0.1 to 45"),
        ("MOODBOT_OPERATOR_CHANNEL", "#ops", "the id of a channel"),
        ("MOODBOT_RETENTION_ENTRIES", "0", "a number of days from 1 to 3650"),
        ("MOODBOT_LOG", "loud", "debug, info, warning or error"),
    ],
)
def test_a_wrong_value_says_which_and_what_to_put(name, value, put):
    """One wrong value is one line: the variable, what stands there and what may stand there."""
    (fault,) = faults_of({name: value})
    assert fault.startswith(f"{name}: ")
    assert "cannot be used. Put " in fault
    assert put in fault
    assert (value in fault) is FIELDS[name].repr


def test_every_fault_is_told_at_once(env_file):
    """Three mistakes in two places are three lines, so nobody mends them one start at a time."""
    env_file.write_text("MOODBOT_PACE=quick\nMOODBOT_PREFX=?\n", "utf-8")
    assert [fault.split(":")[0] for fault in faults_of({"MOODBOT_LOG": "x"}, env_file)] == [
        "MOODBOT_PREFX",
        "MOODBOT_PACE",
        "MOODBOT_LOG",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("MOODBOT_PAECE", "Did you mean MOODBOT_PACE?"),
        ("MOODBOT_DATABASE", "Did you mean MOODBOT_DATABASE_URL?"),
        ("moodbot_log", "Did you mean MOODBOT_LOG?"),
        ("MOODBOT_COLOUR", "Put one of DISCORD_TOKEN, MOODBOT_DATABASE_URL,"),
    ],
)
def test_an_unknown_name_is_a_fault_with_the_nearest_one(name, hint, env_file):
    """A slip in a name is told with the name that was probably meant, wherever it stands, even when blank."""
    (fault,) = faults_of({name: "1"})
    assert fault.startswith(f"{name}: there is no setting of this name. {hint}")
    env_file.write_text(f"{name}=\n", "utf-8")
    assert faults_of({name: ""}, env_file) == (fault,)


def test_names_of_other_programs_are_let_be(env_file):
    """The environment and .env may hold what is not moodbot's."""
    env_file.write_text("POSTGRES_PASSWORD=x\nDISCORD_GUILD=1\nEMPTY\n", "utf-8")
    assert read_settings({"PATH": "/bin", "MOOD": "fine"}, env_file) == Settings()


def test_lines_that_are_no_settings_are_told_by_number(env_file):
    """A line of .env without = is named by its number, and what stands there is not repeated."""
    env_file.write_text(f"# remark\n\nDISCORD_TOKEN {TOKEN}\nMOODBOT_LOG\nMOODBOT_PACE=1\n", "utf-8")
    assert faults_of({}, env_file) == (
        f"{env_file}: line 3 is not a setting. Put NAME=value, or # before a remark.",
        f"{env_file}: line 4 is not a setting. Put NAME=value, or # before a remark.",
    )


def test_a_file_that_cannot_be_read_is_a_fault_among_others(env_file):
    """A folder in the place of .env is told, and so is what else is wrong."""
    env_file.mkdir()
    unreadable, wrong = faults_of({"MOODBOT_PACE": "x"}, env_file)
    assert unreadable.startswith(f"{env_file}: cannot be read (Is a directory).")
    assert wrong.startswith("MOODBOT_PACE: ")


def test_a_file_of_another_encoding_is_a_fault(env_file):
    """A file saved as UTF-16 is told in words; one with a byte order mark is simply read."""
    env_file.write_text("MOODBOT_PACE=2\n", "utf-16")
    assert faults_of({}, env_file) == (f"{env_file}: is not text in UTF-8. Save it again as UTF-8.",)
    env_file.write_text("MOODBOT_PACE=2\n", "utf-8-sig")
    assert read_settings({}, env_file).pace == 2.0


def test_secrets_are_never_printed():
    """Neither what settings show of themselves nor any fault has the token or the database's address."""
    secret = "hunter2 hunter2"
    address = f"db:{secret}"
    read = read_settings({"DISCORD_TOKEN": TOKEN, "MOODBOT_DATABASE_URL": "sqlite:///private.db"}, None)
    for shown in (repr(read), str(read), f"{read.discord_token!r} {read.discord_token}"):
        assert TOKEN not in shown
        assert "private.db" not in shown
    with pytest.raises(SettingsInvalid) as refused:
        read_settings({"DISCORD_TOKEN": secret, "MOODBOT_DATABASE_URL": address}, None)
    assert "hunter2" not in repr(refused.value)
    assert refused.value.__suppress_context__
    with pytest.raises(ValidationError) as invalid:
        Settings(discord_token=secret, database_url=address)
    assert "hunter2" not in str(invalid.value)


def test_settings_do_not_change():
    """Nobody turns a setting while the bot runs."""
    with pytest.raises(ValidationError, match="frozen"):
        read_settings({}, None).pace = 2.0  # type: ignore[misc]


def test_the_example_names_every_setting_and_no_other():
    """.env.example has each setting once, in the order of the table, under a comment of its own."""
    text = EXAMPLE.read_text("utf-8")
    assert re.findall(r"^(\w+)=", text, re.MULTILINE) == list(FIELDS)
    for name in FIELDS:
        assert re.search(rf"^# .+\n{name}=", text, re.MULTILINE), name


def test_the_example_shows_the_defaults():
    """Copied as it is, .env.example changes nothing, and what it shows is what holds without it."""
    assert read_settings({}, EXAMPLE) == Settings()
    for name, field in FIELDS.items():
        shown = dotenv_values(EXAMPLE)[name]
        assert bool(shown) is (field.default is not None), name


def test_every_setting_is_described():
    """Each row of the table says what it is for and what may stand there."""
    for name, field in FIELDS.items():
        assert isinstance(field.json_schema_extra, dict)
        assert field.description, name
        assert field.json_schema_extra["put"], name


def test_importing_reads_nothing(tmp_path):
    """The module can be imported where the settings are wrong and the .env is broken."""
    (tmp_path / ".env").write_text("MOODBOT_PACE=x\nbroken line\n", "utf-8")
    environ = os.environ | {"MOODBOT_NO_SUCH": "x", "MOODBOT_LOG": "x", "PYTHONPATH": str(ROOT)}
    code = "import moodbot.settings as s; print(s.Settings().log)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == "info\n"
