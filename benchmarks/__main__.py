"""`python -m benchmarks`: measure everything, print the table, write benchmarks/results.json."""

import argparse
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks import alone, checkins, desk, figures, journal, machine, on_discord, retention, rights
from benchmarks.figures import Figure
from benchmarks.processes import Failed, bare_bot, moodbot, standin
from moodbot.assembly import read_pack
from moodbot.conversation.registry import EVERYTHING
from moodbot.core.dialogue import TalkPhase
from moodbot.core.talk import label_key
from moodbot.language.packs import ReplyPack
from moodbot.settings import Settings

MOOD = "anxious"
POOLS = ("validate", "suggest", "friend_ask")


def main() -> int:
    """Measure and report. Return 0, even if a bar is missed, or 1 if the measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="half a minute, to see that the benchmark runs")
    parser.add_argument(
        "--ahead", action="store_true", help="go before all other programs, on a busy machine (Linux, as root)"
    )
    options = parser.parse_args()
    if options.ahead and not machine.go_ahead():
        print("benchmarks: this system does not let --ahead; measure without it", file=sys.stderr)
        return 1
    begun = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix="moodbot-bench-") as folder:
            measured = run(Path(folder), on_discord.QUICK if options.quick else on_discord.FULL)
    except Failed as failed:
        print(f"benchmarks: {failed}", file=sys.stderr)
        return 1
    print(figures.table(measured))
    print(f"\n{figures.summary(measured)} Took {time.perf_counter() - begun:.0f} s.")
    figures.write(measured, options.quick, options.ahead)
    print(f"Written to {figures.RESULTS}.")
    return 0


def run(folder: Path, plan: on_discord.Plan) -> list[Figure]:
    """Return every figure; the programs' files go to *folder*. Raises Failed."""
    figures.progress("--help, the words and the store")
    quick = plan is on_discord.QUICK
    without_discord = [
        *alone.measure(folder),
        *journal.measure(folder, quick),
        *checkins.measure(folder, quick),
        desk.measure(folder),
        *rights.measure(folder),
        *retention.measure(folder),
    ]
    texts, labels = lines_of(read_pack(Settings(), EVERYTHING))
    with (
        standin() as ours,
        standin() as theirs,
        moodbot(ours, folder / "moodbot") as bot,
        bare_bot(theirs, folder / "bare", texts, labels) as bare,
    ):
        starts = [
            Figure("start until connected", bot.started_in, "s"),
            Figure("start until connected, bare bot", bare.started_in, "s"),
        ]
        return [*on_discord.measure(bot, bare, plan), *without_discord, *starts]


def lines_of(pack: ReplyPack) -> tuple[list[str], list[str]]:
    """Return texts as long as moodbot's usual answer, and the labels of its buttons, for the bare bot."""
    texts = []
    for pool in POOLS:
        lines = [line.text for line in pack.lines(pool, MOOD)]
        usual_length = median(map(len, lines))
        texts.append(min(lines, key=lambda text: abs(len(text) - usual_length)))
    return texts, [
        pack.text(label_key(TalkPhase.FRIEND, cue)) for cue in EVERYTHING.table.stages[TalkPhase.FRIEND].offers
    ]


if __name__ == "__main__":
    sys.exit(main())
