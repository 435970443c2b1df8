"""What the database refuses with the money, whoever asks and however.

Every entry locks its fund's row before anything is looked at, so two at the same moment stand in
a line, and the sums that are checked when they commit are those of both.
"""

from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

TABLES = (
    "funding_fund",
    "funding_award",
    "funding_awardbarred",
    "funding_instalment",
    "funding_hold",
    "funding_ledgerentry",
    "funding_ledgerline",
    "funding_balancehidden",
)
PARENTS = (
    ("funding_award", "fund_id", "funding_fund"),
    ("funding_award", "application_id", "funding_application"),
    ("funding_awardbarred", "award_id", "funding_award"),
    ("funding_instalment", "award_id", "funding_award"),
    ("funding_hold", "instalment_id", "funding_instalment"),
    ("funding_ledgerentry", "fund_id", "funding_fund"),
    ("funding_ledgerentry", "application_id", "funding_application"),
    ("funding_ledgerentry", "award_id", "funding_award"),
    ("funding_ledgerentry", "instalment_id", "funding_instalment"),
    ("funding_ledgerentry", "corrects_id", "funding_ledgerentry"),
    ("funding_ledgerline", "fund_id", "funding_fund"),
    ("funding_ledgerline", "entry_id", "funding_ledgerentry"),
    ("funding_balancehidden", "application_id", "funding_application"),
)

# Ranges of one number and of days need no extension, as equality in an exclusion would.
ONE_FUND = """
ALTER TABLE funding_fund ADD CONSTRAINT one_fund_a_cluster_at_a_day EXCLUDE USING gist (
    int8range(cluster_id, cluster_id, '[]') WITH &&,
    daterange(starts_on, ends_on, '[]') WITH &&
);
"""

OWNERS_RIGHTS = """LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp"""

LOCK_FUND = f"""
CREATE FUNCTION funding_lock_fund() RETURNS trigger {OWNERS_RIGHTS} AS $$
BEGIN
    PERFORM FROM funding_fund WHERE id = NEW.fund_id FOR UPDATE;
    RETURN NEW;
END $$;
"""

CHECK_ENTRY = f"""
CREATE FUNCTION funding_check_entry() RETURNS trigger {OWNERS_RIGHTS} AS $$
DECLARE
    entry funding_ledgerentry;
    payment record;
    total bigint;
    moved bigint;
    account_below text;
BEGIN
    IF TG_TABLE_NAME = 'funding_ledgerline' THEN
        SELECT * INTO entry FROM funding_ledgerentry WHERE id = NEW.entry_id;
        IF NEW.fund_id <> entry.fund_id THEN
            RAISE EXCEPTION 'the line is of another fund than its entry'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSE
        entry := NEW;
    END IF;

    SELECT coalesce(sum(amount_pence), 0), coalesce(sum(greatest(amount_pence, 0)), 0)
        INTO total, moved FROM funding_ledgerline WHERE entry_id = entry.id;
    IF total <> 0 OR moved <> entry.amount_pence THEN
        RAISE EXCEPTION 'the lines of an entry add up to nothing, and move what it says'
            USING ERRCODE = 'check_violation';
    END IF;

    SELECT account INTO account_below FROM funding_ledgerline
        WHERE fund_id = entry.fund_id AND account <> 'source'
        GROUP BY account HAVING sum(amount_pence) < 0 LIMIT 1;
    IF account_below IS NOT NULL THEN
        RAISE EXCEPTION 'the fund has less than that %', account_below
            USING ERRCODE = 'check_violation';
    END IF;

    IF entry.cause = 'released' THEN
        SELECT i.amount_pence, i.released_at, a.fund_id, a.school_id INTO payment
            FROM funding_instalment i JOIN funding_award a ON a.id = i.award_id
            WHERE i.id = entry.instalment_id AND a.id = entry.award_id;
        IF payment IS NULL OR payment.released_at IS NULL
            OR payment.amount_pence <> entry.amount_pence OR payment.fund_id <> entry.fund_id
            OR EXISTS (
                SELECT FROM funding_ledgerline WHERE entry_id = entry.id
                AND (account NOT IN ('committed', 'paid')
                    OR account = 'paid' AND school_id <> payment.school_id)
            )
        THEN
            RAISE EXCEPTION 'a payment is its released instalment, to its school'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NULL;
END $$;
"""

CHECK_AWARD = f"""
CREATE FUNCTION funding_check_award() RETURNS trigger {OWNERS_RIGHTS} AS $$
DECLARE
    award funding_award;
    total bigint;
BEGIN
    IF TG_TABLE_NAME = 'funding_instalment' THEN
        SELECT * INTO award FROM funding_award WHERE id = NEW.award_id;
        IF NEW.released_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM funding_ledgerentry
            WHERE instalment_id = NEW.id AND cause = 'released'
        ) THEN
            RAISE EXCEPTION 'a released instalment is in the ledger'
                USING ERRCODE = 'check_violation';
        END IF;
    ELSE
        award := NEW;
    END IF;
    SELECT coalesce(sum(amount_pence), 0) INTO total
        FROM funding_instalment WHERE award_id = award.id;
    IF total + award.paid_before_pence <> award.amount_pence THEN
        RAISE EXCEPTION 'the instalments of an award add up to it'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

INVOLVED = """
CREATE FUNCTION funding_involved(wanted bigint, person bigint) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM funding_awardbarred WHERE award_id = wanted AND person_id = person
    ) OR EXISTS (
        SELECT FROM funding_award a
        JOIN schools_school paid ON paid.id = a.school_id
            OR paid.id IN (SELECT school_id FROM funding_applicantschool
                WHERE application_id = a.application_id)
        JOIN schools_school own ON own.family = paid.family
        JOIN schools_post p ON p.school_id = own.id
        WHERE a.id = wanted AND p.person_id = person
            AND p.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
            AND (p.ends_on IS NULL OR p.ends_on >= (now() AT TIME ZONE 'Europe/London')::date)
    );
