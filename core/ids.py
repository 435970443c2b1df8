"""Public ids: random, short enough to read over the telephone, never sequential."""

import random

ALPHABET = "23456789bcdfghjkmnpqrstvwxyz"
LENGTH = 10

source: random.Random = random.SystemRandom()  # tests put a seeded random.Random here


def new_public_id() -> str:
    """Ten letters and digits without vowels, so that no word appears by chance."""
    return "".join(source.choice(ALPHABET) for _ in range(LENGTH))
