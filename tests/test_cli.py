"""The commands that people type: in this process where that is enough, as a process where the terminal matters."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from moodbot import __version__
from moodbot.cli import main
from tests.house import ROOT, pools_of, the_pack
from tests.signals import hearing_ctrl_c

PATIENCE = 30.0  # seconds after which a process that does not do what it should fails its test
CHAT = (sys.executable, "-m", "moodbot", "chat")
GOODBYE = the_pack().text("terminal_goodbye")
TYPING = the_pack().text("terminal_typing")
SIGN = "typing"  # not the whole of TYPING: a screen is sent only the letters that change
WITHOUT_TOOLKIT = (
    sys.executable,
    "-c",
    "import sys; sys.modules['prompt_toolkit'] = None; from moodbot.cli import main; sys.exit(main())",
    "chat",
)


@pytest.fixture(autouse=True)
def a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in an empty folder, with nothing set."""
    for name in [name for name in os.environ if name.startswith(("MOODBOT", "DISCORD"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chat(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `moodbot chat` with *typed* on its input, and return how it ended."""
    return subprocess.run(
        [*CHAT, *arguments],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
        env=os.environ | environment,
    )


def messages(screen: str, mood: str) -> list[set[str]]:
    """Return, message by message, the pools from which the bot has spoken on *screen*."""
    bot = re.escape(the_pack().text("terminal_bot"))
    return [pools_of(text, mood) for text in re.findall(rf"^{bot}: (.+)", screen, re.MULTILINE)]


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    """`moodbot --help` names run, chat and commands, and ends with 0."""
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    shown = capsys.readouterr().out
    assert all(re.search(rf"^ +{name} +\w", shown, re.MULTILINE) for name in ("run", "chat", "commands"))


def test_alone_it_shows_the_same_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`moodbot` with nothing behind it is a question, not a fault."""
    with pytest.raises(SystemExit):
        main(["--help"])
    asked = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == asked


def test_the_version_is_the_package_s(capsys: pytest.CaptureFixture[str]) -> None:
    """`moodbot --version` shows the version of the package."""
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"moodbot {__version__}\n"


def test_an_unknown_command_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A slip of the hand ends with 2 and the commands that there are."""
    with pytest.raises(SystemExit) as end:
        main(["chatt"])
    assert end.value.code == 2
    assert "choose from" in capsys.readouterr().err


def test_help_needs_nothing_heavy() -> None:
    """`moodbot --help` answers fast, because it loads neither Discord nor the words of the bot."""
    heavy = "{'asyncio', 'discord', 'pydantic', 'yaml', 'aiosqlite', 'prompt_toolkit'}"
    program = (
        "import sys; from moodbot.cli import main\n"
        "try: main(['--help'])\n"
        f"finally: print(sorted({heavy} & set(sys.modules)))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    assert ended.stdout.splitlines()[-1] == "[]"


@pytest.mark.needs(feature="privacy")
def test_the_page_of_commands_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """docs/commands.md is what `moodbot commands` prints; to mend it: moodbot commands > docs/commands.md."""
    assert main(["commands"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.needs(feature="privacy")
def test_the_page_of_privacy_is_up_to_date(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """docs/privacy.md is what `moodbot privacy` prints; with settings of one's own it has those."""
    assert main(["privacy"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    monkeypatch.setenv("MOODBOT_RETENTION_ENTRIES", "90")
    monkeypatch.setenv("MOODBOT_CONTACT", "help@example.org")
    assert main(["privacy"]) == 0
    page = capsys.readouterr().out
    assert "| entries | 90 days |" in page
    assert "How to reach us: help@example.org." in page


def test_given_lines_are_played_to_the_end(tmp_path: Path) -> None:
    """Both answers are there whole, nothing is on stderr, and the talk has a database of its own."""
    ended = chat("--say", "!anxious", "--say", "no", "--pace", "0")
    assert (ended.returncode, ended.stderr) == (0, "")
    said = messages(ended.stdout, "anxious")
    wanted = ("validate", "suggest", "friend_ask", "stay", "ask_happened")
    assert [pool for pool, pools in zip(wanted, said, strict=True) if pool not in pools] == []
    assert ended.stdout.endswith(f"{GOODBYE}\n")
    assert "moodbot-chat.db" in [file.name for file in tmp_path.iterdir()]
    assert not (tmp_path / "moodbot.db").exists()


def test_a_pipe_is_answered_line_by_line() -> None:
    """Piped lines are answered one after the other, each whole; the end of input is the end."""
    ended = chat(typed="!lonely\nno one really\n!happy\n", MOODBOT_PACE="0")
    assert (ended.returncode, ended.stderr) == (0, "")
    lonely, happy = ended.stdout.split("!happy\n")[-2:]
    assert "ask_happened" in messages(lonely, "lonely")[-1]
    assert [name in pools for name, pools in zip(("validate", "suggest"), messages(happy, "happy"), strict=False)] == [
        True,
        True,
    ]
    assert happy.endswith(f"{GOODBYE}\n")


def test_no_input_at_all_is_no_fault() -> None:
    """An empty input ends the talk before it has begun, with a welcome and a goodbye."""
    ended = chat()
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(the_pack().text("terminal_welcome"))
    assert ended.stdout.endswith(f"{GOODBYE}\n")


def test_a_number_chooses() -> None:
    """Under the friend question 2 means that there is no one right now, as the list says."""
    ended = chat(typed="!anxious\n2\n", MOODBOT_PACE="0")
    assert f"  2. {the_pack().text('choice_friend_no')}\n" in ended.stdout
    assert "ask_happened" in messages(ended.stdout, "anxious")[-1]


def test_the_database_can_be_another(tmp_path: Path) -> None:
    """With --database the talk is kept there and nowhere else, and is found again by the next call."""
    asked, stayed = (
        chat("--say", said, "--database", "sqlite:///other.db", MOODBOT_PACE="0") for said in ("!anxious", "no")
    )
    assert (asked.returncode, stayed.returncode) == (0, 0)
    assert "ask_happened" in messages(stayed.stdout, "anxious")[-1]
    assert {file.name for file in tmp_path.iterdir() if not file.name.endswith(("-wal", "-shm"))} == {"other.db"}


@pytest.mark.parametrize("pace", ["fast", "99", "-1", "nan"])
def test_a_pace_that_cannot_be_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, pace: str) -> None:
    """One line says what stood there and what may, and nothing is begun."""
    assert main(["chat", f"--pace={pace}"]) == 2
    assert capsys.readouterr().err == f"moodbot: --pace: '{pace}' cannot be used. Put a number from 0 to 10.\n"
    assert list(tmp_path.iterdir()) == []


def test_wrong_settings_are_named_by_their_names(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pace from the environment is named as it is set there; every fault has its line."""
    monkeypatch.setenv("MOODBOT_PACE", "fast")
    monkeypatch.setenv("MOODBOT_LOG", "loud")
    assert main(["chat"]) == 2
    assert [line.split(":")[1].strip() for line in capsys.readouterr().err.splitlines()] == [
        "MOODBOT_PACE",
        "MOODBOT_LOG",
    ]


@pytest.mark.parametrize(
    "environment", [{"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}]
)
def test_a_terminal_that_knows_few_signs_is_spoken_to_all_the_same(environment: dict[str, str]) -> None:
    """What it cannot show becomes a question mark, and nothing breaks."""
    with_emoji = ["--say", "!mood", "--say", "!anxious", "--pace", "0"]
    ended = subprocess.run(
        [*CHAT, *with_emoji], capture_output=True, timeout=PATIENCE, check=False, env=os.environ | environment
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert b"? anxious" in ended.stdout
    assert GOODBYE.encode("ascii", "replace") in ended.stdout


@pytest.mark.parametrize("pace", ["0", "1"])
def test_ctrl_c_leaves_cleanly(pace: str) -> None:
    """While it waits for a line, and while it is writing, an interrupt ends it with 0 and no traceback."""
    with hearing_ctrl_c():
        process = subprocess.Popen(
            [*CHAT, "--pace", pace], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"!anxious\n")
        process.stdin.flush()
        while TYPING.encode() not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        # Not communicate(): it would close the input, which ends the talk by itself.
        assert process.wait(PATIENCE) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


class Typist:
    """Someone at a real terminal: what it shows, and what they type."""

    def __init__(self, command: tuple[str, ...]) -> None:
        self._ours, theirs = pty.openpty()
        self.shown = ""
        with hearing_ctrl_c():
            self._process = subprocess.Popen(
                command,
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                # This terminal does not answer when it is asked where its cursor is.
                env=os.environ | {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1"},
                start_new_session=True,
                # Only where it is the process's own terminal does it turn Ctrl-C into an interrupt.
                preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509
            )
        os.close(theirs)

    def sees(self, text: str, then: str = "") -> None:
        """Wait until *text*, and after it *then*, have been shown since it was last typed."""
        while then not in self.shown.partition(text)[2] or text not in self.shown:
            piece = self._read()
            assert piece, f"{text!r} was never shown, but:\n{self.shown}"
            self.shown += piece

    def types(self, keys: str) -> None:
        """Press *keys*."""
        self.shown = ""
        os.write(self._ours, keys.encode())

    def end(self) -> int:
        """Return the exit code; what is still shown is kept."""
        while piece := self._read():
            self.shown += piece
        return self._process.wait(PATIENCE)

    def go(self) -> None:
        """Leave, whatever it does."""
        self._process.kill()
        self._process.wait()
        os.close(self._ours)

    def _read(self) -> str:
        ready, _, _ = select.select([self._ours], [], [], PATIENCE)
        piece = b""
        if ready:
            with suppress(OSError):  # how Linux says that the other side is closed
                piece = os.read(self._ours, 4096)
        return piece.decode(errors="replace")


@pytest.fixture(params=[CHAT, WITHOUT_TOOLKIT], ids=["prompt_toolkit", "plain"])
def typist(request: pytest.FixtureRequest) -> Iterator[Typist]:
    """Someone at a terminal, with prompt_toolkit and without."""
    # A little slower than at once, for prompt_toolkit draws only when it next gets a turn.
    sitting = Typist((*request.param, "--pace", "0.1"))
    try:
        yield sitting
    finally:
        sitting.go()


def test_a_talk_at_a_terminal(typist: Typist) -> None:
    """Typing shows, the answer comes with its choices, a number chooses, and Ctrl-D leaves with 0."""
    typist.sees(the_pack().text("terminal_welcome")[:40])
    typist.types("!anxious\r")
    typist.sees(SIGN)
    typist.sees(the_pack().text("choice_friend_no"))
    toolkit = "\x1b[?2004h" in typist.shown
    typist.types("2\r")
    # A Ctrl-D while prompt_toolkit prints is lost; when it listens again, it turns this mode of the terminal on.
    typist.sees(the_pack().text("choice_happened_maybe"), then="\x1b[?2004h" if toolkit else "")
    typist.types("\x04")
    assert typist.end() == 0
    assert GOODBYE in typist.shown
    assert "Traceback" not in typist.shown


@pytest.mark.parametrize("command", [CHAT, WITHOUT_TOOLKIT], ids=["prompt_toolkit", "plain"])
def test_ctrl_c_at_a_terminal(command: tuple[str, ...]) -> None:
    """The key leaves in the middle of a slow answer, with 0, without a traceback and without hearing it out."""
    typist = Typist((*command, "--pace", "10"))
    try:
        typist.sees(the_pack().text("terminal_welcome")[:40])
        typist.types("!anxious\r")
        typist.sees(SIGN)
        typist.types("\x03")
        assert typist.end() == 0
    finally:
        typist.go()
    assert messages(typist.shown, "anxious") == []
    assert "Traceback" not in typist.shown
    assert "exception" not in typist.shown
