"""What the database refuses on the panel's side, whoever asks and however.

Each guard locks the item's row before it looks, and so does adding a recusal or an answer: of two
at the same moment one waits, and then sees what the other did.
"""

from django.db import migrations

PARTS = ("panels_score", "panels_vote", "panels_note")

GUARD_PART = """
CREATE FUNCTION panels_guard_part() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    item panels_agendaitem;
    seat panels_seat;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION '% keeps what was said: strike it out instead', TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.struck_at IS NOT NULL THEN
            RAISE EXCEPTION 'what is struck out stays struck out'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.item_id, NEW.seat_id, NEW.cluster_id, NEW.made_at)
            IS DISTINCT FROM (OLD.item_id, OLD.seat_id, OLD.cluster_id, OLD.made_at)
            AND NEW.struck_at IS NOT NULL THEN
            RAISE EXCEPTION 'striking out changes nothing else'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.struck_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
    END IF;

    SELECT * INTO item FROM panels_agendaitem WHERE id = NEW.item_id FOR UPDATE;
    SELECT * INTO seat FROM panels_seat WHERE id = NEW.seat_id;
    IF seat.meeting_id IS DISTINCT FROM item.meeting_id THEN
        RAISE EXCEPTION 'that seat is at another meeting' USING ERRCODE = 'check_violation';
    END IF;
    IF seat.role NOT IN ('chair', 'deputy_chair', 'cluster_senco', 'member') THEN
        RAISE EXCEPTION 'a % neither scores nor votes', seat.role
            USING ERRCODE = 'check_violation';
    END IF;
    IF item.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'the item is published' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM panels_declaration WHERE check_id = item.check_id
            AND person_id = seat.person_id AND answer = 'none' AND replaced_at IS NULL
    ) THEN
        RAISE EXCEPTION 'no answer of "no interest" from that seat'
            USING ERRCODE = 'check_violation';
    END IF;
    IF panels_conflicted(
        item.check_id, seat.person_id, (now() AT TIME ZONE 'Europe/London')::date
    ) THEN
        RAISE EXCEPTION 'a silent observer neither scores nor votes'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_ANSWER = """
CREATE FUNCTION panels_guard_answer() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an answer is replaced, never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.replaced_at IS NOT NULL OR NEW.replaced_at IS NULL
        OR to_jsonb(OLD) - 'replaced_at' <> to_jsonb(NEW) - 'replaced_at'
    ) THEN
        RAISE EXCEPTION 'an answer is replaced, never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM panels_agendaitem WHERE check_id = NEW.check_id FOR UPDATE;
    RETURN NEW;
END $$;
"""

GUARD_RECUSAL = """
CREATE FUNCTION panels_guard_recusal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a recusal ends, it is never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
        OR to_jsonb(OLD) - '{ended_at,ended_by_id,ended_why}'::text[]
            <> to_jsonb(NEW) - '{ended_at,ended_by_id,ended_why}'::text[]
    ) THEN
        RAISE EXCEPTION 'a recusal ends, it is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM panels_agendaitem WHERE application_id = NEW.application_id
        ORDER BY id FOR UPDATE;
    RETURN NEW;
END $$;
"""


def trigger(table: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER guard BEFORE INSERT OR UPDATE OR DELETE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER guard ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("panels", "0003_conflicts")]
    operations = [
        migrations.RunSQL(GUARD_PART, "DROP FUNCTION panels_guard_part();"),
        migrations.RunSQL(GUARD_ANSWER, "DROP FUNCTION panels_guard_answer();"),
        migrations.RunSQL(GUARD_RECUSAL, "DROP FUNCTION panels_guard_recusal();"),
        *[trigger(table, "panels_guard_part") for table in PARTS],
        trigger("panels_declaration", "panels_guard_answer"),
        trigger("panels_recusal", "panels_guard_recusal"),
    ]
