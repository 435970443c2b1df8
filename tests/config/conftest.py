"""A project of the smallest size in a folder of its own, for what runs before Django."""

import contextlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]


@dataclass
class Project:
    folder: Path
    started: list[subprocess.Popen] = field(default_factory=list)

    def write(self, path, text=""):
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run(self, *command, cwd=None, **environment):
        """Run a command to its end, without the settings of the tests around it."""
        return subprocess.run(
            [str(part) for part in command],
            cwd=cwd or self.folder,
            env=clean_environment() | environment,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def python(self, script, **environment):
        return self.run(sys.executable, "-c", script, **environment)

    def start(self, *command, **environment):
        process = subprocess.Popen(
            [str(part) for part in command],
            cwd=self.folder,
            env=clean_environment() | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def database_folder(self):
        asked = self.python("from config.postgres import places; print(places.base())")
        return Path(asked.stdout.strip())


def clean_environment():
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SEND_", "DATABASE_", "DJANGO_", "REDIS_"))
    }


@contextlib.contextmanager
def a_project(parent):
    """Its path holds a space, as people's do."""
    project = Project(parent / "send cluster")
    project.folder.mkdir()
    shutil.copy(HOUSE / "manage.py", project.folder)
    shutil.copytree(
        HOUSE / "config",
        project.folder / "config",
        ignore=shutil.ignore_patterns("settings.py", "urls.py", "__pycache__"),
    )
    try:
        yield project
    finally:
        for process in project.started:
            process.kill()
            process.wait()
            process.stdin.close()
            process.stdout.close()
        stop = "from config import postgres as p; p.stop(); print(p.places.base())"
        project.python(stop, SEND_TEST="1")
        stopped = project.python(stop)
        shutil.rmtree(stopped.stdout.strip(), ignore_errors=True)


@pytest.fixture
def project(tmp_path):
    with a_project(tmp_path) as project:
        yield project


@pytest.fixture(scope="module")
def shared_project(tmp_path_factory):
    """For tests that leave the server as they found it."""
    with a_project(tmp_path_factory.mktemp("shared")) as project:
        yield project
