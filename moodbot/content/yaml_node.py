"""A file of data, opened for strict reading, with a report that gathers every problem in it."""

from pathlib import Path

from moodbot.content.yaml_strict import YamlFault, read_yaml
from moodbot.language.pack_problems import Node, PackInvalid, Problem, Report


def open_node(path: Path, name: str | None = None) -> tuple[Node, Report]:
    """Return the root of the file at *path*, and the report to raise in the end; *name* is how problems call the file.

    Raises PackInvalid where it is no YAML, or is not there.
    """
    file = name or str(path)
    try:
        document = read_yaml(path)
    except YamlFault as fault:
        raise PackInvalid((Problem(file, "", fault.line, fault.column, fault.message),)) from fault
    report = Report({file: document.positions})
    return Node(document.data, file, report), report
