"""The test command itself, over a project with two tests."""

import shutil

import pytest

from config import system
from tests.config.conftest import HOUSE

TESTS = """
import pytest


def test_that_passes():
    pass


def test_of_pages():
    pytest.skip("There is no browser.")
"""
RUN = """
import sys

from config import system, testing

good = ("Good", (sys.executable, "-c", ""))
bad = ("Bad", (sys.executable, "-c", "print('what is wrong'); raise SystemExit(3)"))
testing.CHECKS = {checks}
system.NEEDS = tuple(
    need._replace(is_met=lambda: False) for need in system.NEEDS if need.name == "Redis"
)
sys.exit(testing.run({arguments}))
"""


@pytest.fixture
def tested(project):
    for name in ("testing.py", "testing_summary.py"):
        shutil.copy(HOUSE / "config" / name, project.folder / "config")
    project.write("test_small.py", TESTS)
    project.write("pytest.ini", "[pytest]\naddopts = -p no:django -p no:cacheprovider\n")

    def run(checks, *arguments):
        script = RUN.format(checks=checks, arguments=list(arguments))
        return project.python(script, DATABASE_URL="postgres://db.example/not-asked")

    return run


def test_every_step_runs_whatever_failed_before_it(tested):
    done = tested("(bad, good)")

    lines = done.stdout.splitlines()
    assert lines[:4] == ["Bad: FAILED", "what is wrong", "", "Good: good"]
    assert "Failed: Bad. See above." in lines
    assert lines[-1].startswith("=")
    assert "1 passed, 1 skipped" in lines[-1]
    assert done.returncode == 1


def test_all_is_good_when_all_is_good_and_what_was_not_run_is_said(tested):
    done = tested("(good,)")

    lines = done.stdout.splitlines()
    said = [line for line in lines if line.startswith(("Failed", "Not run"))]
    assert [line.partition(" Type: ")[0] for line in said] == [
        "Not run: the tests of jobs over Redis, because Redis is missing.",
        "Not run: 1 of the tests. There is no browser.",
    ]
    assert said[0].endswith(system.line(system.NEEDS[-1]))
    assert done.returncode == 0


def test_arguments_go_to_pytest_which_runs_alone(tested):
    done = tested("(bad,)", "test_small.py::test_that_passes", "-q")

    assert "Bad" not in done.stdout
    assert "1 passed" in done.stdout
    assert done.returncode == 0
