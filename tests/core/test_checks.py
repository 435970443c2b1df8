"""What `check --deploy` refuses: each refusal beside what it lets pass."""

import os
import re
import secrets
import subprocess
import sys
from contextlib import contextmanager

import pytest
from django.conf import settings as project_settings
from django.db import connection, connections
from django.test.utils import override_settings

from config import postgres
from core import checks
from tests.databases import owner_url

PRODUCTION = {
    "PRODUCTION": True,
    "SECRET_KEY": "k" * checks.SHORTEST_SECRET,
    "DEBUG": False,
    "ALLOWED_HOSTS": ["cluster.example"],
    "REDIS_URL": "redis://redis:6379/0",
    "SITE_URL": "https://cluster.example",
    "EMAIL_BACKEND": "core.smtp.EmailBackend",
}
DUMMY_MAIL = "django.core.mail.backends.dummy.EmailBackend"


def refusals(**changed):
    with override_settings(**PRODUCTION | changed):
        return {fault.id for check in checks.SETTINGS for fault in check(None)}


def test_settings_of_a_deployment_pass():
    assert refusals() == set()


@pytest.mark.parametrize(
    ("setting", "value", "refusal"),
    [
        ("PRODUCTION", False, "send.E002"),
        ("SECRET_KEY", project_settings.LOCAL_SECRET, "send.E003"),
        ("SECRET_KEY", "k" * (checks.SHORTEST_SECRET - 1), "send.E003"),
        ("DEBUG", True, "send.E004"),
        ("ALLOWED_HOSTS", ["cluster.example", "*"], "send.E005"),
        ("ALLOWED_HOSTS", ["localhost", "127.0.0.1"], "send.E005"),
        ("ALLOWED_HOSTS", [], "send.E005"),
        ("REDIS_URL", "", "send.E006"),
        ("SITE_URL", "http://cluster.example", "send.E007"),
        ("SITE_URL", "https://localhost", "send.E007"),
        ("SITE_URL", "cluster.example", "send.E007"),
        ("EMAIL_BACKEND", DUMMY_MAIL, "send.E008"),
    ],
)
def test_a_setting_of_a_private_copy_is_refused(setting, value, refusal):
    assert refusals(**{setting: value}) == {refusal}


def test_the_known_secret_is_refused_however_long():
    long = "l" * 80

    assert refusals(SECRET_KEY=long, LOCAL_SECRET=long) == {"send.E003"}


# --- the database role


@contextmanager
def alias(**settings):
    """The test database under another role, by an alias that ends with the block."""
    other = connection.copy("other")
    other.settings_dict.update(settings)
    connections["other"] = other
    try:
        yield other
    finally:
        other.close()
        del connections["other"]


@pytest.fixture
def superuser(db):
    """All that it does to roles and rights is rolled back."""
    password = postgres.passwords()["postgres"]
    with alias(USER="postgres", PASSWORD=password) as other:
        other.set_autocommit(False)
        try:
            yield other
        finally:
            other.rollback()


def do(other, sql):
    with other.cursor() as cursor:
        cursor.execute(sql)


def found(*databases):
    return {(fault.id, fault.msg) for fault in checks.database_role_is_the_app(None, databases)}


def as_role(other, powers, *grants):
    """Sign in as a new role with all the rights of the app role and some more."""
    do(other, f"CREATE ROLE clerk {powers}")
    do(other, "GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA public TO clerk")
    for grant in grants:
        do(other, grant)
    do(other, "SET SESSION AUTHORIZATION clerk")


def test_the_app_role_passes(db):
    assert found() == set()


def test_the_owner_role_is_refused(db):
    owner = checks.urlsplit(owner_url())

    with alias(USER=owner.username, PASSWORD=owner.password):
        assert found("default", "other") == {
            (
                "send.E010",
                "The database role send_owner owns what is in the database:"
                " the second wall does not hold.",
            )
        }


def test_a_superuser_is_refused(superuser):
    assert found("other") == {
        (
            "send.E010",
            "The database role postgres is a superuser and passes by row-level security"
            " (BYPASSRLS): the second wall does not hold.",
        )
    }


def test_another_role_without_powers_passes(superuser):
    as_role(superuser, "NOSUPERUSER NOBYPASSRLS")

    assert found("other") == set()


def test_a_role_that_bypasses_row_level_security_is_refused(superuser):
    as_role(superuser, "BYPASSRLS")

    assert found("other") == {
        (
            "send.E010",
            "The database role clerk passes by row-level security (BYPASSRLS):"
            " the second wall does not hold.",
        )
    }


