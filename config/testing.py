"""`python3 manage.py test`: the checks of the code, then pytest. Standard library only.

Every step runs, whatever failed before it, so that one run shows all faults. Arguments go to
pytest, which then runs alone.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from config import postgres, system
from config.console import say

PROJECT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
MANAGE = (sys.executable, str(PROJECT / "manage.py"))
CHECKS = (
    ("Python style", (str(PROGRAMS / "ruff"), "check", ".")),
    ("Python layout", (str(PROGRAMS / "ruff"), "format", "--check", ".")),
    ("Template layout", (str(PROGRAMS / "djlint"), "templates", "--check", "--quiet")),
    ("Template style", (str(PROGRAMS / "djlint"), "templates", "--lint", "--quiet")),
    ("Types", (str(PROGRAMS / "mypy"),)),
    ("The map of the apps", (str(PROGRAMS / "lint-imports"),)),
    ("Migrations", (*MANAGE, "makemigrations", "--check", "--dry-run")),
)
SUMMARY = "SEND_TEST_SUMMARY"


def run(arguments: list[str]) -> int:
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _end)
    os.environ["SEND_TEST"] = "1"
    if not os.environ.get("DATABASE_URL"):
        # One server for all the steps rather than one for each.
        postgres.start()
    failed = [] if arguments else [name for name, command in CHECKS if not _passes(name, command)]
    summary = [f"Failed: {name}. See above." for name in failed]
    os.environ[SUMMARY] = "\n".join(summary + _missing())
    parallel = [] if arguments else ["-n", "2", "--dist", "loadscope"]
    pytest = (sys.executable, "-m", "pytest", "-p", "config.testing_summary", *parallel, *arguments)
    say("pytest …")
    return subprocess.run(pytest, cwd=PROJECT, check=False).returncode or len(failed)


def _passes(name: str, command: tuple[str, ...]) -> bool:
    done = subprocess.run(
        command,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    say(f"{name}: {'FAILED' if done.returncode else 'good'}")
    if done.returncode:
        say(done.stdout)
    return done.returncode == 0


def _missing() -> list[str]:
    """What the tests will go without, and the one line that would change it."""
    return [
        f"Not run: {need.gives}, because {need.name} is missing. Type: {system.line(need)}"
        for need in system.missing("test")
    ]


def _end(number: int, frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)
