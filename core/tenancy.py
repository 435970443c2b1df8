"""The second wall: PostgreSQL shows a connection only the clusters and schools named to it.

The rules in `access.py` decide; this makes a forgotten rule show nothing of another cluster.
`docs/decisions/0007-what-lies-outside-row-level-security.md` lists what is not behind it.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.module_loading import import_string
from psycopg2.extensions import TRANSACTION_STATUS_INTRANS

SETTINGS = ("send.clusters", "send.schools")


class NoTransaction(RuntimeError):
    """The ids hold for one transaction, so that no pooled connection keeps them."""


@contextmanager
def tenant(*, clusters: Iterable[int] = (), schools: Iterable[int] = ()) -> Iterator[None]:
    """Opens the wall for these ids until the block ends; what was open before comes back."""
    if not connection.in_atomic_block:
        raise NoTransaction("Open a transaction before naming the clusters and schools.")
    wanted = [_as_array(clusters), _as_array(schools)]
    before = _exchange(wanted)
    try:
        yield
    finally:
        if not connection.needs_rollback and _takes_statements():
            _exchange(before)


# Ids that are known already, and those that a query still has to find.
Source = tuple[Sequence[Iterable[int]], Sequence[Iterable[int]]]


def tenants_of(user: Any) -> tuple[set[int], set[int]]:
    """Cluster ids and school ids that a person's posts, offices and live grants open."""
    if not (user.is_authenticated and user.is_active):
        return set(), set()
    found: list[Source] = [import_string(path)(user) for path in settings.TENANT_SOURCES]
    return (
        _all_of(ids for clusters, _ in found for ids in clusters),
        _all_of(ids for _, schools in found for ids in schools),
    )


def _all_of(parts: Iterable[Iterable[int]]) -> set[int]:
    """Every id of every part; the parts that are queries are asked together, in one."""
    known: set[int] = set()
    queries: list[QuerySet] = []
    for part in parts:
        if isinstance(part, QuerySet):
            queries.append(part.order_by())
        else:
            known.update(part)
    if queries:
        known.update(queries[0].union(*queries[1:], all=True))
    return known


@contextmanager
def acting_for(user: Any) -> Iterator[None]:
    """A transaction in which the wall is open for what this person belongs to."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        clusters, schools = tenants_of(user)
        if outermost:  # the end of the transaction closes it
            _exchange([_as_array(clusters), _as_array(schools)])
            yield
        else:
            with tenant(clusters=clusters, schools=schools):
                yield


def _takes_statements() -> bool:
    """Not after an error of the database: the rollback that must follow gives back the ids too."""
    return bool(connection.connection.info.transaction_status == TRANSACTION_STATUS_INTRANS)


def _as_array(ids: Iterable[int]) -> str:
    return "{" + ",".join(str(int(pk)) for pk in sorted(set(ids))) + "}"


def _exchange(values: list[str]) -> list[str]:
    """Sets both lists and returns what they were, in one round trip."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH was AS MATERIALIZED (SELECT coalesce(current_setting(%s, true), '') AS a,"
            " coalesce(current_setting(%s, true), '') AS b)"
            " SELECT was.a, was.b, set_config(%s, %s, true), set_config(%s, %s, true) FROM was",
            [*SETTINGS, SETTINGS[0], values[0], SETTINGS[1], values[1]],
        )
        row = cursor.fetchone()
    return [row[0], row[1]]