@pytest.mark.parametrize("powers", ["INHERIT", "NOINHERIT"])
def test_a_role_that_may_become_the_owner_is_refused(superuser, powers):
    do(superuser, "CREATE ROLE office")
    do(superuser, "GRANT send_owner TO office")
    as_role(superuser, powers, "GRANT office TO clerk")

    assert found("other") == {
        (
            "send.E010",
            "The database role clerk may become send_owner, which owns what is in the database:"
            " the second wall does not hold.",
        )
    }


@pytest.mark.parametrize(
    "owned",
    [
        "ALTER TABLE core_look OWNER TO clerk",
        "ALTER FUNCTION core_refuse_change OWNER TO clerk",
        "ALTER SCHEMA public OWNER TO clerk",
        "CREATE SCHEMA cupboard AUTHORIZATION clerk",
    ],
)
def test_a_role_that_owns_anything_is_refused(superuser, owned):
    as_role(superuser, "LOGIN", owned)

    assert {number for number, _ in found("other")} == {"send.E010"}


# --- the tables that only grow


def test_every_table_that_only_grows_is_known_to_the_check(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", ["append_only"]
        )
        guarded = {table for (table,) in cursor.fetchall()}

    assert guarded == checks.ONLY_GROW


@pytest.mark.parametrize(
    ("grant", "table", "right"),
    [
        ("GRANT UPDATE ON core_auditline TO clerk", "core_auditline", "UPDATE"),
        ("GRANT UPDATE (verb) ON core_auditline TO PUBLIC", "core_auditline", "UPDATE"),
        ("GRANT DELETE ON core_look TO clerk", "core_look", "DELETE"),
        ("GRANT TRUNCATE ON core_look TO clerk", "core_look", "TRUNCATE"),
    ],
)
def test_a_right_to_change_what_only_grows_is_refused(superuser, grant, table, right):
    as_role(superuser, "LOGIN", grant)

    said = f"The database role has the right to {right} on {table}, which only grows."
    assert found("other") == {("send.E012", said)}


def test_where_text_can_be_erased_update_is_left_to_the_trigger(superuser):
    as_role(
        superuser,
        "LOGIN",
        "DROP TRIGGER append_only ON core_look",
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON core_look"
        " FOR EACH ROW EXECUTE FUNCTION core_refuse_change('{door}')",
        "GRANT UPDATE, DELETE ON core_look TO clerk",
    )

    said = "The database role has the right to DELETE on core_look, which only grows."
    assert found("other") == {("send.E012", said)}


@pytest.mark.parametrize("change", ["DROP TRIGGER append_only ON", "ALTER TABLE"])
def test_a_table_without_its_guard_is_refused(superuser, change):
    rest = " DISABLE TRIGGER append_only" if change == "ALTER TABLE" else ""
    as_role(superuser, "LOGIN", f"{change} core_look{rest}")

    said = "Nothing keeps the table core_look from being changed."
    assert found("other") == {("send.E011", said)}


def test_a_database_that_does_not_answer_is_said(db):
    with alias(HOST="127.0.0.1", PORT="1"):
        assert {number for number, _ in found("other")} == {"send.E009"}


# --- the command


def deploy_check(*options, **changed):
    """`check --deploy` with the environment of a deployment, over the database of this test."""
    at = connection.settings_dict
    database = f"postgres://{{}}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    owner = checks.urlsplit(owner_url())
    environment = {
        "DATABASE_URL": database.format(f"{at['USER']}:{at['PASSWORD']}"),
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "SEND_HOSTS": "cluster.example",
        "SEND_PRODUCTION": "1",
        "SEND_SECRET_KEY": secrets.token_urlsafe(60),
        "SEND_SITE_URL": "https://cluster.example",
    } | {
        name: value.format(owner=database.format(f"{owner.username}:{owner.password}"))
        for name, value in changed.items()
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("SEND_")}
    return subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", *options],
        cwd=project_settings.BASE_DIR,
        env=own | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("--database", "default")])
def test_a_deployment_is_found_clean(db, options):
    checked = deploy_check(*options)

    assert checked.stderr == ""
    assert checked.stdout.startswith("System check identified no issues")
    assert checked.returncode == 0


def test_the_plain_command_finds_what_is_wrong(db):
    checked = deploy_check(DATABASE_URL="{owner}", SEND_HOSTS="*", SEND_DEBUG="1")

    assert checked.returncode == 1
    assert set(re.findall(r"send\.E\d+", checked.stderr)) == {"send.E004", "send.E005", "send.E010"}
