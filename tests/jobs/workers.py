"""Real workers in processes of their own, which tests kill."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from config import postgres
from tests.jobs import tasks
from tests.jobs.brokers import Broker

PATIENCE = 300.0  # on a busy machine a pack takes a quarter of a minute
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass
class Worker:
    process: subprocess.Popen
    log: Path
    inside: int

    def wait_until_inside(self, number: int) -> None:
        """Until so many pieces of work have said that they stopped."""
        said = b""
        deadline = time.monotonic() + PATIENCE
        while said.count(b"\n") < number:
            left = deadline - time.monotonic()
            if left < 0 or not select.select([self.inside], [], [], left)[0]:
                raise TimeoutError(f"Only {said!r} of {number}. The worker:\n{self.said()}")
            said += os.read(self.inside, 4096)

    def kill(self) -> None:
        """As when the machine is switched off: the worker with all its children."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def said(self) -> str:
        return self.log.read_text()


@contextmanager
def worker(
    broker: Broker,
    folder: Path,
    name: str,
    *,
    stops: list[str] | None = None,
    at_once: int = 2,
    include: str = "tests.jobs.tasks",
    **environment: str,
) -> Iterator[Worker]:
    """A worker on the database that this process uses now; killed at the end of the block."""
    pipe, log = folder / f"{name}.inside", folder / f"{name}.log"
    os.mkfifo(pipe)
    inside = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    told = {tasks.STOPS: ",".join(stops or []), tasks.INSIDE: str(pipe)}
    command = [sys.executable, "-m", "celery", "--app", "config", "worker", *ALONE]
    command += ["--concurrency", str(at_once), "--loglevel", "INFO", "--include", include]
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=settings.BASE_DIR,
            env=_house() | broker.environment | told | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    running = Worker(process, log, inside)
    try:
        yield running
    finally:
        if process.poll() is None:
            running.kill()
        os.close(inside)


def wait_until(true: Callable[[], bool], running: Worker) -> None:
    """Looks again at each piece of work that commits; word of one may come with an answer."""
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {tasks.CHANNEL}")
    listening = connection.connection
    deadline = time.monotonic() + PATIENCE
    while not true():
        left = deadline - time.monotonic()
        if not listening.notifies and not select.select([listening], [], [], max(left, 0))[0]:
            raise TimeoutError(f"It did not become so. The worker:\n{running.said()}")
        listening.poll()
        listening.notifies.clear()


def _house() -> dict[str, str]:
    """The environment of a machine with nothing but this database."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEND_")}
    url = os.environ.get("DATABASE_URL") or postgres.urls()[0]
    database = urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return kept | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "config.settings"}
