"""Run the risk check on one text, or measure it on a CSV file of labelled texts."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from moodbot.features.care.rules.risk import RiskReading, RiskRules, read_risk
from moodbot.features.care.rules.risk_measure import Judged, report

SEPARATORS = ",;\t|"
LABELS = {"1": True, "0": False, "1.0": True, "0.0": False, "": None}
READING_COLUMNS = ("read_tier", "read_about", "read_rule")
LONGEST_FIELD = 10_000_000
"""Maximum characters of one CSV field; the csv module's default refuses long texts."""


class TextsInvalid(Exception):
    """A file of labelled texts is unusable; the message says what is wrong and what to change."""


def try_text(text: str, rules: RiskRules) -> list[str]:
    """Return report lines of the risk check on *text*: tier, who is at risk, topic, and the rule that fired."""
    reading = read_risk(text, rules)
    topic = f"{reading.topic or '-'}{', in danger now' if reading.now else ''}"
    return [
        f"tier:  {reading.tier}",
        f"about: {reading.about or '-'}",
        f"topic: {topic}",
        f"rule:  {reading.rule or '-'}",
    ]


def measure(path: Path, errors: Path | None, rules: RiskRules) -> list[str]:
    """Return the figures for the labelled texts in *path*; write misjudged rows to *errors*, if given.

    The columns are text, label (1, 0 or empty) and optionally kind; *errors* repeats any others. Raises TextsInvalid.
    """
    columns, rows = read_texts(path)
    judged = [
        Judged(_label(row, number, path), (row.get("kind") or "").strip(), read_risk(row["text"] or "", rules))
        for number, row in enumerate(rows, start=1)
    ]
    if errors is not None:
        misjudged = [(row, each.reading) for row, each in zip(rows, judged, strict=True) if each.wrong]
        _write_misjudged(errors, columns, misjudged)
    return report(judged)


def read_texts(path: Path, needed: Sequence[str] = ("text", "label")) -> tuple[list[str], list[dict[str, str]]]:
    """Return the column names and the rows of the CSV file at *path*, which must have the columns *needed*.

    Raises TextsInvalid.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise TextsInvalid(f"{path}: the file cannot be read ({error.strerror}): check its name") from error
    except UnicodeDecodeError as error:
        raise TextsInvalid(f"{path}: the file is not in UTF-8: save it as CSV with the encoding UTF-8") from error
    if not text.strip():
        raise TextsInvalid(
            f"{path}: the file is empty: write a line with the names of the columns, and the texts below"
        )
    if "\0" in text:
        raise TextsInvalid(f"{path}: this is no text file: save the table as CSV in UTF-8")
    header = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=header.count)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        reader = csv.DictReader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator, restkey="more")
        columns = [_normalized_column(name) for name in reader.fieldnames or ()]
        reader.fieldnames = columns
        rows = [{name: row.get(name) or "" for name in columns} for row in reader]
    except csv.Error as error:
        raise TextsInvalid(f"{path}: this is no CSV ({error}): check the quotes around texts") from error
    missing = [name for name in needed if name not in columns]
    if missing:
        existing = ", ".join(columns[:8])
        raise TextsInvalid(
            f"{path}: there is no column {' or '.join(missing)} (there: {existing}): name it in the first line"
        )
    if not rows:
        raise TextsInvalid(f"{path}: there are no texts below the names of the columns: add some")
    return columns, rows


def _normalized_column(name: str | None) -> str:
    stripped = (name or "").strip()
    return stripped.lower() if stripped.lower() in ("text", "label", "kind") else stripped


def _label(row: dict[str, str], number: int, path: Path) -> bool | None:
    label = row["label"].strip()
    if label not in LABELS:
        raise TextsInvalid(f"{path}: text {number}: the label is neither 0, 1 nor empty: correct it")
    return LABELS[label]


def _write_misjudged(path: Path, columns: list[str], misjudged: list[tuple[dict[str, str], RiskReading]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*columns, *READING_COLUMNS])
            for row, reading in misjudged:
                values = (reading.tier.value, reading.about.value if reading.about else "", reading.rule or "")
                writer.writerow([*(row[name] for name in columns), *values])
    except OSError as error:
        raise TextsInvalid(f"{path}: the errors cannot be written ({error.strerror}): name another file") from error
