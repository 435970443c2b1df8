"""Fills a database with clusters to measure (`seed.py`). `speed.py` starts it as the owner."""

import argparse

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - the models need Django set up

from benchmarks import seed  # noqa: E402

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clusters", type=int, default=0, help="so many usual ones around")
    options = parser.parse_args()
    call_command("migrate", verbosity=0)
    if options.clusters:
        seed.country(options.clusters)
    seed.cluster("Small", seed.SMALL)
    seed.cluster("Large", seed.LARGE)
    seed.settle()
