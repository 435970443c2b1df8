"""Migration operations for what the database itself refuses.

They run as the owner role. A trigger function of the owner is SECURITY DEFINER with a fixed
search path, so that it sees every row however narrow the asking connection's tenant is.
"""

from django.db.migrations.operations import RunSQL


def second_wall(table: str, *, cluster: str | None = None, school: str | None = None) -> RunSQL:
    """Row-level security: a row shows to a connection whose setting names its cluster or school."""
    conditions = []
    if cluster:
        conditions.append(_named(cluster, "send.clusters"))
    if school:
        conditions.append(_named(school, "send.schools"))
    condition = " OR ".join(conditions)
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY tenant ON {table} USING ({condition}) WITH CHECK ({condition});
        CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY tenant ON {table};
        DROP POLICY owner ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def append_only(table: str, *, erasable: tuple[str, ...] = ()) -> RunSQL:
    """Refuses UPDATE and DELETE. One update passes: emptying the listed text, with `erased_at`."""
    columns = "{" + ",".join(erasable) + "}"
    revoked = "TRUNCATE, DELETE" if erasable else "TRUNCATE, DELETE, UPDATE"
    return RunSQL(
        f"""
        CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION core_refuse_change('{columns}');
        CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION core_refuse_change('{columns}');
        DO $$ DECLARE role name; BEGIN
            FOR role IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
                WHERE table_schema = 'public' AND table_name = '{table}'
                AND grantee <> current_user
            LOOP EXECUTE format('REVOKE {revoked} ON {table} FROM %I', role); END LOOP;
        END $$;
        """,
        f"""
        DROP TRIGGER append_only ON {table};
        DROP TRIGGER append_only_truncate ON {table};
        """,
    )


REFUSE_CHANGE = RunSQL(
    """
    CREATE FUNCTION core_refuse_change() RETURNS trigger LANGUAGE plpgsql
        SET search_path = pg_catalog, public AS $$
    DECLARE
        erasable text[] := TG_ARGV[0]::text[];
        old_row jsonb;
        new_row jsonb;
        erased text;
    BEGIN
        IF TG_OP = 'UPDATE' AND cardinality(erasable) > 0 THEN
            old_row := to_jsonb(OLD);
            new_row := to_jsonb(NEW);
            IF old_row ->> 'erased_at' IS NULL AND new_row ->> 'erased_at' IS NOT NULL THEN
                old_row := old_row - 'erased_at';
                new_row := new_row - 'erased_at';
                FOREACH erased IN ARRAY erasable LOOP
                    IF coalesce(new_row ->> erased, '') <> '' THEN
                        RAISE EXCEPTION 'erasing % leaves text in %', TG_TABLE_NAME, erased
                            USING ERRCODE = 'restrict_violation';
                    END IF;
                    old_row := old_row - erased;
                    new_row := new_row - erased;
                END LOOP;
                IF old_row = new_row THEN
                    RETURN NEW;
                END IF;
            END IF;
        END IF;
        RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
    END $$;
    """,
    "DROP FUNCTION core_refuse_change();",
)


def same_tenant(child: str, column: str, parent: str, *, tenant: str = "cluster_id") -> RunSQL:
    """A child row's cluster is its parent's: a foreign key over both columns."""
    name = f"{child}_{column}_same_tenant"
    return RunSQL(
        f"ALTER TABLE {child} ADD CONSTRAINT {name} FOREIGN KEY ({tenant}, {column})"
        f" REFERENCES {parent} ({tenant}, id) DEFERRABLE INITIALLY DEFERRED;",
        f"ALTER TABLE {child} DROP CONSTRAINT {name};",
    )


def _named(column: str, setting: str) -> str:
    return f"{column} = ANY (nullif(current_setting('{setting}', true), '')::bigint[])"
