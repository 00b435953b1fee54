#!/bin/sh
# For docker-compose.yml: makes the roles of a new volume. For a volume of an earlier version, once:
#   docker compose exec postgres sh /docker-entrypoint-initdb.d/roles.sh
set -eu
export PGPASSWORD="$POSTGRES_PASSWORD"

ask() {
    psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" "$@"
}

ask --set owner="$POSTGRES_OWNER_PASSWORD" --set app="$POSTGRES_APP_PASSWORD" <<'SQL'
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['recruitment_owner', 'recruitment_app']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE recruitment_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'owner';
ALTER ROLE recruitment_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'app';
SQL
ask --file "${RIGHTS:-/roles.sql}"
