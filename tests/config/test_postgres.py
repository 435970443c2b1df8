"""The private server, started and killed for real in a project of its own."""

import json
import os
import signal
import stat
import subprocess
import sys

import psycopg2
import pytest

URLS = "from config import postgres; print(*postgres.urls(), flush=True)"
HOLD = f"{URLS}; input()"
RUNNING = "from config import postgres; print(postgres.is_running())"


@pytest.fixture(scope="module")
def held(shared_project):
    """The addresses of a running server's database, for the app role and for the owner."""
    holder = shared_project.start(sys.executable, "-c", HOLD)
    return holder.stdout.readline().split()


def in_database(url, name):
    return url.removesuffix("/send") + f"/{name}"


def rows(url, sql):
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def do_alone(url, sql):
    """What PostgreSQL refuses inside a transaction."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(sql)
    connection.close()


def let_go(process):
    process.communicate("\n", timeout=60)


def server_pid(project):
    return int((project.database_folder() / "main/data/postmaster.pid").read_text().split()[0])


def is_running(project):
    return project.python(RUNNING).stdout.strip() == "True"


def test_app_role_reads_and_writes_what_the_owner_makes_and_nothing_more(held):
    app, owner = held
    rows(owner, "CREATE TABLE thing (id serial PRIMARY KEY, name text)")

    rows(app, "INSERT INTO thing (name) VALUES ('one'), ('two')")
    rows(app, "UPDATE thing SET name = 'three' WHERE name = 'two'")
    rows(app, "DELETE FROM thing WHERE name = 'one'")

    assert rows(app, "SELECT name FROM thing") == [("three",)]
    for refused in (
        "TRUNCATE thing",
        "ALTER TABLE thing ADD other int",
        "CREATE TABLE other ()",
        "CREATE TRIGGER t AFTER DELETE ON thing EXECUTE FUNCTION unique_key_recheck()",
        "SET ROLE send_owner",
    ):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            rows(app, refused)


def test_neither_role_is_above_the_rules(held):
    app, _ = held

    found = rows(
        app,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname LIKE 'send%' ORDER BY rolname",
    )

    assert found == [
        ("send_app", False, False, False, False),
        ("send_owner", False, False, False, True),
    ]
    member = "SELECT pg_has_role('send_app', 'send_owner', 'MEMBER')"
    assert rows(app, member) == [(False,)]


def test_owner_clones_a_database_and_the_clone_keeps_the_rights(held):
    app, owner = held
    rows(owner, "CREATE TABLE copied (name text)")
    do_alone(in_database(owner, "postgres"), "CREATE DATABASE twin TEMPLATE send")

    rows(in_database(app, "twin"), "INSERT INTO copied VALUES ('one')")

    assert rows(in_database(app, "twin"), "SELECT * FROM copied") == [("one",)]


def test_a_database_that_the_owner_makes_afresh_has_the_rights(held):
    app, owner = held
    do_alone(in_database(owner, "postgres"), "CREATE DATABASE fresh")
    rows(in_database(owner, "fresh"), "CREATE TABLE thing (name text)")

    rows(in_database(app, "fresh"), "INSERT INTO thing VALUES ('one')")

    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        rows(in_database(app, "fresh"), "TRUNCATE thing")


def test_server_listens_to_this_machine_alone_and_asks_for_a_password(shared_project, held):
    app, _ = held

    assert rows(app, "SHOW listen_addresses") == [("127.0.0.1",)]
    lock_file = shared_project.database_folder() / "main" / "data" / "postmaster.pid"
    assert lock_file.read_text().splitlines()[4] == ""
    with pytest.raises(psycopg2.OperationalError, match="password"):
        rows("postgres://send_app:wrong@" + app.partition("@")[2], "SELECT 1")
    file = shared_project.database_folder() / "main" / "passwords.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(json.loads(file.read_text())) == {"postgres", "send_owner", "send_app"}


def test_server_is_left_as_it_was_found(project):
    before = is_running(project)
    project.python(URLS)
    after = is_running(project)

    assert (before, after) == (False, False)


def test_server_stays_while_another_command_uses_it_and_goes_with_the_last(project):
    first = project.start(sys.executable, "-c", HOLD)
    first_urls = first.stdout.readline()
    second = project.start(sys.executable, "-c", HOLD)
    second_urls = second.stdout.readline()

    let_go(first)
    with_one_left = is_running(project)
    let_go(second)

    assert first_urls == second_urls
    assert (with_one_left, is_running(project)) == (True, False)


def test_a_process_forked_from_a_user_keeps_the_server(project):
    fork = f"import os; {URLS}; os.fork() and os._exit(0); input()"
    parent = project.start(sys.executable, "-c", fork)
    parent.stdout.readline()
    parent.wait(timeout=60)

    project.python(URLS)
    with_child = is_running(project)
    let_go(parent)
    project.python(URLS)

    assert (with_child, is_running(project)) == (True, False)


def test_commands_that_start_at_once_share_one_server(project):
    users = [project.start(sys.executable, "-c", HOLD) for _ in range(4)]

    assert len({user.stdout.readline() for user in users}) == 1


def test_a_killed_user_does_not_keep_the_server_from_ending(project):
    user = project.start(sys.executable, "-c", HOLD)
    user.stdout.readline()
    user.send_signal(signal.SIGKILL)
    user.wait()

    left_over = is_running(project)
    project.python(URLS)

    assert (left_over, is_running(project)) == (True, False)


def test_a_killed_server_comes_back_with_its_data(project):
    _, owner = project.start(sys.executable, "-c", HOLD).stdout.readline().split()
    rows(owner, "SET synchronous_commit = on; CREATE TABLE thing AS SELECT 'one' AS name")
    os.kill(server_pid(project), signal.SIGKILL)

    again = project.start(sys.executable, "-c", HOLD).stdout.readline().split()

    assert rows(again[1], "SELECT * FROM thing") == [("one",)]


@pytest.mark.parametrize("kind", ["zombie", "stranger"])
def test_a_lock_file_that_names_another_process_is_not_in_the_way(project, kind):
    project.python(URLS)
    other = subprocess.Popen(["true"] if kind == "zombie" else ["sleep", "60"])
    if kind == "zombie":
        os.waitid(os.P_PID, other.pid, os.WEXITED | os.WNOWAIT)
    lock_file = project.database_folder() / "main" / "data" / "postmaster.pid"
    lock_file.write_text(f"{other.pid}\n{lock_file.parent}\n0\n5432\n\n127.0.0.1\n\nready   \n")

    started = project.python(URLS)
    other.kill()
    other.wait()

    assert started.stdout.startswith("postgres://send_app:")


def test_the_set_up_that_was_cut_off_is_made_again(project):
    project.python("from config.postgres import places as p; p.make_home(); p.passwords()")
    half = project.database_folder() / "main" / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("16")

    assert project.python(URLS).stdout.startswith("postgres://send_app:")


def test_tests_have_a_fast_server_of_their_own(project):
    show = (
        "import psycopg2; from config import postgres;"
        " cursor = psycopg2.connect(postgres.urls()[0]).cursor();"
        " cursor.execute('SHOW fsync'); print(cursor.fetchone()[0])"
    )

    assert project.python(show).stdout == "on\n"
    assert project.python(show, SEND_TEST="1").stdout == "off\n"
    folder = project.database_folder()
    assert {path.name for path in folder.iterdir() if path.name in ("main", "test")} == {
        "main",
        "test",
    }


def test_a_note_lives_and_dies_with_its_database(project):
    script = (
        "from config import postgres as p; p.urls('send_demo');"
        " print(p.note('send_demo'));"
        " p.set_note('send_demo', \"it's\"); print(p.note('send_demo'));"
        " p.drop_database('send_demo'); print(p.note('send_demo'))"
    )

    assert project.python(script).stdout == "\nit's\n\n"
