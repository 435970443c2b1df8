"""Many rows out of few: what the actions made once is copied in the database, with everything that
hangs on it.

Copies are as whole as what they are copied from: foreign keys are checked. The guards are off
meanwhile, since each would judge a copy as if it had been made now.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

APPS = ("accounts", "schools", "clusters", "pupils", "funding", "panels")
# Sixteen of the letters and digits of public ids.
LETTERS = "23456789bcdfghjk"
# The one pointer to a table that points back.
LATER = "current_item_id"


@dataclass(frozen=True)
class Plan:
    """`roots` says of some tables which rows are copied; rows that point to a copied row are
    copied too, where their table is not among `left`. `changes` gives columns of copy number `k`
    other values; `days` puts each copy that much earlier."""

    roots: dict[str, str]
    left: frozenset[str] = frozenset()
    changes: dict[str, dict[str, str]] = field(default_factory=dict)
    days: int = 0


def multiply(plan: Plan, copies: int) -> None:
    """Adds so many copies."""
    if copies < 1:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [table for table in _tables() if table._meta.db_table not in plan.left]
        picked = _pick(cursor, plan, tables)
        for model in picked:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        steps = {model._meta.db_table: _step(cursor, model._meta.db_table) for model in picked}
        with _foreign_keys_at_the_end(cursor, picked):
            for model in picked:
                cursor.execute(_insert(plan, model, steps), [copies])
                cursor.execute(f"ANALYZE {model._meta.db_table}")
        for model in picked:
            table = model._meta.db_table
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
            )
            cursor.execute(f"DROP TABLE picked_{table}")


@contextmanager
def _foreign_keys_at_the_end(cursor: Any, copied: list[type[models.Model]]) -> Iterator[None]:
    """Takes these tables' foreign keys off, and puts them on again: each is then checked by one
    query over the whole table, where it had been one query for each new row."""
    cursor.execute(
        "SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid)"
        " FROM pg_constraint WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [[model._meta.db_table for model in copied]],
    )
    keys = cursor.fetchall()
    for table, name, _ in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def _tables() -> list[type[models.Model]]:
    """Each after those that it points to."""
    waiting = [
        model
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        if model._meta.managed
    ]
    ours, done = {model._meta.db_table for model in waiting}, []
    known: set[str] = set()
    while waiting:
        for model in list(waiting):
            needed = {to for column, to in _pointers(model) if column != LATER} & ours
            if needed - {model._meta.db_table} <= known:
                known.add(model._meta.db_table)
                done.append(model)
                waiting.remove(model)
    return done


def _pointers(model: type[models.Model]) -> list[tuple[str, str]]:
    return [
        (one.column, one.related_model._meta.db_table)
        for one in model._meta.local_fields
        if isinstance(one, models.ForeignKey)
    ]


def _pick(cursor, plan: Plan, tables: list[type[models.Model]]) -> list[type[models.Model]]:
    """A table of the ids to copy beside each; those of which nothing is copied are left out."""
    chosen: list[type[models.Model]] = []
    for model in tables:
        table = model._meta.db_table
        known = {one._meta.db_table for one in chosen}
        ways = [
            f"{column} IN (SELECT id FROM picked_{to})"
            for column, to in _pointers(model)
            if to in known
        ]
        if table in plan.roots:
            ways = [plan.roots[table]]
        cursor.execute(
            f"CREATE TEMP TABLE picked_{table} ON COMMIT DROP AS"
            f" SELECT id FROM {table} WHERE {' OR '.join(ways) or 'false'}"
        )
        if cursor.rowcount:
            cursor.execute(f"ANALYZE picked_{table}")
            chosen.append(model)
        else:
            cursor.execute(f"DROP TABLE picked_{table}")
    return chosen


def _step(cursor, table: str) -> int:
    cursor.execute(f"SELECT max(id) FROM {table}")
    return int(cursor.fetchone()[0])


def _insert(plan: Plan, model: type[models.Model], steps: dict[str, int]) -> str:
    table = model._meta.db_table
    columns, values = [], []
    for one in model._meta.local_fields:
        columns.append(one.column)
        values.append(_value(plan, table, one, steps))
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"
        f" FROM {table} JOIN picked_{table} USING (id), generate_series(1, %s) AS k"
    )


def _value(plan: Plan, table: str, one: models.Field, steps: dict[str, int]) -> str:
    column, changes = one.column, plan.changes.get(table, {})
    if column in changes:
        return changes[column]
    if one.primary_key:
        return f"{column} + k * {steps[table]}"
    if isinstance(one, models.ForeignKey):
        to = one.related_model._meta.db_table
        if to not in steps:
            return column
        return (
            f"CASE WHEN {column} IN (SELECT id FROM picked_{to})"
            f" THEN {column} + k * {steps[to]} ELSE {column} END"
        )
    if column == "public_id":
        number = f"lpad(to_hex(id + k * {steps[table]}), 10, '0')"
        return f"translate({number}, '0123456789abcdef', '{LETTERS}')"
    if plan.days and isinstance(one, models.DateTimeField):
        return f"{column} - k * interval '{plan.days} days'"
    if plan.days and isinstance(one, models.DateField):
        return f"{column} - k * {plan.days}"
    return column
