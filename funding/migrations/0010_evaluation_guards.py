"""What the database refuses with evaluations, and with money that comes back, whoever asks.

A sent evaluation is frozen with all its parts. It is opened again by a row that says who sent it
back and why, in the same transaction; besides, its text can be erased.
"""

from django.db import migrations

from core.wall import append_only, same_tenant, second_wall

TABLES = (
    "funding_evaluation",
    "funding_outcomereached",
    "funding_progress",
    "funding_evaluationstep",
    "funding_evaluationhidden",
)
PARENTS = (
    ("funding_evaluation", "award_id", "funding_award"),
    ("funding_outcomereached", "evaluation_id", "funding_evaluation"),
    ("funding_outcomereached", "hoped_id", "funding_hopedoutcome"),
    ("funding_progress", "evaluation_id", "funding_evaluation"),
    ("funding_progress", "pupil_id", "funding_applicationpupil"),
    ("funding_evaluationstep", "evaluation_id", "funding_evaluation"),
    ("funding_evaluationhidden", "award_id", "funding_award"),
)

OWNERS_RIGHTS = """LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp"""

GUARD_EVALUATION = f"""
CREATE FUNCTION funding_guard_evaluation() RETURNS trigger {OWNERS_RIGHTS} AS $$
DECLARE
    words text[] :=
        '{{supported_by,pupils_view,parents_view,staff_view,what_worked,what_did_not}}';
    sending text[] := '{{sent_at,sent_by_id,signed_at,signed_by_id}}';
    word text;
    before jsonb := to_jsonb(OLD);
    after jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an evaluation is never removed' USING ERRCODE = 'restrict_violation';
    END IF;
    after := to_jsonb(NEW);
    IF (NEW.cluster_id, NEW.award_id, NEW.school_id, NEW.public_id)
        IS DISTINCT FROM (OLD.cluster_id, OLD.award_id, OLD.school_id, OLD.public_id) THEN
        RAISE EXCEPTION 'an evaluation stays with its award' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'what is erased never changes' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.erased_at IS NOT NULL THEN
        FOREACH word IN ARRAY words LOOP
            IF after ->> word <> '' THEN
                RAISE EXCEPTION 'erasing leaves text in %', word
                    USING ERRCODE = 'restrict_violation';
            END IF;
        END LOOP;
        IF before - words - 'erased_at' = after - words - 'erased_at' THEN
            RETURN NEW;
        END IF;
    ELSIF OLD.sent_at IS NULL THEN
        RETURN NEW;
    ELSIF before - sending = after - sending THEN
        IF NEW.sent_at = OLD.sent_at AND NEW.sent_by_id = OLD.sent_by_id
            AND OLD.signed_at IS NULL AND NEW.signed_at IS NOT NULL THEN
            RETURN NEW;
        END IF;
        IF NEW.sent_at IS NULL AND NEW.signed_at IS NULL AND (
            SELECT step = 'sent_back' AND at >= OLD.sent_at FROM funding_evaluationstep
            WHERE evaluation_id = NEW.id ORDER BY id DESC LIMIT 1
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'a sent evaluation never changes' USING ERRCODE = 'restrict_violation';
END $$;
"""

