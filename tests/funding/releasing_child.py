"""A process that releases payments until it is killed: run by `test_money_killed.py`."""

import sys

import django


def say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    django.setup()
    from django.db import connection, transaction

    from accounts.models import User
    from funding import actions
    from funding.actions import posting
    from funding.models import Instalment
    from tests.wall import wall_open

    mode, officer = sys.argv[1], User.objects.get(pk=int(sys.argv[2]))
    move = posting.move

    def slow(**words):
        """Says that the instalment is marked as paid, and no ledger line is written yet."""
        say("middle")
        sys.stdin.readline()
        return move(**words)

    if mode == "middle":
        posting.move = slow
    for pk in map(int, sys.argv[3:]):
        with transaction.atomic(), wall_open():
            actions.release(instalment=Instalment.objects.get(pk=pk), by=officer)
        say("paid")
    connection.close()


if __name__ == "__main__":
    main()
