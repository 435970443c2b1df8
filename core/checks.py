"""What `check --deploy` refuses: settings of a private copy, and a database role that can do more
than the second wall allows. Each error says what to set."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

Check = Callable[..., list[CheckMessage]]

SHORTEST_SECRET = 50
LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
MAIL_TO_NOBODY = {
    f"django.core.mail.backends.{name}.EmailBackend"
    for name in ("console", "dummy", "filebased", "locmem")
} | {"reports.demo.postman.EmailBackend"}
ONLY_GROW = {
    "core_auditline",
    "core_look",
    "complaints_complaintstage",
    "complaints_complaintwords",
    "complaints_concerned",
    "complaints_connectedcase",
    "complaints_contact",
    "complaints_conversationnote",
    "complaints_noteanswer",
    "complaints_procedure",
    "complaints_procedurestage",
    "complaints_stageoutcome",
    "funding_authorship",
    "funding_evaluationhidden",
    "funding_evaluationstep",
    "funding_outcome",
    "funding_awardbarred",
    "funding_ledgerentry",
    "funding_ledgerline",
    "funding_signature",
    "funding_statuschange",
    "panels_minutes",
    "panels_minutesitem",
    "reports_reportrelease",
    "reports_reportversion",
}

# The role that signed in, and every role it may become: SET ROLE is a way around, too. Whoever
# owns a table, a function, the schema or the database can take its walls down.
ROLES_WITHIN_REACH = """
    SELECT role.rolname, role.rolname = session_user, role.rolsuper, role.rolbypassrls,
        EXISTS (
            SELECT FROM pg_shdepend AS owned, pg_database AS this
            WHERE this.datname = current_database() AND owned.deptype = 'o'
            AND owned.refclassid = 'pg_authid'::regclass AND owned.refobjid = role.oid
            AND (owned.dbid = this.oid
                OR (owned.classid = 'pg_database'::regclass AND owned.objid = this.oid))
        )
    FROM pg_roles AS role
    WHERE pg_has_role(session_user, role.oid, 'MEMBER')
    ORDER BY role.rolname
"""

# Tables guarded as append-only, and the rights to change them that the role has nevertheless.
# Where listed text can be erased (core/wall.py), UPDATE is left to the trigger.
RIGHTS_TO_CHANGE = """
    SELECT guarded.relname, array_remove(array_agg(verb ORDER BY verb), NULL)
    FROM pg_trigger AS guard
    JOIN pg_class AS guarded ON guarded.oid = guard.tgrelid
    LEFT JOIN (VALUES ('DELETE'), ('TRUNCATE'), ('UPDATE')) AS refused (verb) ON CASE verb
        WHEN 'UPDATE' THEN has_any_column_privilege(session_user, guarded.oid, 'UPDATE')
            AND encode(guard.tgargs, 'escape') LIKE '{}%'
        ELSE has_table_privilege(session_user, guarded.oid, verb)
    END
    WHERE guard.tgname = 'append_only' AND guard.tgenabled <> 'D'
    GROUP BY guarded.relname
    ORDER BY guarded.relname
