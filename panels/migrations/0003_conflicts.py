"""The conflict engine's facts, spelled once: a view that the rules, the counting and the triggers
all read. `docs/decisions/0001-the-conflict-engine.md` says why it is here and not in Python.

One row for each reason that a person has to stand back from a case (`panels_check`): `since` is
the day the fact began; `stored` marks the recusals that write facts down. A post counts from the meeting's day less the cluster's look-back until
publication; schools of one family (federated, predecessor and successor) are one school.
"""

from django.db import migrations

POSTINGS = """
CREATE VIEW panels_posting WITH (security_invoker = true) AS
    SELECT p.id, 'post' AS via, p.person_id, p.school_id, p.starts_on, p.ends_on
    FROM schools_post p
    UNION ALL
    SELECT o.id, 'base', o.person_id, o.base_school_id, o.starts_on, o.ends_on
    FROM clusters_office o WHERE o.base_school_id IS NOT NULL
    UNION ALL
    SELECT o.id, 'employer', o.person_id, o.employer_school_id, o.starts_on, o.ends_on
    FROM clusters_office o WHERE o.employer_school_id IS NOT NULL;
"""

CASES = """
CREATE VIEW panels_case WITH (security_invoker = true) AS
    SELECT c.id AS check_id, c.cluster_id, c.application_id, d.held_on,
        (d.held_on - make_interval(months => r.look_back_months))::date AS counts_from,
        coalesce((i.published_at AT TIME ZONE 'Europe/London')::date, 'infinity') AS counts_until,
        r.base_school_counts, r.employer_counts, r.same_trust_counts
    FROM panels_check c
    JOIN clusters_paneldate d ON d.id = c.panel_date_id
    JOIN clusters_rules r ON r.cluster_id = c.cluster_id
    LEFT JOIN panels_agendaitem i ON i.check_id = c.id;
"""

COUNTS = """
    (g.via = 'post' OR g.via = 'base' AND k.base_school_counts
        OR g.via = 'employer' AND k.employer_counts)
    AND g.starts_on <= k.counts_until
    AND (g.ends_on IS NULL OR g.ends_on >= k.counts_from)
"""

CONFLICTS = f"""
CREATE VIEW panels_conflict WITH (security_invoker = true) AS
    SELECT g.via || g.id || '-' || k.check_id || '-' || a.id AS id,
        k.cluster_id, k.check_id, k.application_id, g.person_id,
        'own_school' AS cause, f.name AS school_name, g.starts_on AS since, k.held_on,
        g.via, false AS stored
    FROM panels_case k
    JOIN funding_applicantschool a ON a.application_id = k.application_id
    JOIN schools_school s ON s.id = a.school_id
    JOIN schools_school f ON f.family = s.family
    JOIN panels_posting g ON g.school_id = f.id
    WHERE {COUNTS}
    UNION ALL
    SELECT 'trust' || g.via || g.id || '-' || k.check_id || '-' || a.id || '-' || theirs.id,
        k.cluster_id, k.check_id, k.application_id, g.person_id,
        'same_trust', f.name, greatest(g.starts_on, ours.starts_on, theirs.starts_on), k.held_on,
        g.via, false
    FROM panels_case k
    JOIN funding_applicantschool a ON a.application_id = k.application_id
    JOIN schools_trustmembership ours ON ours.school_id = a.school_id
    JOIN schools_trustmembership theirs ON theirs.trust_id = ours.trust_id
        AND theirs.school_id <> ours.school_id
    JOIN schools_school f ON f.id = theirs.school_id
    JOIN panels_posting g ON g.school_id = theirs.school_id
    WHERE k.same_trust_counts AND {COUNTS}
        AND (ours.ends_on IS NULL OR ours.ends_on >= k.counts_from)
        AND (theirs.ends_on IS NULL OR theirs.ends_on >= k.counts_from)
        AND ours.starts_on <= k.counts_until AND theirs.starts_on <= k.counts_until
    UNION ALL
    SELECT 'author' || w.id || '-' || k.check_id,
        k.cluster_id, k.check_id, k.application_id, w.person_id,
        'author', '', (w.at AT TIME ZONE 'Europe/London')::date, k.held_on, '', false
    FROM panels_case k
    JOIN funding_authorship w ON w.application_id = k.application_id
    UNION ALL
    SELECT 'recusal' || r.id || '-' || k.check_id,
        k.cluster_id, k.check_id, k.application_id, r.person_id,
        r.cause, '', coalesce(r.since, '0001-01-01'), k.held_on, '', true
    FROM panels_case k
    JOIN panels_recusal r ON r.application_id = k.application_id
    WHERE r.ended_at IS NULL;
"""


# The view costs more to plan than to run, so it is asked through functions, whose plans a
# connection keeps.
FUNCTIONS = """
CREATE FUNCTION panels_conflicts_of(person bigint) RETURNS SETOF panels_conflict
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM panels_conflict WHERE person_id = person;
END $$;

CREATE FUNCTION panels_conflicts_on(checks bigint[]) RETURNS SETOF panels_conflict
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM panels_conflict WHERE check_id = ANY (checks);
END $$;

CREATE FUNCTION panels_conflicted(wanted bigint, person bigint, today date) RETURNS boolean
    LANGUAGE plpgsql STABLE SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN EXISTS (
        SELECT FROM panels_conflict WHERE check_id = wanted AND person_id = person
            AND since <= greatest(held_on, today)
    );
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("panels", "0002_second_wall"),
        ("schools", "0001_initial"),
        ("clusters", "0001_initial"),
        ("funding", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(POSTINGS, "DROP VIEW panels_posting;"),
        migrations.RunSQL(CASES, "DROP VIEW panels_case;"),
        migrations.RunSQL(CONFLICTS, "DROP VIEW panels_conflict;"),
        migrations.RunSQL(
            FUNCTIONS,
            """
            DROP FUNCTION panels_conflicted(bigint, bigint, date);
            DROP FUNCTION panels_conflicts_on(bigint[]);
            DROP FUNCTION panels_conflicts_of(bigint);
            """,
        ),
    ]
