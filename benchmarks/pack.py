"""Runs `pack_time.py` on the database that `speed.py` filled."""

import sys

from benchmarks import places, speed

if __name__ == "__main__":
    print(places.run(speed.ONE, "benchmarks.pack_time", *sys.argv[1:]))
