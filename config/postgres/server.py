"""The private server as a process: made, started, found, stopped."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from config.postgres.places import as_root, data, for_tests, home, passwords, programs
from config.processes import command_of, free_port, last_lines

STARTS = 8
PATIENCE = 60.0
# No process has this number, so the server takes a lock file that names it for a dead one's.
NOBODY_PID = 2**31 - 1


@dataclass(frozen=True)
class Postmaster:
    pid: int
    port: int
    status: str


def running() -> Postmaster | None:
    """The live server, once it is ready; None when there is none."""
    deadline = time.monotonic() + PATIENCE
    while (found := _postmaster()) and _is_ours(found.pid):
        if found.status == "ready":
            return found
        if time.monotonic() > deadline:
            raise SystemExit(
                f"PostgreSQL (process {found.pid}) is {found.status} and does not get on."
            )
        time.sleep(0.05)
    return None


def _postmaster() -> Postmaster | None:
    """What postmaster.pid says: 1 process, 4 port, 8 status. Half-written reads as starting."""
    try:
        lines = (data() / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else 0
    status = lines[7].strip() if len(lines) > 7 else "starting"
    return Postmaster(pid=pid, port=port, status=status)


def _is_ours(pid: int) -> bool:
    """Whether a process lives and is the server of this data folder."""
    return str(data()) in command_of(pid)


def _forget_dead_server() -> None:
    """A killed server can leave a zombie, or its number to another process: neither is in the way.

    The lock file stays, with a number nobody has, since it also leads the new server to the old
    one's shared memory: it waits for what is left of it rather than writing beside it.
    """
    lock_file = data() / "postmaster.pid"
    if lock_file.exists():
        lines = lock_file.read_text().splitlines()
        lock_file.write_text("\n".join([str(NOBODY_PID), *lines[1:]]) + "\n")


def launch() -> int:
    """Start the server and give its port; another process may take a port that was just free."""
    _forget_dead_server()
    log = data() / "server.log"
    command = ("start", "-D", str(data()), "-l", str(log), "-w", "-t", str(int(PATIENCE)))
    for attempt in range(STARTS):
        time.sleep(0.25 * attempt)
        port = free_port()
        _write_settings(port)
        log.unlink(missing_ok=True)
        started = _pg("pg_ctl", *command, check=False)
        if started.returncode == 0:
            return port
    said = last_lines(log) or started.stderr
    if for_tests():
        shutil.rmtree(data())
        raise SystemExit(f"The tests' PostgreSQL did not start and was removed. Try again.\n{said}")
    raise SystemExit(
        f"PostgreSQL did not start. If {home()} holds nothing you need, remove it.\n{said}"
    )


def halt() -> None:
    _pg("pg_ctl", "stop", "-D", str(data()), "-m", "fast", "-w", "-t", str(int(PATIENCE)))


def _write_settings(port: int) -> None:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "max_connections": 200,
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "synchronous_commit": "off",
        "fsync": "off" if for_tests() else "on",
        "full_page_writes": "off" if for_tests() else "on",
        # Neither a statement nor the values of a broken rule belong in a log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
    _write_for_server("postgresql.conf", text)
    _write_for_server("pg_hba.conf", "host all all 127.0.0.1/32 scram-sha-256\n")


def _write_for_server(name: str, text: str) -> None:
    (data() / name).write_text(text)
    os.chmod(data() / name, 0o644)


def make_data() -> None:
    if data().exists():
        return
    fresh = home() / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = home() / "password.new"
    password.touch(mode=0o600)
    password.write_text(passwords()["postgres"])
    if user := _server_user():
        os.chown(fresh, user.pw_uid, user.pw_gid)
        os.chown(password, user.pw_uid, user.pw_gid)
    locale = "en_GB.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    made = ("-D", str(fresh), "-U", "postgres", "-E", "UTF8", "--locale", locale)
    _pg("initdb", *made, "-A", "scram-sha-256", f"--pwfile={password}")
    password.unlink()
    fresh.rename(data())


def _server_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if as_root() else None


def _pg(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user."""
    user = _server_user()
    other: dict[str, Any] = {}
    if user:
        other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [str(programs() / program), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=home(),
        env={"PATH": os.defpath, "LC_ALL": "C"},
        **other,
    )
    if check and done.returncode:
        raise SystemExit(f"PostgreSQL's {program} failed.\n{done.stdout}{done.stderr}")
    return done
