"""`python -m tests.jobs.proof`: the killed worker and the wiped broker, many times on each broker.

Half of the jobs make packs of meetings, half put down a number. Makes a database of its own, prints
a line for each round, and ends with 1 if anything was lost or done twice. Its figures are in
`docs/proofs/jobs.md`.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import transaction  # noqa: E402 - the models need Django set up

from tests import databases, world  # noqa: E402
from tests.jobs import packs, scenario  # noqa: E402
from tests.jobs.brokers import BROKERS  # noqa: E402
from tests.wall import wall_open  # noqa: E402

LINE = "{:>6} {:>5} {:>12} {:>5} {:>6} {:>7} {:>5} {:>6}   {:>10} {:>23} {:>8}\n"
HEADINGS = ("broker", "round", "before kill", "done", "packs", "numbers", "lost", "twice")
HEADINGS += ("naive lost", "naive twice, sent again", "seconds")


def main(options: argparse.Namespace) -> int:
    wrong = 0
    sys.stdout.write(LINE.format(*HEADINGS))
    with databases.migrated() as empty, databases.cloned(empty) as template:
        with databases.connected_to(template):
            with transaction.atomic(), wall_open():
                built = world.build()
            meetings = packs.arrange(built, options.jobs)
        for name in options.brokers:
            for place in range(1, options.rounds + 1):
                with databases.cloned(template) as clone, databases.connected_to(clone):
                    wrong += _round(name, place, built, meetings)
    return 1 if wrong else 0


def _round(name: str, place: int, built: world.World, meetings: list[int]) -> int:
    """Prints what came, and returns how much of it is wrong."""
    began, number = time.monotonic(), len(meetings)
    with tempfile.TemporaryDirectory() as folder, BROKERS[name](Path(folder)) as broker:
        came = scenario.run(
            broker,
            Path(folder),
            built,
            number=number,
            meetings=meetings,
            seed=f"{name} {place}",
        )
    done = came.statuses["done"]
    lost = _lost(came.jobs, number) + _lost(came.packs, number)
    twice = _twice(came.jobs) + _twice(came.packs)
    naive = _lost(came.naive, number), _twice(came.naive_sent_again)
    seconds = f"{time.monotonic() - began:.1f}"
    made = len(came.packs), len(came.jobs)
    figures = (name, place, came.before_the_kill, done, *made, lost, twice, *naive, seconds)
    sys.stdout.write(LINE.format(*figures))
    sys.stdout.flush()
    return lost + twice + 2 * number - done


def _lost(effects: Counter[int], number: int) -> int:
    return number - len(effects)


def _twice(effects: Counter[int]) -> int:
    return sum(times > 1 for times in effects.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="on each broker")
    parser.add_argument("--brokers", nargs="+", choices=BROKERS, default=list(BROKERS))
    parser.add_argument("--jobs", type=int, default=40, help="of each kind")
    sys.exit(main(parser.parse_args()))
