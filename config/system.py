"""The system's own libraries and programs: whether they are there, and how to get them.

Standard library only, like bootstrap.py, which starts it.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from config.console import say

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


class Need(NamedTuple):
    name: str
    gives: str
    is_met: Callable[[], object]
    apt: list[str]
    brew: list[str]
    commands: tuple[str, ...]


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


NEEDS = (
    Need(
        name="Pango",
        gives="PDF files",
        is_met=pango,
        apt=["libpangoft2-1.0-0", "libharfbuzz-subset0"],
        brew=["pango"],
        commands=("demo", "test"),
    ),
    Need(
        name="Chromium",
        gives="the browser tests",
        is_met=chromium,
        apt=["chromium"],
        brew=["--cask", "chromium"],
        commands=("test",),
    ),
    Need(
        name="Redis",
        gives="the tests of jobs over Redis",
        is_met=redis,
        apt=["redis-server"],
        brew=["redis"],
        commands=("test",),
    ),
)


def install(command: str, notes: Path) -> None:
    """Install what a command needs and lacks; each is tried once, which a file in notes records."""
    for need in missing(command):
        tried = notes / f"tried-{need.name.lower()}"
        if not tried.exists():
            tried.touch()
            _install(need)
        if not need.is_met():
            say(f"Going on without {need.gives}. To have them, type: {line(need)}")


def missing(command: str) -> list[Need]:
    return [need for need in NEEDS if command in need.commands and not need.is_met()]


def line(need: Need) -> str:
    """The one line to type."""
    if sys.platform == "darwin":
        return f"brew install {' '.join(need.brew)}"
    return apt_line(need.apt)


def apt_line(packages: list[str]) -> str:
    return f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def apt_install(packages: list[str]) -> bool:
    """Install Debian packages if this is root on Debian or its like; says whether it worked."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {' '.join(packages)} …")
    wanted = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return _run_quietly(["apt-get", "update"]) and _run_quietly(wanted)


def find_homebrew_libraries() -> None:
    """For the Python that starts next: the loader reads this once, at a process's start."""
    if sys.platform == "darwin":
        folders = ":".join([*HOMEBREW_LIBRARIES, "/usr/lib"])
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", folders)


def _install(need: Need) -> None:
    if sys.platform != "darwin":
        apt_install(need.apt)
    elif shutil.which("brew"):
        say(f"Installing {need.name} …")
        _run_quietly(["brew", "install", *need.brew])


def _run_quietly(command: list[str]) -> bool:
    ran = subprocess.run(
        command,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if ran.returncode:
        say(f"{' '.join(command)} failed: {ran.stderr.strip()[-300:]}")
    return ran.returncode == 0


def _library(name: str) -> str:
    """A library by its name, or by its place where Homebrew has it and the loader does not look."""
    places = [os.path.join(folder, name) for folder in HOMEBREW_LIBRARIES]
    return next(filter(os.path.exists, places), name)
