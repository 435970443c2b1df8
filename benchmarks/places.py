"""The databases that are measured, on the private server or where DATABASE_OWNER_URL says."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from config import postgres

PROJECT = Path(__file__).resolve().parent.parent


def urls(name: str) -> tuple[str, str]:
    """For the app role and for the owner. Made where it is missing; elsewhere it must be there."""
    if owner := os.environ.get("DATABASE_OWNER_URL"):
        app = os.environ["DATABASE_URL"]
        return tuple(urlsplit(url)._replace(path=f"/{name}").geturl() for url in (app, owner))
    return postgres.urls(name)


def environment(name: str, *, as_owner: bool = False) -> dict[str, str]:
    app, owner = urls(name)
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SEND_")}
    kept |= {"DATABASE_URL": app, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
    if as_owner:
        kept |= {"DATABASE_OWNER_URL": owner, "SEND_AS_OWNER": "1"}
    return kept


def run(name: str, *words: str, as_owner: bool = False) -> str:
    """A module of this package on that database. Returns what it said."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        env=environment(name, as_owner=as_owner),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
