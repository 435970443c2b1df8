"""What `manage.py` does before Django: Python, .venv, the locked packages, system libraries.

Standard library only, and written so that an old Python can read it far enough to say what is
wrong. What cannot be installed is named with the one line to type, and the start goes on.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

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
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_CHROMIUMS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PANGO = {
    "linux": ("libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0"),
    "darwin": ("libpangoft2-1.0.dylib", "libharfbuzz-subset.dylib"),
}
HOMEBREW_LIBRARIES = ("/opt/homebrew/lib", "/usr/local/lib")


def ensure(argv: list[str]) -> None:
    """Return inside .venv with what the command needs installed; start again there if need be."""
    _ensure_python(argv)
    command = argv[1] if len(argv) > 1 else ""
    inside = _same(sys.prefix, VENV)
    if not inside or command in {"demo", "test"}:
        _install(["run", "test"] if command == "test" else ["run"])
    if command in {"demo", "test"}:
        _install_system(command)
    if inside:
        os.environ.pop(CHANGED, None)
        return
    if os.environ.get(CHANGED):
        _fail(f"Python does not start in {VENV}. Unset PYTHONHOME, or remove .venv, and try again.")
    os.environ[CHANGED] = "1"
    os.environ.pop("__PYVENV_LAUNCHER__", None)
    _become(str(_venv_python()))


def chromium() -> str | None:
    """The browser for the browser tests; None where there is none."""
    found = [shutil.which(name) for name in CHROMIUMS]
    found += [path for path in MAC_CHROMIUMS if os.path.exists(path)]
    return next(filter(None, found), None)


def redis() -> str | None:
    """The Redis server for the tests of jobs; None where there is none."""
    return shutil.which("redis-server")


def pango() -> bool:
    """Whether the libraries that WeasyPrint needs for PDF files can be loaded."""
    try:
        for name in PANGO.get(sys.platform, ()):
            ctypes.CDLL(_library(name))
    except OSError:
        return False
    return True


# --- Python and its packages


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
    _say(f"Installing the packages of requirements/{name}.txt …")
    pip = [
        str(_venv_python()),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    lock = ["--require-hashes", "-r", str(_lock(name))]
    if subprocess.run([*pip, *lock], check=False).returncode:
        _fail("The packages could not be installed. Read what pip says above and try again.")
    _stamp(name).write_text(_wanted(name))


def _make_venv() -> None:
    _say("Making the Python environment .venv …")
    if importlib.util.find_spec("ensurepip") is None:
        package = f"python3.{sys.version_info[1]}-venv"
        if not _apt_install([package]):
            _fail(f"Python's venv is missing. Type: {_apt_line([package])}")
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


# --- what the system gives


def _install_system(command: str) -> None:
    """What is missing of Pango, and for tests Chromium and Redis; each is tried once."""
    if sys.platform == "darwin":
        _find_homebrew_libraries()
    for what, is_there, apt, brew in (
        ("PDF files", pango(), ["libpangoft2-1.0-0", "libharfbuzz-subset0"], ["pango"]),
        ("browser tests", command != "test" or chromium(), ["chromium"], []),
        (
            "tests of jobs with Redis",
            command != "test" or redis(),
            ["redis-server"],
            ["redis"],
        ),
    ):
        if not is_there:
            _install_library(what, apt, brew)


def _install_library(what: str, apt: list[str], brew: list[str]) -> None:
    tried = VENV / f"tried-{apt[0]}"
    may_try = not tried.exists()
    tried.touch()
    if sys.platform == "darwin":
        brewed = ["brew", "install", *brew]
        if may_try and brew and shutil.which("brew") and _run_quietly(brewed):
            return
        line = " ".join(brewed) if brew else "open https://www.chromium.org/getting-involved/"
    else:
        if may_try and _apt_install(apt):
            return
        line = _apt_line(apt)
    _say(f"Going on without {what}. To have them, type: {line}")


def _apt_install(packages: list[str]) -> bool:
    """Install Debian packages if this is root on Debian or its like; says whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    _say(f"Installing {' '.join(packages)} …")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return _run_quietly(["apt-get", "update"]) and _run_quietly(install)


def _apt_line(packages: list[str]) -> str:
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def _run_quietly(command: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    ran = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ran.returncode:
        _say(f"{' '.join(command)} failed: {ran.stderr.strip()[-300:]}")
    return ran.returncode == 0


def _library(name: str) -> str:
    """A library by its name, or by its place where Homebrew has it and the loader does not look."""
    places = [os.path.join(folder, name) for folder in HOMEBREW_LIBRARIES]
    return next(filter(os.path.exists, places), name)


def _find_homebrew_libraries() -> None:
    os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", ":".join([*HOMEBREW_LIBRARIES, "/usr/lib"]))


def _same(one: str, other: str | Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _say(sentence: str) -> None:
    print(sentence, flush=True)


def _fail(sentence: str) -> NoReturn:
    sys.exit(sentence)
