"""What the database refuses of procedures, connected cases, namings that end and closings.

A complaint begins under a procedure of its own cluster and kind; its case is as the last line of
`complaints_connectedcase` says; it is closed for lack of an answer only after the time to answer;
once closed, nothing of it changes but the words that closed it, which can be erased. Whom a stage
bars follows who handles it by the cluster's own choice.
"""

from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

ONLY_GROW = ("complaints_procedure", "complaints_procedurestage", "complaints_connectedcase")
PARENTS = (
    ("complaints_connectedcase", "complaint_id", "complaints_complaint"),
    ("complaints_connectedcase", "application_id", "funding_application"),
)

GUARD_COMPLAINT = """
CREATE OR REPLACE FUNCTION complaints_guard_complaint() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    open_to_change text[] := '{application_id,closed_at,closed_by_id,ending,closing_words}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a complaint is closed, never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.closed_at IS NOT NULL THEN
        IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND NEW.closing_words = ''
            AND to_jsonb(NEW) - '{erased_at,closing_words}'::text[]
                = to_jsonb(OLD) - '{erased_at,closing_words}'::text[] THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a complaint stays as it was closed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF to_jsonb(NEW) - open_to_change <> to_jsonb(OLD) - open_to_change
        OR NEW.application_id IS DISTINCT FROM OLD.application_id AND NOT EXISTS (
            SELECT FROM (
                SELECT application_id FROM complaints_connectedcase
                WHERE complaint_id = NEW.id ORDER BY id DESC LIMIT 1
            ) AS latest WHERE latest.application_id IS NOT DISTINCT FROM NEW.application_id
        ) THEN
        RAISE EXCEPTION 'a complaint stays as it was made' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.ending = 'time' AND NOT EXISTS (
        SELECT FROM (
            SELECT e.ask_by FROM complaints_complaintstage g
            LEFT JOIN complaints_stageoutcome e ON e.stage_id = g.id
            WHERE g.complaint_id = NEW.id ORDER BY g.number DESC LIMIT 1
        ) AS latest WHERE latest.ask_by < (NEW.closed_at AT TIME ZONE 'Europe/London')::date
    ) THEN
        RAISE EXCEPTION 'the time to ask for the next stage has not passed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_BEGINNING = """
CREATE FUNCTION complaints_guard_beginning() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.procedure_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM complaints_procedure p WHERE p.id = NEW.procedure_id
            AND p.cluster_id = NEW.cluster_id AND p.about = NEW.about
            AND (p.about = 'school' OR EXISTS (
                SELECT FROM complaints_procedurestage s
                WHERE s.procedure_id = p.id AND s.kind = 'appeal'
            ))
    ) THEN
        RAISE EXCEPTION 'a complaint goes by a procedure of its cluster, with an appeal'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_LINE = """
CREATE FUNCTION complaints_guard_line() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM complaints_complaint WHERE procedure_id = NEW.procedure_id)
        OR NOT EXISTS (SELECT FROM complaints_procedure
            WHERE id = NEW.procedure_id AND cluster_id = NEW.cluster_id) THEN
        RAISE EXCEPTION 'a procedure stays as complaints began under it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_CASE = """
