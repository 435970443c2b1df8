"""The way from a bare Python into .venv, in a project of its own with nothing to download."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.conftest import HOUSE

SYSTEM_PYTHON = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info[1]}"
BEFORE_DJANGO = ("bootstrap", "console", "system")
POSTGRES = [f"postgres/{name}" for name in ("__init__", "places", "server", "users")]
STANDARD_ONLY = (*BEFORE_DJANGO, "demo", "processes", "supervisor", "testing", *POSTGRES)
MAKING = "Making the Python environment .venv …"
INSTALLING = "Installing the packages of requirements/run.txt …"
SHOW = """
import sys

from config import bootstrap

bootstrap.ensure(sys.argv)
print(sys.prefix, sys.flags.dev_mode, sys.argv[1:])
"""


@pytest.fixture
def bare(project):
    """A project whose manage.py shows where it came to; its lock file wants nothing."""
    project.write("manage.py", SHOW)
    project.write("requirements/run.txt")
    project.write("requirements/test.txt")
    return project


def start(bare, *arguments, **more):
    done = bare.run(SYSTEM_PYTHON, bare.folder / "manage.py", *arguments, **more)
    return done.stdout.splitlines()


def arrived(bare, *arguments, dev=False):
    return f"{bare.folder / '.venv'} {dev} {list(arguments)}"


def test_first_start_makes_the_environment_and_the_second_only_uses_it(bare, tmp_path):
    first = start(bare, "migrate", "--fake", cwd=tmp_path)
    second = start(bare, "migrate", "a b", cwd=tmp_path)

    assert first == [MAKING, INSTALLING, arrived(bare, "migrate", "--fake")]
    assert second == [arrived(bare, "migrate", "a b")]


def test_options_of_python_are_passed_on(bare):
    start(bare)

    done = bare.run(SYSTEM_PYTHON, "-X", "dev", bare.folder / "manage.py", "check")

    assert done.stdout.splitlines() == [arrived(bare, "check", dev=True)]


def test_a_changed_lock_is_installed_at_the_next_start(bare):
    start(bare)
    bare.write("requirements/run.txt", "# changed\n")

    assert start(bare) == [INSTALLING, arrived(bare)]


def test_an_environment_that_was_cut_off_is_made_again(bare):
    subprocess.run([SYSTEM_PYTHON, "-m", "venv", "--without-pip", bare.folder / ".venv"])

    assert start(bare) == [MAKING, INSTALLING, arrived(bare)]


def test_an_environment_whose_python_is_gone_is_made_again(bare):
    start(bare)
    python = bare.folder / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")

    assert start(bare) == [MAKING, INSTALLING, arrived(bare)]


def test_two_first_starts_at_once_make_one_environment(bare):
    both = [bare.start(SYSTEM_PYTHON, "manage.py") for _ in range(2)]

    said = [process.communicate(timeout=120)[0].splitlines() for process in both]

    assert sorted(said, key=len) == [[arrived(bare)], [MAKING, INSTALLING, arrived(bare)]]


def test_packages_that_cannot_be_installed_are_told_and_tried_again(bare):
    bare.write("requirements/run.txt", "send-nowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")

    failed = bare.run(SYSTEM_PYTHON, "manage.py", PIP_NO_INDEX="1")
    bare.write("requirements/run.txt")

    assert failed.returncode == 1
    assert "The packages could not be installed." in failed.stderr
    assert start(bare) == [INSTALLING, arrived(bare)]


def test_an_environment_that_does_not_take_hold_is_told_and_not_repeated(bare):
    start(bare)

    stuck = bare.run(SYSTEM_PYTHON, "manage.py", SEND_BOOTSTRAPPED="1")

    assert stuck.returncode == 1
    assert stuck.stderr.startswith("Python does not start in ")


def test_what_the_system_lacks_is_named_with_the_line_to_type(bare):
    start(bare)

    said = start(bare, "test", PATH="/nowhere")

    told = [line.split(" To have them, type: ") for line in said if "Going on without" in line]
    assert {sentence for sentence, _ in told} >= {"Going on without the tests of jobs over Redis."}
    assert all(line.startswith(("sudo apt-get install", "brew install")) for _, line in told)
    assert said[-1] == arrived(bare, "test")
    assert start(bare, "migrate", PATH="/nowhere") == [arrived(bare, "migrate")]


def test_an_old_python_is_told_what_to_do(bare):
    script = (
        "import sys; sys.version_info = (3, 9, 2, 'final', 0);"
        " from config import bootstrap; bootstrap.ensure(['manage.py', 'demo'])"
    )

    done = bare.python(script, PATH="/nowhere")

    assert done.stderr.strip() == (
        "This needs Python 3.11 or newer, and this is Python 3.9."
        " Install a newer one, then type: python3.11 manage.py"
    )


@pytest.mark.parametrize("name", [*BEFORE_DJANGO, "../manage"])
def test_an_old_python_can_read_the_start(name):
    source = (HOUSE / "config" / f"{name}.py").read_text()

    ast.parse(source, feature_version=(3, 7))


@pytest.mark.parametrize("name", STANDARD_ONLY)
def test_what_starts_the_house_imports_the_standard_library_alone(name):
    tree = ast.parse((HOUSE / "config" / f"{name}.py").read_text())
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    roots = {module.partition(".")[0] for module in imported}

    assert roots - set(sys.stdlib_module_names) <= {"config"}
    assert "config.settings" not in imported


def requirements(name):
    """The lines of a lock, each with what continues it."""
    text = (HOUSE / "requirements" / f"{name}.txt").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", ["run", "test"])
def test_locks_pin_each_package_with_hashes_and_name_no_host(name):
    text = (HOUSE / "requirements" / f"{name}.txt").read_text()
    pinned = re.compile(r"[a-z0-9.-]+==\S+( ; .+?)?( +--hash=sha256:[0-9a-f]{64})+ *")

    assert [line for line in requirements(name) if not pinned.fullmatch(line)] == []
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|file:|^/", text, re.M) == []


def test_the_test_lock_holds_the_run_lock_unchanged():
    assert set(requirements("run")) <= set(requirements("test"))


@pytest.mark.parametrize("name", ["run", "test"])
def test_locks_hold_all_that_is_asked_for(name):
    asked = re.findall(r"^([A-Za-z][\w.-]*)", (HOUSE / f"requirements/{name}.in").read_text(), re.M)
    held = {line.partition("==")[0] for line in requirements(name)}

    assert {package.lower() for package in asked} <= held
