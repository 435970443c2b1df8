"""What the database refuses of a complaint, whoever asks and however.

Nobody whom a stage bars is named to it, writes a note at it or ends it; an appeal is heard by
three; a stage opens after the one before it has an outcome; a complaint that is closed stays as it
is. Each guard locks the complaint first, and so does naming whom it is about.
"""

from django.db import migrations

LOCKED = """
CREATE FUNCTION complaints_locked(wanted bigint) RETURNS complaints_complaint
    LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    found complaints_complaint;
BEGIN
    SELECT * INTO found FROM complaints_complaint WHERE id = wanted FOR UPDATE;
    IF found.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'the complaint is closed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN found;
END $$;
"""

GUARD_COMPLAINT = """
CREATE FUNCTION complaints_guard_complaint() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_to_change text[] := '{application_id,closed_at,closed_by_id,ending}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a complaint is closed, never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.closed_at IS NOT NULL
        OR OLD.application_id IS NOT NULL
            AND NEW.application_id IS DISTINCT FROM OLD.application_id
        OR to_jsonb(NEW) - open_to_change <> to_jsonb(OLD) - open_to_change THEN
        RAISE EXCEPTION 'a complaint stays as it was made' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_CONCERNED = """
CREATE FUNCTION complaints_guard_concerned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM complaints_locked(NEW.complaint_id);
    RETURN NEW;
END $$;
"""

GUARD_STAGE = """
CREATE FUNCTION complaints_guard_stage() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM complaints_locked(NEW.complaint_id);
    IF NEW.number <> 1 + (
        SELECT count(*) FROM complaints_complaintstage g
        JOIN complaints_stageoutcome e ON e.stage_id = g.id
        WHERE g.complaint_id = NEW.complaint_id
    ) THEN
        RAISE EXCEPTION 'the stage before it has no outcome' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_HANDLER = """
CREATE FUNCTION complaints_guard_handler() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stage complaints_complaintstage;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'who handled a stage stays on record'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL
            OR to_jsonb(NEW) - 'ended_at' <> to_jsonb(OLD) - 'ended_at' THEN
            RAISE EXCEPTION 'a naming ends, once, and does not change'
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO stage FROM complaints_complaintstage WHERE id = NEW.stage_id;
    PERFORM complaints_locked(stage.complaint_id);
    IF complaints_barred(stage.complaint_id, stage.kind, NEW.person_id) THEN
        RAISE EXCEPTION 'they may not handle this stage' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# At the last stage nothing is judged: whoever runs the cluster tells the authority.
GUARD_SAID = """
CREATE FUNCTION complaints_guard_said() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stage complaints_complaintstage;
    who bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    SELECT * INTO stage FROM complaints_complaintstage WHERE id = NEW.stage_id;
    PERFORM complaints_locked(stage.complaint_id);
    IF TG_TABLE_NAME = 'complaints_conversationnote'
        AND EXISTS (SELECT FROM complaints_stageoutcome WHERE stage_id = stage.id) THEN
        RAISE EXCEPTION 'the stage has an outcome' USING ERRCODE = 'restrict_violation';
    END IF;
    IF stage.kind = 'authority' THEN
        IF EXISTS (SELECT FROM complaints_concerned
            WHERE complaint_id = stage.complaint_id AND person_id = who) THEN
            RAISE EXCEPTION 'they may not handle this stage' USING ERRCODE = 'check_violation';
        END IF;
    ELSIF complaints_barred(stage.complaint_id, stage.kind, who) THEN
        RAISE EXCEPTION 'they may not handle this stage' USING ERRCODE = 'check_violation';
    END IF;
    IF stage.kind = 'appeal' AND 3 > (
        SELECT count(*) FROM complaints_handler h WHERE h.stage_id = stage.id
            AND h.ended_at IS NULL
            AND NOT complaints_barred(stage.complaint_id, stage.kind, h.person_id)
    ) THEN
        RAISE EXCEPTION 'an appeal is heard by three' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""


def guard(
    table: str, function: str, events: str = "INSERT", argument: str = ""
) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER guard BEFORE {events} ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}({argument});",
        f"DROP TRIGGER guard ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0003_bars")]
    operations = [
        migrations.RunSQL(LOCKED, "DROP FUNCTION complaints_locked(bigint);"),
        migrations.RunSQL(GUARD_COMPLAINT, "DROP FUNCTION complaints_guard_complaint();"),
        migrations.RunSQL(GUARD_CONCERNED, "DROP FUNCTION complaints_guard_concerned();"),
        migrations.RunSQL(GUARD_STAGE, "DROP FUNCTION complaints_guard_stage();"),
        migrations.RunSQL(GUARD_HANDLER, "DROP FUNCTION complaints_guard_handler();"),
        migrations.RunSQL(GUARD_SAID, "DROP FUNCTION complaints_guard_said();"),
        guard("complaints_complaint", "complaints_guard_complaint", "UPDATE OR DELETE"),
        guard("complaints_concerned", "complaints_guard_concerned"),
        guard("complaints_complaintstage", "complaints_guard_stage"),
        guard("complaints_handler", "complaints_guard_handler", "INSERT OR UPDATE OR DELETE"),
        guard("complaints_conversationnote", "complaints_guard_said", argument="'written_by_id'"),
        guard("complaints_stageoutcome", "complaints_guard_said", argument="'by_id'"),
    ]
