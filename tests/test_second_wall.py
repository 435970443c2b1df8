"""The second wall by raw SQL: what PostgreSQL shows, takes and refuses, whatever Python does."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from core.tenancy import tenant
from tests.conftest import undone
from tests.harness import tables
from tests.harness.furnished import Furnished
from tests.harness.tables import BY_THE_TRIGGER, NO_RIGHT, NO_SUCH_PARENT

BEHIND = [model._meta.db_table for model in tables.tenant_models()]
# A guard that looks at the seat and the item first refuses a mixed pair in its own words.
BY_A_GUARD = {
    "panels_score",
    "panels_vote",
    "panels_note",
    "panels_decision",
    "panels_minutes",
    "panels_minutesitem",
    "funding_instalment",
    "funding_ledgerline",
    "funding_outcomereached",
    "funding_progress",
    "complaints_complaintstage",
    "complaints_connectedcase",
}
# Each of these parents has its child already, so a second one is refused as a double.
ONE_TO_ONE = {
    ("funding_evaluation", "award_id", "funding_award"),
    ("reports_reportrelease", "version_id", "reports_reportversion"),
}


# A guard that asks for what it follows on speaks before the policy does.
GUARDED_FIRST = {"complaints_complaintstage"}


@pytest.fixture(scope="module")
def furnished(furnished_database, django_db_blocker) -> Iterator[Furnished]:
    name, furnished = furnished_database
    with django_db_blocker.unblock(), undone(name):
        yield deepcopy(furnished)


def _wall_of(furnished: Furnished, side: str):
    schools = {"north": ("Oak", "Elm"), "south": ("Yew", "Fir")}[side]
    return tenant(
        clusters=[getattr(furnished.world, side).cluster.pk],
        schools=[furnished.world.schools[name].pk for name in schools],
    )


def test_each_table_of_a_tenant_is_behind_the_wall(furnished):
    forced = tables.column(tables.FORCED)

    managed = {
        model._meta.db_table
        for label in tables.TENANT_APPS
        for model in apps.get_app_config(label).get_models()
        if model._meta.managed
    }
    assert forced == set(BEHIND) == managed - set(tables.OUTSIDE)


def test_each_has_one_policy_for_tenants_and_one_for_the_owner_alone(furnished):
    owner = tables.rows("SELECT tableowner FROM pg_tables WHERE tablename = 'panels_check'")[0][0]
    policies: dict[str, list] = {}
    for table, name, roles, qual, check, command, permissive in tables.rows(tables.POLICIES):
        policies.setdefault(table, []).append((name, roles, qual == check, command, permissive))

    expected = [
        ("owner", [owner], True, "ALL", "PERMISSIVE"),
        ("tenant", ["public"], True, "ALL", "PERMISSIVE"),
    ]
    assert {table: sorted(found) for table, found in policies.items()} == dict.fromkeys(
        BEHIND, expected
    )


def test_policies_ask_nothing_but_the_settings(furnished):
    conditions = tables.column(
        "SELECT qual FROM pg_policies WHERE schemaname = 'public' AND policyname = 'tenant'"
    )

    assert [one for one in conditions if "SELECT" in one.upper().replace("SELECTED", "")] == []


@pytest.mark.parametrize("table", BEHIND)
def test_the_right_tenant_sees_rows(furnished, table):
    """The control: in every table there is something to hide."""
    with _wall_of(furnished, "north"):
        assert tables.count(table) > 0
        northern = tables.column(f"SELECT id FROM {table}")
    with _wall_of(furnished, "south"):
        southern = tables.column(f"SELECT id FROM {table}")
    everything = tables.column(f"SELECT id FROM {table}")

    assert northern & southern == set()
    assert northern | southern == everything


@pytest.mark.parametrize("table", BEHIND)
def test_without_a_tenant_there_is_nothing(furnished, table):
    with tables.no_tenant():
        assert tables.count(table) == 0
        assert tables.attempt(f"UPDATE {table} SET id = id") in (0, NO_RIGHT)
        assert tables.attempt(f"DELETE FROM {table}") in (0, NO_RIGHT)
    with tenant():
        assert tables.count(table) == 0


@pytest.mark.parametrize("table", BEHIND)
def test_another_tenant_finds_changes_and_removes_nothing(furnished, table):
    with _wall_of(furnished, "north"):
        ids = list(tables.column(f"SELECT id FROM {table}"))
    with _wall_of(furnished, "south"):
        mine = "id = ANY (%s)"
        assert tables.rows(f"SELECT count(*) FROM {table} WHERE {mine}", [ids]) == [(0,)]
        assert tables.attempt(f"UPDATE {table} SET id = id WHERE {mine}", [ids]) in (0, NO_RIGHT)
        assert tables.attempt(f"DELETE FROM {table} WHERE {mine}", [ids]) in (0, NO_RIGHT)


@pytest.mark.parametrize("table", BEHIND)
def test_a_row_for_another_tenant_is_not_taken(furnished, table):
    with _wall_of(furnished, "north"):
        statement = tables.insert_copy(table)
    with _wall_of(furnished, "south"):
        refused = tables.attempt(*statement)
    with tables.no_tenant():
        refused_too = tables.attempt(*statement)

    assert {refused, refused_too} == {BY_THE_TRIGGER if table in GUARDED_FIRST else NO_RIGHT}


@pytest.mark.parametrize("table", BEHIND)
def test_a_row_cannot_be_moved_to_another_tenant(furnished, table):
    north, south = furnished.world.north.cluster.pk, furnished.world.south.cluster.pk
    ours, theirs = furnished.world.schools["Oak"].pk, furnished.world.schools["Yew"].pk
    named = {name for (name,) in tables.rows(tables.COLUMNS, [table])}
    changes = []
    if "cluster_id" in named:
        changes.append(f"cluster_id = {south}")
    if "school_id" in named and table in {"pupils_pupil", "funding_application"}:
        changes.append(f"school_id = {theirs}")
    where = f"cluster_id = {north}" if "cluster_id" in named else f"school_id = {ours}"

    with _wall_of(furnished, "north"):
        moved = tables.attempt(f"UPDATE {table} SET {', '.join(changes)} WHERE {where}")

    # 23001 is a guard's word: what was said is never changed at all.
    assert moved in (NO_RIGHT, BY_THE_TRIGGER)


def test_every_link_between_rows_of_clusters_is_held_over_both_columns(furnished):
    held = {tuple(row) for row in tables.rows(tables.TWO_COLUMN_KEYS)}

    assert held == tables.links_between_tenants()


@pytest.mark.parametrize("link", sorted(tables.links_between_tenants()), ids="-".join)
def test_a_child_of_another_clusters_row_is_refused(furnished, link):
    child, parent_column, parent = link
    theirs = _free_row(parent, furnished.world.south.cluster.pk)
    with _wall_of(furnished, "north"):
        changes = _not_a_double(child, furnished) | {parent_column: theirs}
        statement = tables.insert_copy(child, **changes)

    refused = tables.attempt(*statement)

    refusals = {NO_SUCH_PARENT}
    if child in BY_A_GUARD:
        refusals |= {"refused 23514", BY_THE_TRIGGER}
    if link in ONE_TO_ONE:
        refusals |= {"refused 23505"}
    assert refused in refusals, f"{child} took a {parent} of another cluster"


@pytest.mark.parametrize(
    "wrong",
    [
        {"school_id": "Elm"},  # the pupil is Oak's
        {"pupil_id": "Elm"},  # Elm's pupil on Oak's application, said to be Oak's
        {"school_id": "Elm", "pupil_id": "Elm"},  # Elm's pupil on Oak's application
    ],
    ids=lambda wrong: " and ".join(wrong),
)
def test_a_pupil_of_a_school_that_the_application_is_not_for_is_refused(furnished, wrong):
    """The wall lets both schools pass here: only the foreign keys are in the way."""
    oak, elm = furnished.world.schools["Oak"].pk, furnished.world.schools["Elm"].pk
    table = "funding_applicationpupil"
    with transaction.atomic():
        row = tables.rows(f"SELECT id FROM {table} WHERE school_id = %s", [oak])[0][0]
        pupil = _pupil_of(elm)
        values = {"school_id": elm, "pupil_id": pupil}
        changes = ", ".join(f"{column} = {values[column]}" for column in wrong)

        moved = tables.attempt(f"UPDATE {table} SET {changes} WHERE id = %s", [row])
        kept = tables.attempt(f"UPDATE {table} SET school_id = school_id WHERE id = %s", [row])

    assert (moved, kept) == (NO_SUCH_PARENT, 1)


def _pupil_of(school: int) -> int:
    return tables.rows("SELECT min(id) FROM pupils_pupil WHERE school_id = %s", [school])[0][0]


def _free_row(parent: str, cluster: int) -> int:
    """A row of that cluster; of the checks one that is on no agenda."""
    listed = "SELECT check_id FROM panels_agendaitem" if parent == "panels_check" else "SELECT 0"
    sql = f"SELECT min(id) FROM {parent} WHERE cluster_id = %s AND id NOT IN ({listed})"
    return tables.rows(sql, [cluster])[0][0]


def _not_a_double(child: str, furnished: Furnished) -> dict[str, Any]:
    """What a copied row has otherwise, so that nothing but the foreign key is in its way."""
    world = furnished.world
    return {
        "panels_agendaitem": {"number": 99, "check_id": world.north.waiting["own"].pk},
        "panels_recusal": {
            "person_id": world.nora.pk,
            "cause": "declared",
            "since": None,
            "declaration_id": furnished.declared.pk,
        },
        "panels_minutesitem": {"item_id": world.north.items["own"].pk},
        "panels_meeting": {"panel_date_id": furnished.later["north"].pk},
        "funding_award": {
            "application_id": world.north.waiting["own"].application_id,
            "label": "",
            "paid_before_pence": 0,
        },
        "complaints_complaintlink": {"token_hash": "x" * 64, "cluster_id": world.north.cluster.pk},
        "funding_ledgerentry": {
            "cause": "corrected",
            "instalment_id": None,
            "corrects_id": tables.rows("SELECT min(id) FROM funding_ledgerentry")[0][0],
        },
    }.get(child, {})


@pytest.mark.parametrize(
    "view", ["panels_posting", "panels_case", "panels_conflict", "complaints_bar"]
)
def test_views_see_with_the_eyes_of_whoever_asks(furnished, view):
    invokers = tables.column(
        "SELECT relname FROM pg_class WHERE relkind = 'v'"
        " AND relnamespace = 'public'::regnamespace AND 'security_invoker=true' = ANY (reloptions)"
    )
    every = tables.column("SELECT viewname FROM pg_views WHERE schemaname = 'public'")

    assert view in invokers
    assert invokers == every


def test_conflicts_of_another_cluster_do_not_show(furnished):
    ben = furnished.world.ben.pk
    checks = list(tables.column("SELECT id FROM panels_check"))

    def seen() -> set[int]:
        of = tables.rows("SELECT cluster_id FROM panels_conflicts_of(%s)", [ben])
        on = tables.rows("SELECT cluster_id FROM panels_conflicts_on(%s)", [checks])
        return {cluster for (cluster,) in of + on}

    with _wall_of(furnished, "north"):
        assert seen() == {furnished.world.north.cluster.pk}  # the control
    with _wall_of(furnished, "south"):
        assert seen() == {furnished.world.south.cluster.pk}
    with tables.no_tenant():
        assert seen() == set()


def test_the_app_role_is_nobody_special(furnished):
    role = tables.rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = current_user"
    )
    reachable = tables.column(
        "SELECT rolname FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')"
    )
    current = tables.rows("SELECT current_user")[0][0]

    assert role == [(False, False, False, False, False)]
    assert reachable == {current}


def test_the_app_role_owns_nothing(furnished):
    owned = tables.rows(
        "SELECT classid::regclass, objid FROM pg_shdepend"
        " WHERE deptype = 'o' AND refobjid = current_user::regrole"
        " AND dbid IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))"
    )

    assert owned == []


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE panels_vote NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE panels_vote DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE panels_vote DISABLE TRIGGER guard",
        "DROP POLICY tenant ON panels_vote",
        "CREATE POLICY open ON panels_vote USING (true)",
        "DROP TRIGGER guard ON panels_vote",
        "CREATE OR REPLACE FUNCTION panels_guard_part() RETURNS trigger"
        " LANGUAGE sql AS 'SELECT NULL'",
        "SET LOCAL session_replication_role = replica",
        "CREATE TABLE public.mine (id int)",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_the_app_role_cannot_take_the_wall_down(furnished, statement):
    assert tables.attempt(statement) == NO_RIGHT


def test_the_app_role_cannot_become_the_owner(furnished):
    owner = tables.rows("SELECT tableowner FROM pg_tables WHERE tablename = 'panels_check'")[0][0]

    assert tables.attempt(f'SET LOCAL ROLE "{owner}"') == NO_RIGHT


def test_functions_with_the_owners_rights_look_where_they_are_told(furnished):
    settings = tables.rows(
        "SELECT proname, proconfig FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    )

    assert {name for name, _ in settings} == {
        "panels_guard_part",
        "panels_guard_answer",
        "panels_guard_recusal",
        "panels_guard_decision",
        "panels_guard_item",
        "panels_guard_line",
        "panels_guard_minutes",
        "panels_guard_minutes_item",
        "complaints_guard_beginning",
        "complaints_guard_case",
        "complaints_guard_complaint",
        "complaints_guard_concerned",
        "complaints_guard_handler",
        "complaints_guard_line",
        "complaints_guard_said",
        "complaints_guard_stage",
        "funding_lock_fund",
        "funding_check_entry",
        "funding_check_award",
        "funding_guard_instalment",
        "funding_guard_award",
        "funding_guard_hold",
        "funding_guard_evaluation",
        "funding_guard_evaluation_part",
        "funding_check_return",
    }
    assert {tuple(config or ()) for _, config in settings} == {
        ("search_path=pg_catalog, public, pg_temp",)
    }


def test_no_table_can_be_emptied(furnished):
    allowed = tables.column(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p') AND has_table_privilege(current_user, oid, 'TRUNCATE')"
    )

    assert allowed == set()
    assert {tables.attempt(f"TRUNCATE {table} CASCADE") for table in sorted(tables.ours())} == {
        NO_RIGHT
    }
