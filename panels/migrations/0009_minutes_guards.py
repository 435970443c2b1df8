"""Approved minutes never change, and nothing is added to them. Nothing is approved before every
item is published or withdrawn."""

from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

GUARD_MINUTES = """
CREATE FUNCTION panels_guard_minutes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM FROM panels_meeting WHERE id = NEW.meeting_id AND started_at IS NOT NULL FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the meeting has not started' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (
        SELECT FROM panels_agendaitem i JOIN funding_application a ON a.id = i.application_id
        WHERE i.meeting_id = NEW.meeting_id AND i.taken_off_at IS NULL
            AND i.published_at IS NULL AND a.status <> 'withdrawn'
    ) THEN
        RAISE EXCEPTION 'an item is not published' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_ITEM = """
CREATE FUNCTION panels_guard_minutes_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted int;
    there int;
BEGIN
    SELECT number INTO wanted FROM panels_minutes WHERE id = NEW.minutes_id FOR UPDATE;
    SELECT count(*) INTO there FROM panels_minutesitem WHERE minutes_id = NEW.minutes_id;
    IF there > wanted THEN
        RAISE EXCEPTION 'the minutes are approved' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

TABLES = {
    "panels_minutes": ("there",),
    "panels_minutesitem": ("silent", "decided", "how", "reasons", "conditions", "next_step"),
}
PARENTS = (
    ("panels_minutes", "meeting_id", "panels_meeting"),
    ("panels_minutesitem", "minutes_id", "panels_minutes"),
    ("panels_minutesitem", "item_id", "panels_agendaitem"),
)
GUARDS = (
    ("BEFORE", "panels_minutes", "panels_guard_minutes", GUARD_MINUTES),
    ("AFTER", "panels_minutesitem", "panels_guard_minutes_item", GUARD_ITEM),
)


def _guard(when: str, table: str, name: str, function: str) -> list:
    return [
        migrations.RunSQL(function, f"DROP FUNCTION {name}();"),
        migrations.RunSQL(
            f"CREATE TRIGGER guard {when} INSERT ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {name}();",
            f"DROP TRIGGER guard ON {table};",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("panels", "0008_minutes")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        *[same_tenant(child, column, parent) for child, column, parent in PARENTS],
        *[append_only(table, erasable=texts) for table, texts in TABLES.items()],
        *[operation for guard in GUARDS for operation in _guard(*guard)],
    ]
