"""`python3 manage.py demo`: a demonstration of the whole product, on this machine alone.

Makes what it needs, starts a web server and a worker, and ends them when it is told to end or
when one of them dies. Standard library only; Django runs in the processes it starts.
"""

import argparse
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterable
from pathlib import Path

from config import postgres
from config.console import say
from config.processes import LOOPBACK, is_free, last_lines
from config.supervisor import (
    DiedError,
    Ended,
    Supervisor,
    TakenError,
    listen_for_the_end,
    only_one,
)

PROJECT = Path(__file__).resolve().parent.parent
VAR = PROJECT / "var" / "demo"
DATABASE = "send_demo"
# What the demonstration's database is made from: when any of it changes, it is made anew.
MAKINGS = (
    "*/migrations/*.py",
    "*/demo.py",
    "reports/demo*.py",
    "reports/demo/**/*.py",
    "reports/management/commands/load_demo.py",
)
PATIENCE = 60.0


class FailedError(Exception):
    """What went wrong, in a sentence for the person who started the demonstration."""


def run(arguments: list[str]) -> int:
    options = _options(arguments)
    VAR.mkdir(parents=True, exist_ok=True)
    listen_for_the_end()
    try:
        with only_one(VAR) as lock, Supervisor(VAR) as supervisor:
            address = f"http://{LOOPBACK}:{_port(options.port)}"
            lock.write(address)
            lock.flush()
            try:
                _show(supervisor, address, open_browser=options.browser)
            except Ended:
                say("Ending the demonstration …")
                raise
    except TakenError as other:
        say(f"The demonstration runs already: {other}")
        return 1
    except (FailedError, DiedError) as failure:
        say(str(failure))
        return 1
    except Ended:
        say("The demonstration has ended.")
    return 0


def _show(supervisor: Supervisor, address: str, *, open_browser: bool) -> None:
    say("The Python environment is ready.")
    environment = _environment(address)
    _prepare_database(environment)
    _prepare_static_files(environment)
    _start(supervisor, address, environment)
    _wait_for_answer(supervisor, address)
    people = _manage(environment, "load_demo", "--people")
    say(f"\nThe demonstration is ready: {address}\n\n{people}\nEnd it with Ctrl-C.")
    if open_browser and _has_screen():
        webbrowser.open(address)
    while True:
        time.sleep(0.5)
        supervisor.check()
        if not postgres.is_running():
            raise DiedError("The database ended by itself. Start the demonstration again.")


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="manage.py demo", description=__doc__.partition("\n")[0])
    parser.add_argument("--port", type=int, default=8000, help="the first port to try")
    parser.add_argument("--no-browser", dest="browser", action="store_false")
    return parser.parse_args(arguments)


def _port(wanted: int) -> int:
    port = next(filter(is_free, range(wanted, wanted + 200)), None)
    if port is None:
        raise FailedError(f"No port is free from {wanted} on. Give another with --port.")
    if port != wanted:
        say(f"Port {wanted} is in use, so this one takes {port}.")
    return port


def _has_screen() -> bool:
    """Whether a browser would open beside the terminal and not in it."""
    window = sys.platform == "darwin" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    return window and sys.stdout.isatty()


def _environment(address: str) -> dict[str, str]:
    """The demonstration's own settings; none of those of a deployment that the shell may hold."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SEND_", "DATABASE_")) and name != "REDIS_URL"
    }
    app_url, _ = postgres.urls(DATABASE)
    return kept | {
        "DATABASE_URL": app_url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SEND_DEMO": "1",
        "SEND_SECRET_KEY": _secret(),
        "SEND_SITE_URL": address,
        "SEND_VAR": str(VAR),
    }


def _secret() -> str:
    """Kept, so that one is still signed in after a restart."""
    file = VAR / "secret"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _prepare_database(environment: dict[str, str]) -> None:
    makings = (path for making in MAKINGS for path in PROJECT.glob(making))
    wanted = _hash(path for path in makings if path.parent != Path(__file__).parent)
    found = postgres.note(DATABASE)
    if found == wanted:
        say("The database is ready.")
        return
    say(
        "The database is of another version of the product: making it anew …"
        if found
        else "Making the database …"
    )
    postgres.drop_database(DATABASE)
    for folder in ("broker", "media"):
        shutil.rmtree(VAR / folder, ignore_errors=True)
    _, owner_url = postgres.urls(DATABASE)
    as_owner = environment | {"DATABASE_OWNER_URL": owner_url}
    _manage(as_owner, "migrate", "--verbosity", "0")
    say("Loading the people and schools of the demonstration …")
    _manage(as_owner, "load_demo")
    postgres.set_note(DATABASE, wanted)
    say("The database is ready.")


def _prepare_static_files(environment: dict[str, str]) -> None:
    sources = [path for path in PROJECT.glob("static/**/*") if path.is_file()]
    wanted = _hash([*sources, PROJECT / "requirements" / "run.txt"])
    done = VAR / "static.done"
    if not done.exists() or done.read_text() != wanted:
        _manage(environment, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
        done.write_text(wanted)
    say("The pictures, scripts and styles are ready.")


def _hash(paths: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(PROJECT)} {content}\n".encode())
    return total.hexdigest()


def _manage(environment: dict[str, str], *command: str) -> str:
    """Run one of Django's commands to its end; give what it printed."""
    log = VAR / f"{command[0]}.log"
    with log.open("w") as complaints:
        done = subprocess.run(
            [sys.executable, str(PROJECT / "manage.py"), *command],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            check=False,
        )
    if done.returncode:
        raise FailedError(
            f"manage.py {' '.join(command)} failed. The end of {log}:\n{last_lines(log)}"
        )
    return done.stdout


def _start(supervisor: Supervisor, address: str, environment: dict[str, str]) -> None:
    python = sys.executable
    beat = ("--beat", "--schedule", str(VAR / "beat"))
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    worker = ("worker", "--concurrency", "1", "--loglevel", "INFO", *beat, *alone)
    at = ("--chdir", str(PROJECT), "--bind", address.removeprefix("http://"))
    web = ("--config", str(PROJECT / "config" / "gunicorn.py"), *at)
    celery = ("--app", "config", "--workdir", str(PROJECT))
    supervisor.start("worker", [python, "-m", "celery", *celery, *worker], environment)
    supervisor.start("web server", [python, "-m", "gunicorn", *web], environment)
    say("The web server and the worker have started.")


def _wait_for_answer(supervisor: Supervisor, address: str) -> None:
    # No proxy of the shell's stands between a machine and itself.
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        supervisor.check()
        try:
            with browser.open(f"{address}/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    log = supervisor.folder / "web server.log"
    raise FailedError(f"{address} does not answer. The end of {log}:\n{last_lines(log)}")