$$;
"""

GUARD_INSTALMENT = f"""
CREATE FUNCTION funding_guard_instalment() RETURNS trigger {OWNERS_RIGHTS} AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an instalment is stopped, never removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        IF OLD.released_at IS NOT NULL OR OLD.stopped_at IS NOT NULL THEN
            RAISE EXCEPTION 'a released or stopped instalment never changes'
                USING ERRCODE = 'restrict_violation';
        END IF;
        IF (NEW.cluster_id, NEW.award_id, NEW.number, NEW.due_on, NEW.amount_pence)
            IS DISTINCT FROM
            (OLD.cluster_id, OLD.award_id, OLD.number, OLD.due_on, OLD.amount_pence) THEN
            RAISE EXCEPTION 'an instalment is released as it was promised'
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    IF NEW.released_at IS NOT NULL THEN
        IF EXISTS (SELECT FROM funding_hold WHERE instalment_id = NEW.id AND ended_at IS NULL) THEN
            RAISE EXCEPTION 'the payment is held' USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.countersigned_by_id IS NULL
            AND funding_involved(NEW.award_id, NEW.released_by_id)
            OR funding_involved(NEW.award_id, NEW.countersigned_by_id) THEN
            RAISE EXCEPTION 'somebody uninvolved countersigns'
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_AWARD = f"""
CREATE FUNCTION funding_guard_award() RETURNS trigger {OWNERS_RIGHTS} AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(OLD) - '{{conditions,erased_at}}'::text[]
        <> to_jsonb(NEW) - '{{conditions,erased_at}}'::text[]
        OR NEW.conditions <> OLD.conditions AND (NEW.conditions <> '' OR NEW.erased_at IS NULL)
    THEN
        RAISE EXCEPTION 'an award is stopped or returned, never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""

GUARD_HOLD = f"""
CREATE FUNCTION funding_guard_hold() RETURNS trigger {OWNERS_RIGHTS} AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (
        OLD.ended_at IS NOT NULL OR NEW.ended_at IS NULL
        OR to_jsonb(OLD) - '{{ended_at,ended_by_id}}'::text[]
            <> to_jsonb(NEW) - '{{ended_at,ended_by_id}}'::text[]
    ) THEN
        RAISE EXCEPTION 'a hold ends, it is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM FROM funding_instalment WHERE id = NEW.instalment_id FOR UPDATE;
    RETURN NEW;
END $$;
"""

FUNCTIONS = {
    "funding_lock_fund()": LOCK_FUND,
    "funding_check_entry()": CHECK_ENTRY,
    "funding_check_award()": CHECK_AWARD,
    "funding_involved(bigint, bigint)": INVOLVED,
    "funding_guard_instalment()": GUARD_INSTALMENT,
    "funding_guard_award()": GUARD_AWARD,
    "funding_guard_hold()": GUARD_HOLD,
}


def trigger(name: str, table: str, when: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {name} ON {table};",
    )


def at_the_end(table: str, when: str, function: str) -> migrations.RunSQL:
    """Looked at when the transaction commits, when all its rows are there."""
    return migrations.RunSQL(
        f"CREATE CONSTRAINT TRIGGER adds_up AFTER {when} ON {table} DEFERRABLE INITIALLY DEFERRED"
        f" FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER adds_up ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0005_money_tables")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        *[same_tenant(*parent) for parent in PARENTS],
        append_only("funding_awardbarred"),
        append_only("funding_ledgerentry", erasable=("words",)),
        append_only("funding_ledgerline"),
        migrations.RunSQL(
            ONE_FUND, "ALTER TABLE funding_fund DROP CONSTRAINT one_fund_a_cluster_at_a_day;"
        ),
        *[
            migrations.RunSQL(body, f"DROP FUNCTION {function};")
            for function, body in FUNCTIONS.items()
        ],
        trigger("lock_fund", "funding_ledgerentry", "BEFORE INSERT", "funding_lock_fund"),
        trigger("lock_fund", "funding_ledgerline", "BEFORE INSERT", "funding_lock_fund"),
        at_the_end("funding_ledgerentry", "INSERT", "funding_check_entry"),
        at_the_end("funding_ledgerline", "INSERT", "funding_check_entry"),
        at_the_end("funding_award", "INSERT", "funding_check_award"),
        at_the_end("funding_instalment", "INSERT OR UPDATE", "funding_check_award"),
        trigger(
            "guard",
            "funding_instalment",
            "BEFORE INSERT OR UPDATE OR DELETE",
            "funding_guard_instalment",
        ),
        trigger("guard", "funding_award", "BEFORE UPDATE OR DELETE", "funding_guard_award"),
        trigger("guard", "funding_hold", "BEFORE INSERT OR UPDATE OR DELETE", "funding_guard_hold"),
    ]
