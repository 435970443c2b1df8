"""What the database itself says about its tables, and how raw SQL fares under a given tenant."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import ForeignKey, Model

from core.tenancy import tenant
from tests.harness.code import own_models

TENANT_APPS = ("pupils", "funding", "panels", "complaints", "reports")
# In the tenant apps, yet outside the wall: the wall is opened by these.
OUTSIDE = {
    "funding_applicationgrant": "says which tenants a person may open, so it is read before",
    "panels_checkgrant": "says which tenants a person may open, so it is read before",
    "complaints_complaintlink": "opens the wall for whoever has its secret, so it is read before",
    "complaints_procedure": "how complaints go, which the open form tells everybody",
    "complaints_procedurestage": "how complaints go, which the open form tells everybody",
    "panels_agendaitemgrant": "says which tenants a person may open, so it is read before",
}
REFUSED = "refused"
NO_RIGHT = "refused 42501"  # a policy's word too
NO_SUCH_PARENT = "refused 23503"
BY_THE_TRIGGER = "refused 23001"


def tenant_models() -> list[type[Model]]:
    """Managed models of the tenant apps that name a cluster or a school and lie behind the wall."""
    return [
        model
        for label in TENANT_APPS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed and tenant_columns(model) and model._meta.db_table not in OUTSIDE
    ]


def tenant_columns(model: type[Model]) -> set[str]:
    names = {field.name for field in model._meta.local_fields}
    return names & {"cluster", "school"}


def rows(sql: str, params: list[Any] | None = None) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return cursor.fetchall()


def column(sql: str, params: list[Any] | None = None) -> set[Any]:
    return {row[0] for row in rows(sql, params)}


def count(table: str) -> int:
    return rows(f"SELECT count(*) FROM {table}")[0][0]


def attempt(sql: str, params: list[Any] | None = None) -> int | str:
    """How many rows a statement hit, or "refused <sqlstate>". Nothing of it stays."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, params or None)
            hit = cursor.rowcount
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except DatabaseError as refusal:
        return f"{REFUSED} {getattr(refusal.__cause__, 'pgcode', '')}"
    return hit


@contextmanager
def no_tenant() -> Iterator[None]:
    """As a connection that never named one, which a task without its context is."""
    with tenant(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL send.clusters TO DEFAULT")
            cursor.execute("SET LOCAL send.schools TO DEFAULT")
        yield
        transaction.set_rollback(True)


def insert_copy(table: str, **changes: Any) -> tuple[str, list[Any]]:
    """An INSERT of one row like the last one of the table, with other values where named."""
    names = [name for (name,) in rows(COLUMNS, [table])]
    last = rows(f"SELECT {', '.join(names)} FROM {table} ORDER BY id DESC LIMIT 1")[0]
    values = dict(zip(names, last, strict=True)) | {"id": 10**9} | changes
    if "public_id" in values:
        values["public_id"] = "zzzzzzzzzz"
    marks = ", ".join(["%s"] * len(values))
    return (
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})",
        list(values.values()),
    )


def links_between_tenants() -> set[tuple[str, str, str]]:
    """Each foreign key from a table with a cluster to another table with one behind the wall."""
    behind = {model for model in tenant_models() if "cluster" in tenant_columns(model)}
    opening = {model for model in own_models() if model._meta.db_table in OUTSIDE}
    return {
        (model._meta.db_table, field.column, field.related_model._meta.db_table)
        for model in behind | opening
        for field in model._meta.local_fields
        if isinstance(field, ForeignKey) and field.related_model in behind
    }


def ours() -> set[str]:
    return {model._meta.db_table for model in own_models() if model._meta.managed}


COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
    ORDER BY ordinal_position
"""
FORCED = """
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    AND relrowsecurity AND relforcerowsecurity
"""
POLICIES = """
    SELECT tablename, policyname, roles::text[], qual, with_check, cmd, permissive
    FROM pg_policies WHERE schemaname = 'public'
"""
TWO_COLUMN_KEYS = """
    SELECT child.relname, attribute.attname, parent.relname
    FROM pg_constraint AS held
    JOIN pg_class AS child ON child.oid = held.conrelid
    JOIN pg_class AS parent ON parent.oid = held.confrelid
    JOIN pg_attribute AS first ON first.attrelid = held.conrelid
        AND first.attnum = held.conkey[1] AND first.attname = 'cluster_id'
    JOIN pg_attribute AS attribute ON attribute.attrelid = held.conrelid
        AND attribute.attnum = held.conkey[2]
    WHERE held.contype = 'f' AND cardinality(held.conkey) = 2 AND held.convalidated
"""