CREATE FUNCTION complaints_guard_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    reached text;
BEGIN
    PERFORM complaints_locked(NEW.complaint_id);
    SELECT kind INTO reached FROM complaints_complaintstage
        WHERE complaint_id = NEW.complaint_id ORDER BY number DESC LIMIT 1;
    IF complaints_barred(NEW.complaint_id, reached, NEW.by_id) THEN
        RAISE EXCEPTION 'they may not handle this stage' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_HANDLER = """
CREATE OR REPLACE FUNCTION complaints_guard_handler() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    stage complaints_complaintstage;
    of_the_end text[] := '{ended_at,ended_by_id,ended_why}';
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'who handled a stage stays on record'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.ended_at IS NOT NULL
            OR to_jsonb(NEW) - of_the_end <> to_jsonb(OLD) - of_the_end THEN
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

# As before, but for who handles a stage by office or post: whom the cluster chose for it.
BARS = """
CREATE OR REPLACE VIEW complaints_bar WITH (security_invoker = true) AS
    SELECT cluster_id, complaint_id, person_id, why AS cause, 1 AS from_rank
    FROM complaints_concerned
    UNION ALL
    SELECT k.cluster_id, k.id, s.person_id, 'sat', 2
    FROM complaints_complaint k
    JOIN panels_agendaitem i ON i.application_id = k.application_id AND i.taken_off_at IS NULL
    JOIN panels_seat s ON s.meeting_id = i.meeting_id AND s.attendance <> 'apologies'
    UNION ALL
    SELECT g.cluster_id, g.complaint_id, h.person_id, 'handled', complaints_rank(g.kind) + 1
    FROM complaints_complaintstage g JOIN complaints_handler h ON h.stage_id = g.id
    UNION ALL
    SELECT g.cluster_id, g.complaint_id, n.written_by_id, 'handled', complaints_rank(g.kind) + 1
    FROM complaints_complaintstage g JOIN complaints_conversationnote n ON n.stage_id = g.id
    UNION ALL
    SELECT g.cluster_id, g.complaint_id, e.by_id, 'handled', complaints_rank(g.kind) + 1
    FROM complaints_complaintstage g JOIN complaints_stageoutcome e ON e.stage_id = g.id
    UNION ALL
    SELECT g.cluster_id, g.complaint_id, o.person_id, 'handled', complaints_rank(g.kind) + 1
    FROM complaints_complaintstage g
    JOIN clusters_office o ON o.cluster_id = g.cluster_id
        AND (g.handled_by IN ('senco_and_chair', 'cluster_senco') AND o.kind = 'cluster_senco'
            OR g.handled_by IN ('senco_and_chair', 'chair') AND o.kind = 'chair'
            OR g.handled_by = 'link_governor' AND o.kind = 'link_governor')
        AND (o.ends_on IS NULL OR o.ends_on >= (g.opened_at AT TIME ZONE 'Europe/London')::date)
    UNION ALL
    SELECT g.cluster_id, g.complaint_id, t.person_id, 'handled', complaints_rank(g.kind) + 1
    FROM complaints_complaintstage g
    JOIN complaints_complaint k ON k.id = g.complaint_id
    JOIN schools_post t ON t.school_id = k.school_id
        AND (g.handled_by = 'school' AND t.kind = 'senco'
            OR g.handled_by IN ('school', 'heads')
                AND t.kind IN ('headteacher', 'executive_head', 'head_of_school'))
        AND (t.ends_on IS NULL OR t.ends_on >= (g.opened_at AT TIME ZONE 'Europe/London')::date)
    UNION ALL
    SELECT k.cluster_id, k.id, c.checked_by_id, 'took_part', 3
    FROM complaints_complaint k JOIN panels_check c ON c.application_id = k.application_id
    WHERE c.checked_by_id IS NOT NULL
    UNION ALL
    SELECT k.cluster_id, k.id, part.person_id, 'took_part', 3
    FROM complaints_complaint k
    JOIN panels_agendaitem i ON i.application_id = k.application_id
    LEFT JOIN panels_decision d ON d.item_id = i.id
    CROSS JOIN LATERAL (
        VALUES (i.acting_chair_id), (d.recorded_by_id), (d.chaired_by_id), (d.letter_read_by_id)
    ) AS part (person_id)
    WHERE part.person_id IS NOT NULL
    UNION ALL
    SELECT k.cluster_id, k.id, s.person_id, 'took_part', 3
    FROM complaints_complaint k
    JOIN panels_agendaitem i ON i.application_id = k.application_id
    JOIN (
        SELECT item_id, seat_id FROM panels_score
        UNION ALL SELECT item_id, seat_id FROM panels_vote
        UNION ALL SELECT item_id, seat_id FROM panels_note
    ) AS part ON part.item_id = i.id
    JOIN panels_seat s ON s.id = part.seat_id
    UNION ALL
    SELECT k.cluster_id, k.id, a.user_id, 'took_part', 3
    FROM complaints_complaint k
    JOIN panels_agendaitem i ON i.application_id = k.application_id
    JOIN panels_agendaitemgrant a ON a.content_object_id = i.id
    UNION ALL
    SELECT k.cluster_id, k.id, f.person_id, f.cause, 3
    FROM complaints_complaint k JOIN panels_conflict f ON f.application_id = k.application_id
    UNION ALL
    SELECT k.cluster_id, k.id, g.person_id, 'own_school', 3
    FROM complaints_complaint k
    JOIN clusters_rules r ON r.cluster_id = k.cluster_id
    JOIN schools_school s ON s.id = k.school_id
    JOIN schools_school f ON f.family = s.family
    JOIN panels_posting g ON g.school_id = f.id
    WHERE (g.via = 'post' OR g.via = 'base' AND r.base_school_counts
            OR g.via = 'employer' AND r.employer_counts)
        AND (g.ends_on IS NULL OR g.ends_on >= ((k.received_at AT TIME ZONE 'Europe/London')
            - make_interval(months => r.look_back_months))::date);
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_procedures_cases_and_endings")]
    operations = [
        *[append_only(table) for table in ONLY_GROW],
        second_wall("complaints_connectedcase", cluster="cluster_id"),
        *[same_tenant(child, column, parent) for child, column, parent in PARENTS],
        migrations.RunSQL(GUARD_COMPLAINT, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD_HANDLER, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD_BEGINNING, "DROP FUNCTION complaints_guard_beginning();"),
        migrations.RunSQL(GUARD_LINE, "DROP FUNCTION complaints_guard_line();"),
        migrations.RunSQL(GUARD_CASE, "DROP FUNCTION complaints_guard_case();"),
        migrations.RunSQL(
            "CREATE TRIGGER guard_beginning BEFORE INSERT ON complaints_complaint"
            " FOR EACH ROW EXECUTE FUNCTION complaints_guard_beginning();",
            "DROP TRIGGER guard_beginning ON complaints_complaint;",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER guard BEFORE INSERT ON complaints_procedurestage"
            " FOR EACH ROW EXECUTE FUNCTION complaints_guard_line();",
            "DROP TRIGGER guard ON complaints_procedurestage;",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER guard BEFORE INSERT ON complaints_connectedcase"
            " FOR EACH ROW EXECUTE FUNCTION complaints_guard_case();",
            "DROP TRIGGER guard ON complaints_connectedcase;",
        ),
        migrations.RunSQL(BARS, migrations.RunSQL.noop),
    ]
