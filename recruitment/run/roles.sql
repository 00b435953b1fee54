-- Who owns what in the database, and what the running system may do. A superuser runs it in that database, as often
-- as wanted: `make run` at each start, docker-compose.yml for a new volume, an operator as docs/operators.md says.
-- The roles recruitment_owner and recruitment_app must be there; they get their passwords where they are made.

DO $$
DECLARE
    thing record;
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO recruitment_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO recruitment_app', current_database());
    -- Of an earlier version, or restored from a backup. What an extension brought belongs to it.
    FOR thing IN
        SELECT c.oid::regclass AS name, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
            AND pg_get_userbyid(c.relowner) <> 'recruitment_owner'
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
    LOOP
        EXECUTE format('ALTER %s %s OWNER TO recruitment_owner', thing.kind, thing.name);
    END LOOP;
    FOR thing IN
        SELECT p.oid::regprocedure AS name FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace AND pg_get_userbyid(p.proowner) <> 'recruitment_owner'
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO recruitment_owner', thing.name);
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO recruitment_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO recruitment_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO recruitment_app;
ALTER DEFAULT PRIVILEGES FOR ROLE recruitment_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO recruitment_app;
ALTER DEFAULT PRIVILEGES FOR ROLE recruitment_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO recruitment_app;
