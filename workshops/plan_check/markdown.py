"""The check's result as an appendix of a plan document."""

import re
from typing import Final

from workshops.plan_document import CHECK_RESULT

from .findings import GAP, MANUAL, OK, Report

_MARKS: Final = {OK: "x", GAP: " ", MANUAL: " "}


def as_markdown(report: Report, *, on: str) -> str:
    """A section of its own, below a rule; `on` is the day of the check in words."""
    lines = ["", "---", "", f"## {CHECK_RESULT} on {on}", "", f"{report.score}.", ""]
    for check in report.checks:
        messages = " ".join(finding.message for finding in check.findings)
        lines.append(f"- [{_MARKS[check.state]}] {_plain(check.name)}: {_plain(messages)}")
    return "\n".join([*lines, ""])


def _plain(text: str) -> str:
    """On one line, and no markup of the text's own."""
    return re.sub(r"([\\`*_\[\]<>])", r"\\\1", " ".join(text.split()))
