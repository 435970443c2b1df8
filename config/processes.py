"""Processes as the system sees them, for what starts and ends them. Standard library only."""

import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

LOOPBACK = "127.0.0.1"


def command_of(pid: int) -> str:
    """The command line of a live process; empty for one that is gone, a zombie included."""
    if Path("/proc/self/stat").exists():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            command = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (OSError, IndexError, UnicodeDecodeError):
            return ""
    else:
        ask = ["ps", "-o", "stat=,command=", "-p", str(pid)]
        answer = subprocess.run(ask, capture_output=True, text=True, check=False)
        state, _, command = answer.stdout.strip().partition(" ")
    return "" if state.startswith(("Z", "X")) else command.strip()


def end_groups(leaders: list[int], patience: float) -> None:
    """Ask the leaders of process groups to end, wait, and end by force what is left of them."""
    for leader in leaders:
        with suppress(ProcessLookupError):
            os.kill(leader, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while any(map(command_of, leaders)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for leader in leaders:
        with suppress(ProcessLookupError):
            os.killpg(leader, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server can listen there, just after another did too."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def last_lines(log: Path, count: int = 12) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:]) if log.exists() else ""
