"""What the database refuses of a decision, whoever asks and however.

It is recorded and chaired by people who are free, while the meeting is on, with enough people
there to decide; a letter is read by somebody free; what is published stands.
"""

from django.db import migrations

from core.wall import same_tenant, second_wall

FREE = """
CREATE FUNCTION panels_is_free(wanted bigint, person bigint) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM panels_declaration WHERE check_id = wanted
            AND person_id = person AND answer = 'none' AND replaced_at IS NULL
    ) AND NOT panels_conflicted(wanted, person, (now() AT TIME ZONE 'Europe/London')::date)
$$;
"""

GUARD_DECISION = """
CREATE FUNCTION panels_guard_decision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    item panels_agendaitem;
    deciders int;
    needed int;
    written text[] := '{letter_read_by_id,letter_read_at}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a decision is changed, never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO item FROM panels_agendaitem WHERE id = NEW.item_id FOR UPDATE;
    IF item.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'the decision is published' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.item_id <> OLD.item_id THEN
        RAISE EXCEPTION 'a decision stays with its item' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.letter_read_at IS NOT NULL
        AND to_jsonb(NEW) - written <> to_jsonb(OLD) - written THEN
        RAISE EXCEPTION 'the letter was read before the decision changed'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM panels_meeting WHERE id = item.meeting_id
        AND started_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the meeting has not started' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT panels_is_free(item.check_id, NEW.recorded_by_id)
        OR NOT panels_is_free(item.check_id, NEW.chaired_by_id)
        OR NEW.letter_read_by_id IS NOT NULL
            AND NOT panels_is_free(item.check_id, NEW.letter_read_by_id) THEN
        RAISE EXCEPTION 'only the free record, chair or read a decision'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM panels_seat WHERE meeting_id = item.meeting_id
        AND person_id = NEW.chaired_by_id AND attendance = 'present'
        AND role IN ('chair', 'deputy_chair', 'cluster_senco', 'member')) THEN
        RAISE EXCEPTION 'whoever chairs sits on the panel and is there'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.outcome <> 'defer' THEN
        SELECT count(*) INTO deciders FROM panels_seat s
            WHERE s.meeting_id = item.meeting_id AND s.attendance = 'present'
            AND s.role IN ('chair', 'deputy_chair', 'cluster_senco', 'member')
            AND panels_is_free(item.check_id, s.person_id);
        SELECT least_free_deciders INTO needed FROM clusters_rules
            WHERE cluster_id = item.cluster_id;
        IF deciders < needed THEN
            RAISE EXCEPTION 'not enough people are free to decide'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_ITEM = """
CREATE FUNCTION panels_guard_item() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.published_at IS NOT NULL
        AND to_jsonb(NEW) - 'revision' <> to_jsonb(OLD) - 'revision' THEN
        RAISE EXCEPTION 'the item is published' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.published_at IS NOT NULL AND OLD.published_at IS NULL AND NOT EXISTS (
        SELECT FROM panels_decision WHERE item_id = NEW.id AND letter_read_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'nobody has read the letter' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.taken_off_at IS NOT NULL AND OLD.taken_off_at IS NULL AND EXISTS (
        SELECT FROM panels_meeting WHERE id = NEW.meeting_id AND started_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'an item of a meeting that has started is deferred, not taken off'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.acting_chair_id IS DISTINCT FROM OLD.acting_chair_id
        AND NEW.acting_chair_id IS NOT NULL AND (
            NOT panels_is_free(NEW.check_id, NEW.acting_chair_id)
            OR NOT EXISTS (SELECT FROM panels_seat WHERE meeting_id = NEW.meeting_id
                AND person_id = NEW.acting_chair_id
                AND role IN ('chair', 'deputy_chair', 'cluster_senco', 'member'))
        ) THEN
        RAISE EXCEPTION 'whoever chairs an item is free and sits on the panel'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_LINE = """
CREATE FUNCTION panels_guard_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM panels_decision d JOIN panels_agendaitem i ON i.id = d.item_id
        WHERE d.id = coalesce(NEW.decision_id, OLD.decision_id) AND i.published_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'the decision is published' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
"""

TABLES = ("panels_decision", "panels_decisionline", "panels_question")
PARENTS = (
    ("panels_checkgrant", "content_object_id", "panels_check"),
    ("panels_decision", "item_id", "panels_agendaitem"),
    ("panels_decisionline", "decision_id", "panels_decision"),
    ("panels_decisionline", "cost_line_id", "funding_costline"),
    ("panels_meeting", "current_item_id", "panels_agendaitem"),
    ("panels_question", "check_id", "panels_check"),
)


class Migration(migrations.Migration):
    dependencies = [("panels", "0006_decisions")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        *[same_tenant(child, column, parent) for child, column, parent in PARENTS],
        migrations.RunSQL(FREE, "DROP FUNCTION panels_is_free(bigint, bigint);"),
        migrations.RunSQL(GUARD_DECISION, "DROP FUNCTION panels_guard_decision();"),
        migrations.RunSQL(GUARD_ITEM, "DROP FUNCTION panels_guard_item();"),
        migrations.RunSQL(GUARD_LINE, "DROP FUNCTION panels_guard_line();"),
        migrations.RunSQL(
            "CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON panels_decisionline"
            " FOR EACH ROW EXECUTE FUNCTION panels_guard_line();",
            "DROP TRIGGER guard ON panels_decisionline;",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON panels_decision"
            " FOR EACH ROW EXECUTE FUNCTION panels_guard_decision();",
            "DROP TRIGGER guard ON panels_decision;",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER guard BEFORE UPDATE ON panels_agendaitem"
            " FOR EACH ROW EXECUTE FUNCTION panels_guard_item();",
            "DROP TRIGGER guard ON panels_agendaitem;",
        ),
    ]
