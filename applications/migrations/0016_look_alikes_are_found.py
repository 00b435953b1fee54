"""Phone numbers and names as they are compared; both stand in an index.

What is written for an index is immutable, and named with its schema: a restore runs with an empty search path.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

import applications.plain

DIGITS = r"""
CREATE FUNCTION public.phone_digits(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
    SELECT CASE WHEN pg_catalog.length(short) >= 8 AND short !~ '^(.)\1*$' THEN short END
    FROM (SELECT pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(
        phone, '[^0-9]', '', 'g'), '^00', ''), '^45([0-9]{8})$', '\1')) made(short)
$$;
"""
# Two words are one slip apart where they are equal, or become so when each loses one letter at most. A name that
# lacks what another has in its middle finds it by "~", so that two middle names never meet.
NAMES = r"""
CREATE FUNCTION public.slips(said text, mark text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
    SELECT pg_catalog.array_agg(DISTINCT mark || pg_catalog.overlay(said, '', at, 1))
    FROM pg_catalog.generate_series(
        CASE WHEN pg_catalog.length(said) < 8 THEN pg_catalog.length(said) + 1 ELSE 1 END,
        pg_catalog.length(said) + 1) at
$$;

CREATE FUNCTION public.name_compared(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
    SELECT pg_catalog.btrim(pg_catalog.regexp_replace(
        pg_catalog.replace(pg_catalog.replace(public.plain(name), 'oe', 'o'), 'aa', 'a'), '[\s.-]+', ' ', 'g'))
$$;

CREATE FUNCTION public.name_ends(name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT pg_catalog.regexp_replace(name, '^(\S+) .* (\S+)$', '\1 \2') $$;

CREATE FUNCTION public.name_kept(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1000
AS $$
    SELECT CASE WHEN ends = compared THEN public.slips(compared, '')
        ELSE public.slips(compared, '') || public.slips(ends, '~') END
    FROM (SELECT public.name_compared(name)) one(compared), LATERAL (SELECT public.name_ends(compared)) two(ends)
$$;

CREATE FUNCTION public.name_asked(name text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT COST 1000
AS $$
    SELECT public.slips(compared, '') || public.slips(ends, CASE WHEN ends = compared THEN '~' ELSE '' END)
    FROM (SELECT public.name_compared(name)) one(compared), LATERAL (SELECT public.name_ends(compared)) two(ends)
$$;
"""
FORGET = """
DROP FUNCTION public.name_asked(text);
DROP FUNCTION public.name_kept(text);
DROP FUNCTION public.name_ends(text);
DROP FUNCTION public.name_compared(text);
DROP FUNCTION public.slips(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("applications", "0015_search_leaves")]

    operations = [
        migrations.RunSQL(DIGITS, "DROP FUNCTION public.phone_digits(text)"),
        migrations.RunSQL(NAMES, FORGET),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(applications.plain.Digits("phone"), name="application_by_phone"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=django.contrib.postgres.indexes.GinIndex(
                applications.plain.NameKept("name"), name="application_by_near_name", fastupdate=False
            ),
        ),
    ]
