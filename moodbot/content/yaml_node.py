"""Open a YAML file for validation: return its root node, and the report that collects its problems."""

from pathlib import Path

from moodbot.content.yaml_strict import YamlFault, read_yaml
from moodbot.language.pack_problems import Node, PackInvalid, Problem, Report


def open_node(path: Path, name: str | None = None) -> tuple[Node, Report]:
    """Open the file at *path*; return its root node and its report. *name* is the file name in problems.

    The caller calls report.raise_any() at the end. Raises PackInvalid if the file is no YAML or does not exist.
    """
    file = name or str(path)
    try:
        document = read_yaml(path)
    except YamlFault as fault:
        raise PackInvalid((Problem(file, "", fault.line, fault.column, fault.message),)) from fault
    report = Report({file: document.positions})
    return Node(document.data, file, report), report
