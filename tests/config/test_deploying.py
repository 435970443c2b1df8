"""The commands of a deployment, run for real in the order in which it runs them.

In place of containers: the private server, and each command with its container's environment.
"""

import os
import re
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from config import postgres
from config.processes import free_port
from tests.config.deployment import (
    HOUSE,
    SERVICES,
    asked_of_env,
    block_of_docs,
    environment,
    serve_command,
)

ENV = dict.fromkeys(asked_of_env(), "") | {
    "SEND_EMAIL_HOST": "mail.example",
    "SEND_FROM_EMAIL": "SEND cluster <send@cluster.example>",
    "SEND_HOSTS": ".cluster.example,other.example",
    "SEND_SECRET_KEY": "0123456789" * 5,
    "SEND_SITE_URL": "https://cluster.example",
}
NAME = f"deployed_{os.getpid()}"
PROGRAMS = {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.defpath])}


def container(service):
    """The environment of a container, with the private server in place of db."""
    app_url, owner_url = postgres.urls(NAME)
    given = environment(service, ENV)
    urls = {"DATABASE_URL": app_url, "DATABASE_OWNER_URL": owner_url}
    return PROGRAMS | given | {name: urls[name] for name in urls if name in given}


def run(service):
    return subprocess.run(
        SERVICES[service]["command"].split(),
        cwd=HOUSE,
        env=container(service),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def migrated():
    """A database that the migration of the compose file has made."""
    postgres.drop_database(NAME)
    done = run("migrate")
    yield done
    postgres.drop_database(NAME)


def health(port, **changed):
    program, script = SERVICES["web"]["healthcheck"]["test"][1:]
    return subprocess.run(
        [program, script, str(port)],
        cwd=HOUSE,
        env=container("web") | changed,
        capture_output=True,
        text=True,
    )


@contextmanager
def web_server(**changed):
    port = free_port()
    command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in serve_command()]
    server = subprocess.Popen(
        command,
        cwd=HOUSE,
        env=container("web") | changed,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield server, port
    finally:
        server.terminate()
        server.wait()


def test_the_migration_runs_with_what_its_container_has(migrated):
    assert migrated.returncode == 0, migrated.stderr


def test_the_check_passes_with_what_its_container_has(migrated):
    checked = run("check")

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("System check identified no issues")


def until_healthy(server, port):
    deadline = time.monotonic() + 60
    while health(port).returncode and server.poll() is None:
        assert time.monotonic() < deadline
    return health(port).returncode == 0


def test_the_web_server_serves_with_what_its_container_has(migrated):
    with web_server() as (server, port):
        assert until_healthy(server, port)
        assert "400" in health(port, SEND_HOSTS="elsewhere.example").stderr
    assert "does not answer as cluster.example" in health(port).stderr


def test_a_database_that_is_away_makes_no_web_server_unhealthy(migrated):
    with web_server(DATABASE_URL="postgres://send_app@127.0.0.1:1/send") as (server, port):
        assert until_healthy(server, port)


def ticks(folder):
    test = SERVICES["beat"]["healthcheck"]["test"][1].replace("find /tmp", f"find {folder}")
    return not subprocess.run(["sh", "-c", test], capture_output=True).returncode


def test_the_clock_is_healthy_while_it_ticks(tmp_path):
    before = ticks(tmp_path)
    beat = subprocess.Popen(
        SERVICES["beat"]["command"].split(),
        cwd=HOUSE,
        env=container("beat") | {"TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not ticks(tmp_path):
            assert time.monotonic() < deadline
    finally:
        beat.terminate()
        beat.wait()
    ten_minutes_ago = time.time() - 600
    os.utime(tmp_path / "ticked", (ten_minutes_ago, ten_minutes_ago))

    assert (before, ticks(tmp_path)) == (False, False)


# --- back up and restore

# What a container would run is run here; starting and stopping containers is left out.
STAND_IN = """
set -euo pipefail
docker-compose() { if [ "$1 $2" = "exec -T" ]; then shift 3; "$@"; fi; }
"""


def as_written(commands, folder):
    """Run commands of the docs on the database of this test."""
    passwords = postgres.passwords()
    here = commands.replace("/docker-entrypoint-initdb.d/", f"{HOUSE}/config/")
    return subprocess.run(
        ["bash", "-c", STAND_IN + re.sub(r"\bsend\b(?!\.dump)", NAME, here)],
        cwd=folder,
        env={
            "PATH": os.pathsep.join([str(postgres.programs()), os.defpath]),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(urlsplit(postgres.urls(NAME)[0]).port),
            "PGPASSWORD": passwords["postgres"],
            "SEND_OWNER_PASSWORD": passwords["send_owner"],
            "SEND_APP_PASSWORD": passwords["send_app"],
        },
        capture_output=True,
        text=True,
    )


WALLS = ("ALTER ", "CREATE POLICY ", "CREATE TRIGGER ", "GRANT ", "REVOKE ")


def walls(folder):
    """Owners, rights, policies and triggers, as the lines that make them."""
    said = as_written("pg_dump --username=postgres --schema-only send", folder).stdout
    return [line for line in said.splitlines() if line.startswith(WALLS)]


def as_app(sql):
    connection = psycopg2.connect(postgres.urls(NAME)[0])
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


ADD_LINE = """
    INSERT INTO core_auditline (at, verb, model, record_id, detail)
    VALUES (now(), '{}', 'school', 1, '{{}}')
"""


def test_the_restore_of_the_docs_brings_back_all_and_its_walls(migrated, tmp_path):
    as_app(ADD_LINE.format("before"))
    before = walls(tmp_path)

    backed_up = as_written(block_of_docs("Back up"), tmp_path)
    as_app(ADD_LINE.format("after"))
    restored = as_written(block_of_docs("Restore"), tmp_path)

    assert (backed_up.returncode, backed_up.stderr) == (0, "")
    assert (restored.returncode, restored.stderr) == (0, "")
    assert as_app("SELECT verb FROM core_auditline") == [("before",)]
    assert walls(tmp_path) == before
    assert {"ALTER TABLE ONLY public.panels_vote FORCE ROW LEVEL SECURITY;"} < set(before)
    assert run("check").returncode == 0
