"""What money tests share: acts at one moment, and the ledger as raw sums."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction

from core.errors import DomainError
from funding.models import Fund
from tests.harness import tables
from tests.wall import wall_open

SUMS = "SELECT account, sum(amount_pence)::bigint FROM funding_ledgerline WHERE fund_id = %s"


def sums(fund: Fund) -> dict[str, int]:
    """Pence by account, of those that have any lines."""
    return dict(tables.rows(f"{SUMS} GROUP BY account", [fund.pk]))


def together(acts: list[Callable[[], Any]]) -> list[Any]:
    """Starts each in a thread and connection of its own at one moment; what each came to."""
    barrier = threading.Barrier(len(acts))
    came_to: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            with transaction.atomic(), wall_open():
                made = acts[place]()
            came_to[place] = made  # only once it is committed
        except (DomainError, DatabaseError) as refusal:
            came_to[place] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return came_to


def counted(came_to: list[Any]) -> dict[str, int]:
    names = [type(one).__name__ for one in came_to]
    return {name: names.count(name) for name in set(names)}
