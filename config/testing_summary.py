"""A plugin of pytest's: before its own last line, what else failed and what was not run."""

import os
from collections import Counter
from typing import Any


def pytest_terminal_summary(terminalreporter: Any) -> None:
    lines = os.environ.get("SEND_TEST_SUMMARY", "").splitlines()
    reasons = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    lines += [f"Not run: {count} of the tests. {why}" for why, count in sorted(reasons.items())]
    if lines:
        terminalreporter.section("beside the tests that ran")
        for line in lines:
            terminalreporter.write_line(line)


def _reason(report: Any) -> str:
    """A skipped report's longrepr is (file, line, "Skipped: reason")."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(text).removeprefix("Skipped: ")