# The evaluation's row is locked, so that nothing is written beside it while it is being sent.
GUARD_PART = f"""
CREATE FUNCTION funding_guard_evaluation_part() RETURNS trigger {OWNERS_RIGHTS} AS $$
DECLARE
    evaluation funding_evaluation;
    case_id bigint;
    before jsonb;
    after jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        before := to_jsonb(OLD);
        SELECT * INTO evaluation FROM funding_evaluation WHERE id = OLD.evaluation_id FOR UPDATE;
        IF TG_OP = 'UPDATE' AND NEW.evaluation_id <> OLD.evaluation_id THEN
            RAISE EXCEPTION 'a part stays with its evaluation'
                USING ERRCODE = 'restrict_violation';
        END IF;
    ELSE
        SELECT * INTO evaluation FROM funding_evaluation WHERE id = NEW.evaluation_id FOR UPDATE;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF evaluation.erased_at IS NOT NULL AND TG_TABLE_NAME = 'funding_progress'
            OR evaluation.sent_at IS NULL THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'nothing of a sent evaluation is removed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    after := to_jsonb(NEW);
    IF TG_TABLE_NAME = 'funding_outcomereached' AND TG_OP = 'UPDATE'
        AND after ->> 'erased_at' IS NOT NULL AND before ->> 'erased_at' IS NULL
        AND after ->> 'actual' = ''
        AND before - '{{actual,erased_at}}'::text[] = after - '{{actual,erased_at}}'::text[] THEN
        RETURN NEW;
    END IF;
    IF evaluation.sent_at IS NOT NULL OR evaluation.erased_at IS NOT NULL THEN
        RAISE EXCEPTION 'nothing of a sent evaluation changes'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_TABLE_NAME = 'funding_outcomereached' THEN
        SELECT application_id INTO case_id FROM funding_hopedoutcome
            WHERE id = (after ->> 'hoped_id')::bigint;
    ELSIF after ->> 'pupil_id' IS NULL THEN
        RETURN NEW;
    ELSE
        SELECT application_id INTO case_id FROM funding_applicationpupil
            WHERE id = (after ->> 'pupil_id')::bigint;
    END IF;
    IF NOT EXISTS (
        SELECT FROM funding_award WHERE id = evaluation.award_id AND application_id = case_id
    ) THEN
        RAISE EXCEPTION 'it is of another application than the award'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

# The entry has locked the fund, so two returns at the same moment are both in the sum.
CHECK_RETURN = f"""
CREATE FUNCTION funding_check_return() RETURNS trigger {OWNERS_RIGHTS} AS $$
DECLARE
    paid bigint;
    returned bigint;
BEGIN
    IF NEW.cause <> 'returned' THEN
        RETURN NULL;
    END IF;
    SELECT coalesce(sum(amount_pence) FILTER (WHERE cause = 'released'), 0),
        coalesce(sum(amount_pence) FILTER (WHERE cause = 'returned'), 0)
        INTO paid, returned FROM funding_ledgerentry WHERE award_id = NEW.award_id;
    IF NEW.award_id IS NULL OR returned > paid THEN
        RAISE EXCEPTION 'no more comes back of an award than was paid on it'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
"""

FUNCTIONS = {
    "funding_guard_evaluation()": GUARD_EVALUATION,
    "funding_guard_evaluation_part()": GUARD_PART,
    "funding_check_return()": CHECK_RETURN,
}


def trigger(name: str, table: str, when: str, function: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}();",
        f"DROP TRIGGER {name} ON {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("funding", "0009_evaluations")]
    operations = [
        *[second_wall(table, cluster="cluster_id") for table in TABLES],
        *[same_tenant(*parent) for parent in PARENTS],
        append_only("funding_evaluationstep", erasable=("words",)),
        append_only("funding_evaluationhidden"),
        *[
            migrations.RunSQL(body, f"DROP FUNCTION {function};")
            for function, body in FUNCTIONS.items()
        ],
        trigger(
            "guard", "funding_evaluation", "BEFORE UPDATE OR DELETE", "funding_guard_evaluation"
        ),
        # A new row is looked at once row-level security has let it in.
        *[
            trigger(name, table, when, "funding_guard_evaluation_part")
            for table in ("funding_outcomereached", "funding_progress")
            for name, when in (("guard", "BEFORE UPDATE OR DELETE"), ("guard_new", "AFTER INSERT"))
        ],
        migrations.RunSQL(
            "CREATE CONSTRAINT TRIGGER comes_back AFTER INSERT ON funding_ledgerentry"
            " DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION funding_check_return();",
            "DROP TRIGGER comes_back ON funding_ledgerentry;",
        ),
    ]
