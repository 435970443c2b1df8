"""Processes that belong together: started, watched and ended as one. Standard library only.

A list of them lies beside their logs, so that the next start ends what a killed one left over.
"""

import contextlib
import fcntl
import json
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn, TextIO

from config.console import say
from config.processes import command_of, end_groups, last_lines

ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A worker in the middle of a task gets this long to finish; the sweep of jobs mends the rest.
TIME_TO_END = 8.0


class Ended(BaseException):
    """Somebody asked for the end."""


class DiedError(Exception):
    """One of the processes ended by itself."""


class TakenError(Exception):
    """Another process holds the folder; the text is what it wrote there."""


@dataclass(frozen=True)
class Child:
    name: str
    log: Path
    process: subprocess.Popen[bytes]


class Supervisor:
    """Used in a with statement: its end is the end of all that it started."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.children: list[Child] = []

    def __enter__(self) -> "Supervisor":
        if self.end_leftovers():
            say("Ended what an earlier start had left running.")
        return self

    def __exit__(self, *raised: object) -> None:
        self.end()

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Start a process in a group of its own, out of reach of the terminal's Ctrl-C."""
        log = self.folder / f"{name}.log"
        # The end waits until the new process is on the list, and only here: not in the process.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        try:
            with log.open("wb") as output:
                process = subprocess.Popen(
                    command,
                    env=environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_SETMASK, before),
                )
            self.children.append(Child(name, log, process))
            self._remember()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def check(self) -> None:
        for child in self.children:
            if child.process.poll() is not None:
                raise DiedError(
                    f"The {child.name} ended by itself (code {child.process.returncode})."
                    f" The end of {child.log}:\n{last_lines(child.log)}"
                )

    def end(self) -> None:
        """End all at once. From here on nothing interrupts."""
        _ignore_endings()
        end_groups([child.process.pid for child in self.children], TIME_TO_END)
        for child in self.children:
            child.process.wait()
        self.children.clear()
        self._list().unlink(missing_ok=True)

    def end_leftovers(self) -> bool:
        """End what a supervisor that was killed left running; says whether there was any."""
        left = json.loads(self._list().read_text() or "{}") if self._list().exists() else {}
        # The number of a process that is gone may be somebody else's by now.
        ours = [int(pid) for pid, command in left.items() if command_of(int(pid)) == command]
        end_groups(ours, TIME_TO_END)
        self._list().unlink(missing_ok=True)
        return bool(ours)

    def _remember(self) -> None:
        pids = [child.process.pid for child in self.children]
        fresh = self._list().with_suffix(".new")
        fresh.write_text(json.dumps({pid: command_of(pid) for pid in pids}))
        fresh.rename(self._list())

    def _list(self) -> Path:
        return self.folder / "children.json"


def listen_for_the_end() -> None:
    """From here on Ctrl-C, SIGTERM and a closed terminal raise Ended, once.

    A shell starts what it puts in the background with SIGINT ignored, so each is set by hand; a
    SIGHUP that is ignored was meant to be, by nohup.
    """
    for ending in ENDINGS:
        if ending != signal.SIGHUP or signal.getsignal(ending) != signal.SIG_IGN:
            signal.signal(ending, _raise_ended)


def _raise_ended(number: int, frame: FrameType | None) -> NoReturn:
    _ignore_endings()
    raise Ended


def _ignore_endings() -> None:
    for ending in ENDINGS:
        signal.signal(ending, signal.SIG_IGN)


@contextlib.contextmanager
def only_one(folder: Path) -> Iterator[TextIO]:
    """Hold a folder for this process; give a file to write where the others find it."""
    with open(folder / "lock", "a+") as lock:
        lock.seek(0)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TakenError(lock.read().strip()) from None
        lock.truncate(0)
        yield lock
