"""The demonstration started, ended and killed for real, over a product of one table."""

import json
import os
import re
import signal
import socket
import sys
import time
import urllib.request
from contextlib import suppress

import psutil
import pytest

from tests.config import toy

DEMO = "import sys; from config import demo; sys.exit(demo.run(sys.argv[1:]))"
ENDED = ["Ending the demonstration …", "The demonstration has ended."]
# What the shell may hold; the demonstration takes none of it.
OF_A_DEPLOYMENT = {
    "DATABASE_URL": "postgres://send_app:secret@db.example/send",
    "DATABASE_OWNER_URL": "postgres://send_owner:secret@db.example/send",
    "REDIS_URL": "redis://redis.example",
}


@pytest.fixture
def demonstration(project):
    for path, text in toy.FILES.items():
        project.write(path, text)
    (project.folder / ".venv").symlink_to(sys.prefix)
    demonstration = Demonstration(project)

    yield demonstration

    for process in project.started:
        process.kill()
    for group in demonstration.children():
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


class Demonstration:
    def __init__(self, project):
        self.project = project

    def start(self, *, port=None, ignoring=(), **environment):
        """Start it, with signals ignored as a background shell has it; give it once it is ready."""
        python = self.project.folder / ".venv" / "bin" / "python"
        options = ["--no-browser", "--port", str(port or a_port())]
        before = {number: signal.signal(number, signal.SIG_IGN) for number in ignoring}
        process = self.project.start(python, "-c", DEMO, *options, **environment)
        for number, handler in before.items():
            signal.signal(number, handler)
        return process, read_until(process, "End it with Ctrl-C.")

    def children(self):
        """The process groups of the worker and of the web server."""
        file = self.project.folder / "var" / "demo" / "children.json"
        return [int(pid) for pid in json.loads(file.read_text())] if file.exists() else []

    def database_is_running(self):
        script = "from config import postgres; print(postgres.is_running())"
        return self.project.python(script).stdout.strip() == "True"


def a_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_until(process, line):
    said = []
    for got in process.stdout:
        said.append(got.strip())
        if got.strip() == line:
            break
    return said


def address(said):
    return re.search(r"http://127.0.0.1:\d+", " ".join(said)).group()


def page(said, path):
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{address(said)}/{path}", timeout=10) as answer:
        return answer.read().decode()


def is_alive(group):
    """Whether any process of the group lives; a zombie that nobody has buried does not."""
    return any(pgid(process) == group for process in psutil.process_iter())


def pgid(process):
    with suppress(psutil.NoSuchProcess, ProcessLookupError):
        if process.status() != psutil.STATUS_ZOMBIE:
            return os.getpgid(process.pid)
    return None


def rest_of(process):
    return process.communicate(timeout=60)[0].strip().splitlines()


def wait_for(condition):
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_all_of_it_ends_when_told_even_in_the_background(demonstration, ending):
    process, said = demonstration.start(ignoring=[signal.SIGINT], **OF_A_DEPLOYMENT)
    children = demonstration.children()

    assert [page(said, "health"), page(said, "owner")] == ["ok", "False"]
    assert "Amina runs North" in said
    wait_for(lambda: page(said, "things") == "loaded tick")
    process.send_signal(ending)

    assert rest_of(process) == ENDED
    assert process.returncode == 0
    assert [is_alive(group) for group in children] == [False, False]
    assert not demonstration.database_is_running()


def test_a_demonstration_that_nohup_started_outlives_its_terminal(demonstration):
    process, said = demonstration.start(ignoring=[signal.SIGHUP])

    process.send_signal(signal.SIGHUP)
    still = page(said, "health")
    process.terminate()

    assert still == "ok"
    assert rest_of(process) == ENDED


def test_a_second_start_keeps_the_database_and_a_changed_migration_remakes_it(demonstration):
    making = "Making the database …"
    remaking = "The database is of another version of the product: making it anew …"
    process, first = demonstration.start()
    process.terminate()
    process.wait()
    process, second = demonstration.start()
    wait_for(lambda: page(second, "things") == "loaded tick")
    process.terminate()
    process.wait()
    migration = demonstration.project.folder / "toy/migrations/0001_initial.py"
    migration.write_text(migration.read_text() + "# changed\n")

    _, third = demonstration.start()

    assert [line for line in first + second + third if "aking" in line] == [making, remaking]


def test_a_killed_demonstration_is_cleared_away_by_the_next(demonstration):
    port = a_port()
    process, _ = demonstration.start(port=port)
    left = demonstration.children()
    process.kill()
    process.wait()

    _, said = demonstration.start(port=port)

    assert "Ended what an earlier start had left running." in said
    assert [is_alive(group) for group in left] == [False, False]
    assert address(said) == f"http://127.0.0.1:{port}"
    assert page(said, "health") == "ok"


@pytest.mark.parametrize(("place", "name"), [(0, "worker"), (1, "web server")])
def test_when_one_part_dies_it_is_named_and_the_rest_ends(demonstration, place, name):
    process, _ = demonstration.start()
    children = demonstration.children()

    os.kill(children[place], signal.SIGKILL)
    said = rest_of(process)

    assert said[0].startswith(f"The {name} ended by itself (code -9). The end of ")
    assert len(said) > 1
    assert process.returncode == 1
    assert [is_alive(group) for group in children] == [False, False]


def test_when_the_database_dies_the_rest_ends(demonstration):
    process, _ = demonstration.start()
    children = demonstration.children()
    lock_file = demonstration.project.database_folder() / "main" / "data" / "postmaster.pid"

    os.kill(int(lock_file.read_text().split()[0]), signal.SIGKILL)

    said = "The database ended by itself. Start the demonstration again."
    assert rest_of(process) == [said]
    assert process.returncode == 1
    assert [is_alive(group) for group in children] == [False, False]


def test_a_port_in_use_is_passed_by_and_said(demonstration):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        _, said = demonstration.start(port=port)

    assert any(line.startswith(f"Port {port} is in use") for line in said)
    assert address(said) != f"http://127.0.0.1:{port}"
    assert page(said, "health") == "ok"


def test_a_second_one_beside_the_first_says_where_the_first_is(demonstration):
    _, said = demonstration.start()

    second, refusal = demonstration.start()

    assert refusal == [f"The demonstration runs already: {address(said)}"]
    assert second.wait() == 1
    assert page(said, "health") == "ok"
    assert [is_alive(group) for group in demonstration.children()] == [True, True]


def test_a_failing_step_is_shown_with_the_end_of_its_log(demonstration):
    demonstration.project.write(
        "toy/management/commands/load_demo.py",
        "from django.core.management.base import BaseCommand, CommandError\n\n\n"
        "class Command(BaseCommand):\n"
        "    def handle(self, **options):\n"
        "        raise CommandError('No school here.')\n",
    )

    process, said = demonstration.start()

    assert said[-2].startswith("manage.py load_demo failed. The end of ")
    assert said[-1] == "CommandError: No school here."
    assert process.wait() == 1
    assert not demonstration.database_is_running()