"""


def register_all() -> None:
    for check in SETTINGS:
        register(check, Tags.security, deploy=True)
    register(database_role_is_the_app, Tags.database, deploy=True)


def production_is_on(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return _refuse_if(
        not settings.PRODUCTION,
        "This runs as a private copy: cookies and pages would travel unencrypted.",
        "Set SEND_PRODUCTION=1.",
        "send.E002",
    )


def secret_is_secret(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    known = settings.SECRET_KEY == settings.LOCAL_SECRET
    return _refuse_if(
        known or len(settings.SECRET_KEY) < SHORTEST_SECRET,
        "The secret key is known or short: whoever has it can sign in as anybody.",
        f"Set SEND_SECRET_KEY to at least {SHORTEST_SECRET} random characters.",
        "send.E003",
    )


def debug_is_off(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return _refuse_if(
        settings.DEBUG,
        "Error pages show settings and data to whoever meets an error.",
        "Unset SEND_DEBUG.",
        "send.E004",
    )


def hosts_are_named(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    hosts = set(settings.ALLOWED_HOSTS)
    return _refuse_if(
        "*" in hosts or hosts <= LOCAL_HOSTS,
        "The product answers under any name, or under none but this machine's own.",
        "Set SEND_HOSTS to the names people type, with commas between: cluster.example",
        "send.E005",
    )


def broker_is_redis(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return _refuse_if(
        not settings.REDIS_URL,
        "Work for the worker, and the limits on wrong passwords, are kept on this machine alone.",
        "Set REDIS_URL to a Redis server of the product's own: redis://redis:6379/0",
        "send.E006",
    )


def links_are_encrypted(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    address = urlsplit(settings.SITE_URL)
    return _refuse_if(
        address.scheme != "https" or not address.hostname or address.hostname in LOCAL_HOSTS,
        "The links in emails do not lead to an encrypted address.",
        "Set SEND_SITE_URL to the address people type: https://cluster.example",
        "send.E007",
    )


def mail_leaves(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return _refuse_if(
        settings.EMAIL_BACKEND in MAIL_TO_NOBODY,
        "No email leaves, so nobody can be invited.",
        "Unset SEND_EMAIL_BACKEND, and set SEND_EMAIL_HOST to your mail server.",
        "send.E008",
    )


SETTINGS: list[Check] = [
    production_is_on,
    secret_is_secret,
    debug_is_off,
    hosts_are_named,
    broker_is_redis,
    links_are_encrypted,
    mail_leaves,
]


def database_role_is_the_app(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Asks the database itself, also where `--database` does not name it."""
    faults: list[CheckMessage] = []
    for alias in databases or [DEFAULT_DB_ALIAS]:
        connection = connections[alias]
        try:
            faults += list(_role_faults(connection)) or list(_append_only_faults(connection))
        except OperationalError as fault:
            reason = str(fault).partition("\n")[0]
            hint = "Start PostgreSQL, or set DATABASE_URL to where it is."
            faults.append(_error(f"The database does not answer: {reason}", hint, "send.E009"))
    return faults


def _role_faults(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    roles = _rows(connection, ROLES_WITHIN_REACH)
    [(name, superuser)] = [(role[0], role[2]) for role in roles if role[1]]
    if superuser:  # and so a member of every role there is
        roles = [role for role in roles if role[1]]
    for other, itself, is_superuser, bypasses, owns in roles:
        powers = [
            power
            for has, power in (
                (is_superuser, "is a superuser"),
                (bypasses, "passes by row-level security (BYPASSRLS)"),
                (owns, "owns what is in the database"),
            )
            if has
        ]
        if powers:
            who = name if itself else f"{name} may become {other}, which"
            yield _error(
                f"The database role {who} {' and '.join(powers)}: the second wall does not hold.",
                "Set DATABASE_URL to the role send_app as config/roles.sql makes it, a member of"
                " no other role.",
                "send.E010",
            )


def _append_only_faults(connection: BaseDatabaseWrapper) -> Iterator[CheckMessage]:
    guarded = dict(_rows(connection, RIGHTS_TO_CHANGE))
    for table in sorted(ONLY_GROW - guarded.keys()):
        yield _error(
            f"Nothing keeps the table {table} from being changed.",
            "Run `manage.py migrate` with DATABASE_OWNER_URL set.",
            "send.E011",
        )
    for table, rights in guarded.items():
        if rights:
            yield _error(
                f"The database role has the right to {', '.join(rights)} on {table},"
                " which only grows.",
                f"As the owner, type in psql: REVOKE {', '.join(rights)} ON {table}"
                " FROM PUBLIC, send_app;",
                "send.E012",
            )


def _rows(connection: BaseDatabaseWrapper, sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def _refuse_if(refused: bool, what: str, hint: str, number: str) -> list[CheckMessage]:
    return [_error(what, hint, number)] if refused else []


def _error(what: str, hint: str, number: str) -> CheckMessage:
    return Error(what, hint=hint, id=number)
