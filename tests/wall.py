"""The second wall, open for what tests put down."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.models import Model

from clusters.models import Cluster
from core.tenancy import tenant
from schools.models import School

# More clusters or schools than any test adds inside the wall.
MOST_ADDED = 1000


@contextmanager
def wall_open() -> Iterator[None]:
    """Every cluster and school there is, and those that a test adds."""
    with tenant(clusters=_ids_of(Cluster), schools=_ids_of(School)):
        yield


def _ids_of(model: type[Model]) -> set[int]:
    """Those taken, and the next ones, which no rollback gives back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT last_value FROM pg_sequences WHERE sequencename = %s",
            [f"{model._meta.db_table}_id_seq"],
        )
        last = cursor.fetchone()[0] or 0
    taken = model._default_manager.values_list("pk", flat=True)
    return {*taken, *range(last, last + MOST_ADDED)}
