"""What `manage.py` does before Django: Python, .venv, the locked packages, system libraries.

Standard library only, and written so that an old Python can read it far enough to say what is
wrong. What cannot be installed is named with the one line to type, and the start goes on.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from config import system
from config.console import say

try:
    import fcntl
except ImportError:
    sys.exit("This runs on Linux and macOS. On Windows, start it inside WSL.")

PROJECT = Path(__file__).resolve().parent.parent
VENV = PROJECT / ".venv"
OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
# Set over the change of Python, so that a .venv that does not take hold is told and not repeated.
CHANGED = "SEND_BOOTSTRAPPED"


def ensure(argv: list[str]) -> None:
    """Return inside .venv with what the command needs installed; start again there if need be."""
    _ensure_python(argv)
    command = argv[1] if len(argv) > 1 else ""
    inside = _same(sys.prefix, VENV)
    if not inside or command in {"demo", "test"}:
        _install(["run", "test"] if command == "test" else ["run"])
    if inside:
        os.environ.pop(CHANGED, None)
        system.install(command, VENV)
        return
    if os.environ.get(CHANGED):
        _fail(f"Python does not start in {VENV}. Unset PYTHONHOME, or remove .venv, and try again.")
    os.environ[CHANGED] = "1"
    os.environ.pop("__PYVENV_LAUNCHER__", None)
    system.find_homebrew_libraries()
    _become(str(_venv_python()))


def _ensure_python(argv: list[str]) -> None:
    if sys.version_info < OLDEST:
        newer = next(filter(None, map(shutil.which, NEWER)), None)
        if not newer:
            _fail(
                "This needs Python 3.11 or newer, and this is Python {}.{}."
                " Install a newer one, then type: python3.11 {}".format(
                    *sys.version_info[:2], argv[0]
                )
            )
        os.execv(newer, [newer, *argv])  # noqa: S606


def _install(names: list[str]) -> None:
    """Make .venv and install the locked sets; quick when the stamps say that they are there."""
    if all(_is_installed(name) for name in names):
        return
    with _one_at_a_time():
        if not _is_whole():
            _make_venv()
        for name in names:
            if not _is_installed(name):
                _install_set(name)


def _install_set(name: str) -> None:
    say(f"Installing the packages of requirements/{name}.txt …")
    pip = [str(_venv_python()), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    lock = ["--require-hashes", "-r", str(_lock(name))]
    if subprocess.run([*pip, *lock], check=False).returncode:
        _fail("The packages could not be installed. Read what pip says above and try again.")
    _stamp(name).write_text(_wanted(name))


def _make_venv() -> None:
    say("Making the Python environment .venv …")
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info[1]}-venv"
        if not system.apt_install([package]):
            _fail(f"Python's venv is missing. Type: {system.apt_line([package])}")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        _fail("Python could not make .venv. Read what it says above and try again.")


def _is_whole() -> bool:
    """Whether .venv holds a Python with pip: not so after a cut-off start or a removed Python."""
    if not _venv_python().exists():
        return False
    asked = [str(_venv_python()), "-c", "import pip, sys; print(sys.prefix)"]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False)
    return answer.returncode == 0 and _same(answer.stdout.strip(), VENV)


def _is_installed(name: str) -> bool:
    stamp = _stamp(name)
    return _venv_python().exists() and stamp.exists() and stamp.read_text() == _wanted(name)


def _wanted(name: str) -> str:
    """What must be installed: this lock, under the Python that .venv points to."""
    lock = hashlib.sha256(_lock(name).read_bytes()).hexdigest()
    return f"{lock} {os.path.realpath(_venv_python())}\n"


def _lock(name: str) -> Path:
    return PROJECT / "requirements" / f"{name}.txt"


def _stamp(name: str) -> Path:
    return VENV / f"installed-{name}"


def _venv_python() -> Path:
    return VENV / "bin" / "python"


def _become(python: str) -> NoReturn:
    """Start again under another Python, with the options and arguments of this one."""
    sys.stdout.flush()
    os.execv(python, [python, *sys.orig_argv[1:]])  # noqa: S606


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands that start at once do not install into each other."""
    (PROJECT / "var").mkdir(exist_ok=True)
    with open(PROJECT / "var" / "bootstrap.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _same(one: str, other: str | Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _fail(sentence: str) -> NoReturn:
    sys.exit(sentence)
