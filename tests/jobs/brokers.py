"""The brokers that workers share with whoever sends: a folder of files, and a real Redis."""

import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from config import system
from config.celery import app, broker_settings


@dataclass(frozen=True)
class Broker:
    """`environment` names it to a worker; `wipe` loses everything that waits in it."""

    environment: dict[str, str]
    wipe: Callable[[], None]
    messages: Callable[[], list[bytes]]


@contextmanager
def files(folder: Path) -> Iterator[Broker]:
    settings = broker_settings("", folder)
    queue = folder / "broker" / "queue"

    def wipe() -> None:
        for message in queue.iterdir():
            message.unlink()

    def messages() -> list[bytes]:
        return [message.read_bytes() for message in sorted(queue.iterdir())]

    with sending_to(settings):
        yield Broker({"SEND_VAR": str(folder), "REDIS_URL": ""}, wipe, messages)


@contextmanager
def redis_server(folder: Path) -> Iterator[Broker]:
    """A server of the test's own on a free port, keeping an append-only file as in production."""
    port = free_port()
    options = {"port": port, "bind": "127.0.0.1", "dir": folder, "save": ""}
    options |= {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with (folder / "redis.log").open("w") as log:
        server = subprocess.Popen(["redis-server", *words], stdout=log, stderr=log)
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis.from_url(url, retry=Retry(ConstantBackoff(0.05), 200))
    try:
        client.ping()
        with sending_to(broker_settings(url, folder)):
            yield Broker(
                {"SEND_VAR": str(folder), "REDIS_URL": url},
                client.flushall,
                lambda: client.lrange("celery", 0, -1),
            )
    finally:
        client.close()
        server.kill()
        server.wait()


# Without the Redis server its tests are not collected; the test command says so at its end.
BROKERS = {"files": files} | ({"redis": redis_server} if system.redis() else {})


@contextmanager
def sending_to(settings: dict[str, Any]) -> Iterator[None]:
    """What this process sends goes to another broker."""
    settings = {"broker_transport": None} | settings
    before = {key: app.conf[key] for key in settings}
    _point_at(settings)
    try:
        yield
    finally:
        app.pool.force_close_all()
        _point_at(before)


def _point_at(settings: dict[str, Any]) -> None:
    app.conf.update(settings)
    app._after_fork()  # forgets the connections to the broker of before


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
