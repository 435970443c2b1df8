"""Who uses the private server: locks that end with the process that holds them."""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from config.postgres.places import home, make_home

_hold: int | None = None


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One process at a time starts, stops or changes the server."""
    handle = os.open(make_home() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def join() -> None:
    """Count this process among the users, once."""
    global _hold
    if _hold is None:
        _hold = _open()
        fcntl.flock(_hold, fcntl.LOCK_SH)


def leave() -> None:
    """Count it no more. Closing, not unlocking: what was forked from it keeps its hold."""
    global _hold
    if _hold is not None:
        os.close(_hold)
        _hold = None


def anybody() -> bool:
    handle = _open()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _open() -> int:
    return os.open(home() / "users", os.O_RDWR | os.O_CREAT, 0o600)
