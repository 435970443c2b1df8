-- The two roles of the house and what the app role may do, in the database this runs in.
-- Run by a superuser, as often as one likes, in template1 of a private server and in the
-- database of a deployment. The passwords come from the environment.
\set ON_ERROR_STOP on
\getenv owner_password SEND_OWNER_PASSWORD
\getenv app_password SEND_APP_PASSWORD

SELECT format('CREATE ROLE %I', name)
FROM (VALUES ('send_owner'), ('send_app')) AS wanted (name)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name)
\gexec

ALTER ROLE send_owner LOGIN NOSUPERUSER NOCREATEROLE NOBYPASSRLS PASSWORD :'owner_password';
ALTER ROLE send_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD :'app_password';

ALTER SCHEMA public OWNER TO send_owner;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO send_app;

-- No TRUNCATE, REFERENCES or TRIGGER: append-only tables lose UPDATE and DELETE in their migration.
ALTER DEFAULT PRIVILEGES FOR ROLE send_owner
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO send_app;
ALTER DEFAULT PRIVILEGES FOR ROLE send_owner GRANT USAGE, SELECT ON SEQUENCES TO send_app;
ALTER DEFAULT PRIVILEGES FOR ROLE send_owner GRANT EXECUTE ON FUNCTIONS TO send_app;
