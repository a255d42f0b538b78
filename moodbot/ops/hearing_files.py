"""Read one text with hearing and show every witness, or measure hearing on a CSV file of labelled texts."""

import csv
import json
from pathlib import Path

from moodbot.language.hearing.hearing import Hearing, Reading
from moodbot.language.hearing.measure import Labels, Measured, figures
from moodbot.ops.safety_files import TextsInvalid, read_texts

LABELS = ("mood", "topic", "act")
SHOWN = 5
"""How many of the likeliest moods and topics are shown."""


def try_text(text: str, hearing: Hearing, as_json: bool) -> list[str]:
    """Return what is read in *text*: each witness and the decision; as JSON only what a person would see."""
    reading = hearing.read(text, after_offer=True)
    if as_json:
        return [json.dumps(_seen(reading), ensure_ascii=False)]
    evidence = reading.evidence
    likeliest = sorted(evidence.shares.items(), key=lambda each: -each[1])[:SHOWN]
    seen = _seen(reading)
    return [
        f"act:            {seen['act'] or '-'}",
        f"moods named:    {', '.join(evidence.named) or '-'}",
        f"moods likely:   {', '.join(f'{name} {share:.0%}' for name, share in likeliest)}",
        f"topic phrases:  {', '.join(reading.phrases) or '-'}",
        f"topic examples: {', '.join(reading.ranks[:SHOWN]) or '- (only asked for when a phrase fits)'}",
        f"topic:          {seen['topic'] or '-'}",
        f"slots:          {', '.join(f'{name}={shown}' for name, shown in reading.told.slots.items()) or '-'}",
        f"decision:       {seen['decision']} {', '.join(reading.told.decision.moods)}".rstrip(),
    ]


def _seen(reading: Reading) -> dict[str, object]:
    """Return the decision, its moods in order, the topic and the act; None where there is none."""
    told = reading.told
    return {
        "decision": told.decision.verdict.value,
        "moods": list(told.decision.moods),
        "topic": told.topic.name if told.topic is not None else None,
        "act": reading.act.value if reading.act is not None else None,
    }


def measure(path: Path, errors: Path | None, hearing: Hearing, as_json: bool) -> list[str]:
    """Return the figures for the labelled texts in *path*; write the rows read wrongly to *errors*, if given.

    The columns are text and any of mood, topic and act; several right ones are joined by `|`. Raises TextsInvalid.
    """
    columns, rows = read_texts(path, ("text",))
    if not set(LABELS) & set(columns):
        raise TextsInvalid(f"{path}: there is no column mood, topic or act: add one with the right answers")
    sides = {name: mood.side for name, mood in hearing.pack.moods.items()}
    measured = [Measured(_labels(row), hearing.read(row["text"], after_offer=True)) for row in rows]
    if errors is not None:
        wrong = [(row, each.reading) for row, each in zip(rows, measured, strict=True) if _is_wrong(each)]
        _write(errors, columns, wrong)
    result = figures(measured, sides)
    if as_json:
        return [json.dumps(result)]
    return [
        f"{group + ':':7}" + "  ".join(f"{name} {value:g}" for name, value in values.items())
        for group, values in result.items()
    ]


def _labels(row: dict[str, str]) -> Labels:
    moods, topics, acts = (
        frozenset(name.strip() for name in row.get(column, "").split("|") if name.strip()) for column in LABELS
    )
    return Labels(moods, topics, acts)


def _is_wrong(each: Measured) -> bool:
    labels = each.labels
    return not each.is_fit() or bool(
        (labels.topics and not each.topic_is_right()) or (labels.acts and not each.act_is_right())
    )


def _write(path: Path, columns: list[str], rows: list[tuple[dict[str, str], Reading]]) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow([*columns, "read_decision", "read_moods", "read_topic", "read_act"])
            for row, reading in rows:
                seen = _seen(reading)
                moods = "|".join(reading.told.decision.moods)
                writer.writerow(
                    [*(row[name] for name in columns), seen["decision"], moods, seen["topic"] or "", seen["act"] or ""]
                )
    except OSError as error:
        raise TextsInvalid(f"{path}: the file cannot be written ({error.strerror}): name another place") from error
