"""Trying the risk check on a text, and measuring it on a CSV file of labelled texts."""

import csv
import io
from pathlib import Path

from moodbot.features.care.rules.risk import RiskReading, RiskRules, read_risk
from moodbot.features.care.rules.risk_measure import Judged, report

SEPARATORS = ",;\t|"
LABELS = {"1": True, "0": False, "1.0": True, "0.0": False, "": None}
MORE = ("read_tier", "read_about", "read_rule")
LONGEST_FIELD = 10_000_000
"""Most characters of one field; the default of the csv module refuses a long text."""


class TextsInvalid(Exception):
    """A file of labelled texts cannot be read; the message says what is wrong with it and what to change."""


def try_text(text: str, rules: RiskRules) -> list[str]:
    """Return what the check reads in *text*: tier, about whom, and the rule that fired."""
    reading = read_risk(text, rules)
    return [f"tier:  {reading.tier}", f"about: {reading.about or '-'}", f"rule:  {reading.rule or '-'}"]


def measure(path: Path, errors: Path | None, rules: RiskRules) -> list[str]:
    """Return the figures for the labelled texts in *path*; write the wrongly judged rows to *errors*, if given.

    The columns are text, label (1, 0 or empty) and, where there is one, kind; others are kept. Raises TextsInvalid.
    """
    columns, rows = read_texts(path)
    judged = [
        Judged(_label(row, number, path), (row.get("kind") or "").strip(), read_risk(row["text"] or "", rules))
        for number, row in enumerate(rows, start=1)
    ]
    if errors is not None:
        wrong = [(row, each.reading) for row, each in zip(rows, judged, strict=True) if each.wrong]
        _write(errors, columns, wrong)
    return report(judged)


def read_texts(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return the columns and the rows of the file at *path*. Raises TextsInvalid."""
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
    head = text.lstrip("\r\n").partition("\n")[0]
    separator = max(SEPARATORS, key=head.count)
    csv.field_size_limit(LONGEST_FIELD)
    try:
        reader = csv.DictReader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=separator, restkey="more")
        columns = [_column(name) for name in reader.fieldnames or ()]
        reader.fieldnames = columns
        rows = [{name: row.get(name) or "" for name in columns} for row in reader]
    except csv.Error as error:
        raise TextsInvalid(f"{path}: this is no CSV ({error}): check the quotes around texts") from error
    missing = [name for name in ("text", "label") if name not in columns]
    if missing:
        there = ", ".join(columns[:8])
        raise TextsInvalid(
            f"{path}: there is no column {' or '.join(missing)} (there: {there}): name it in the first line"
        )
    if not rows:
        raise TextsInvalid(f"{path}: there are no texts below the names of the columns: add some")
    return columns, rows


def _column(name: str | None) -> str:
    plain = (name or "").strip()
    return plain.lower() if plain.lower() in ("text", "label", "kind") else plain


def _label(row: dict[str, str], number: int, path: Path) -> bool | None:
    label = row["label"].strip()
    if label not in LABELS:
        raise TextsInvalid(f"{path}: text {number}: the label is neither 0, 1 nor empty: correct it")
    return LABELS[label]


def _write(path: Path, columns: list[str], wrong: list[tuple[dict[str, str], RiskReading]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow([*columns, *MORE])
            for row, reading in wrong:
                read = (reading.tier.value, reading.about.value if reading.about else "", reading.rule or "")
                writer.writerow([*(row[name] for name in columns), *read])
    except OSError as error:
        raise TextsInvalid(f"{path}: the errors cannot be written ({error.strerror}): name another file") from error
