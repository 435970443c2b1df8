"""Whom each stage of a complaint bars, spelled once: the rules and the guards both read it.

One row for each reason. `from_rank` is the first stage that it bars from: 1 the first, 2 the
governor's, 3 the appeal. What makes somebody conflicted in a case is the conflict engine's own view
(`panels_conflict`), and where somebody works is its `panels_posting`.
"""

from django.db import migrations

RANK = """
CREATE FUNCTION complaints_rank(kind text) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE kind WHEN 'school' THEN 1 WHEN 'discussion' THEN 1 WHEN 'governor' THEN 2
        ELSE 3 END
$$;
"""

BARS = """
CREATE VIEW complaints_bar WITH (security_invoker = true) AS
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
        AND (g.kind = 'discussion' AND o.kind IN ('cluster_senco', 'chair')
            OR g.kind = 'governor' AND o.kind = 'link_governor')
        AND (o.ends_on IS NULL OR o.ends_on >= (g.opened_at AT TIME ZONE 'Europe/London')::date)
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

# As with the conflict engine: the view costs more to plan than to run, and a connection keeps the
# plan of a function.
FUNCTIONS = """
CREATE FUNCTION complaints_barred(complaint bigint, stage_kind text, person bigint)
    RETURNS boolean LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM complaints_bar WHERE complaint_id = complaint AND person_id = person
            AND from_rank <= complaints_rank(stage_kind)
    );
END $$;

CREATE FUNCTION complaints_bars_on(complaint bigint) RETURNS SETOF complaints_bar
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM complaints_bar WHERE complaint_id = complaint;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0002_second_wall"),
        ("panels", "0007_decision_guards"),
        ("funding", "0008_outcomes_only_grow"),
        ("clusters", "0003_what_an_authority_has_once"),
    ]
    operations = [
        migrations.RunSQL(RANK, "DROP FUNCTION complaints_rank(text);"),
        migrations.RunSQL(BARS, "DROP VIEW complaints_bar;"),
        migrations.RunSQL(
            FUNCTIONS,
            """
            DROP FUNCTION complaints_bars_on(bigint);
            DROP FUNCTION complaints_barred(bigint, text, bigint);
            """,
        ),
    ]
