"""What a search looks through, kept by triggers on every table that it comes from."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# As people spell names: ø is o or oe, å is a or aa; both sides of a search are folded alike.
# Everything is named with its schema: a restore runs with an empty search path.
FOLDED = """
CREATE FUNCTION public.folded(said text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT pg_catalog.replace(pg_catalog.replace(public.plain(said), 'oe', 'o'), 'aa', 'a') $$;

CREATE FUNCTION public.misspelt(word text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$
    SELECT pg_catalog.array_agg('%' || pattern || '%') FROM (
        SELECT pg_catalog.overlay(word, '_', at, 1) FROM pg_catalog.generate_series(1, pg_catalog.length(word)) at
        UNION
        SELECT pg_catalog.left(word, at - 1) || pg_catalog.substr(word, at + 1, 1)
            || pg_catalog.substr(word, at, 1) || pg_catalog.substr(word, at + 2)
        FROM pg_catalog.generate_series(1, pg_catalog.length(word) - 1) at
    ) made(pattern)
$$;
"""

# A tsvector holds 1 MB at most, and a CV's text may be longer; what is left out could not be read by a person.
FORWARD = """
CREATE FUNCTION public.screening_searched(ids bigint[])
RETURNS TABLE (id bigint, names text, words tsvector) LANGUAGE sql STABLE AS $$
    SELECT a.id, public.folded(pg_catalog.concat_ws(' ', a.name, a.email)),
        pg_catalog.to_tsvector('pg_catalog.danish'::pg_catalog.regconfig, said.folded)
        OPERATOR(pg_catalog.||) pg_catalog.to_tsvector('pg_catalog.english'::pg_catalog.regconfig, said.folded)
    FROM public.applications_application a
    JOIN public.files_storedfile f ON f.id = a.cv_id
    CROSS JOIN LATERAL (
        SELECT pg_catalog.string_agg(answer.value, E'\\n' ORDER BY answer.position, answer.id) AS words
        FROM public.applications_answer answer WHERE answer.application_id = a.id
    ) answered
    CROSS JOIN LATERAL (
        SELECT public.folded(pg_catalog.left(pg_catalog.concat_ws(E'\\n', a.name, a.email,
            pg_catalog.translate(a.email, '@.-_+', '     '), a.code, a.current_position, a.motivation,
            answered.words, f.text), 200000)) AS folded
    ) said
    WHERE a.id = ANY(ids)
$$;

CREATE FUNCTION public.screening_search_again(ids bigint[]) RETURNS void LANGUAGE sql AS $$
    UPDATE public.screening_searchtext kept SET names = now.names, words = now.words
    FROM public.screening_searched(ids) now WHERE kept.application_id = now.id
$$;

CREATE FUNCTION public.screening_search_application() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO public.screening_searchtext (application_id, names, words)
        SELECT id, names, words FROM public.screening_searched(ARRAY[NEW.id]);
    ELSIF (NEW.name, NEW.email, NEW.code, NEW.current_position, NEW.motivation, NEW.cv_id) IS DISTINCT FROM
        (OLD.name, OLD.email, OLD.code, OLD.current_position, OLD.motivation, OLD.cv_id) THEN
        PERFORM public.screening_search_again(ARRAY[NEW.id]);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER application_searched AFTER INSERT OR UPDATE
    ON applications_application FOR EACH ROW EXECUTE FUNCTION screening_search_application();

CREATE FUNCTION public.screening_search_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.screening_search_again(ARRAY(SELECT DISTINCT application_id FROM changed));
    RETURN NULL;
END $$;
CREATE TRIGGER answers_searched_when_made AFTER INSERT ON applications_answer
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION screening_search_answers();
CREATE TRIGGER answers_searched_when_changed AFTER UPDATE ON applications_answer
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION screening_search_answers();
CREATE TRIGGER answers_searched_when_gone AFTER DELETE ON applications_answer
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION screening_search_answers();

CREATE FUNCTION public.screening_search_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.text IS DISTINCT FROM OLD.text THEN
        PERFORM public.screening_search_again(ARRAY(
            SELECT id FROM public.applications_application WHERE cv_id = NEW.id));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER file_searched AFTER UPDATE OF text ON files_storedfile
    FOR EACH ROW EXECUTE FUNCTION screening_search_file();

INSERT INTO public.screening_searchtext (application_id, names, words)
SELECT id, names, words FROM public.screening_searched(ARRAY(SELECT id FROM public.applications_application));
"""
BACKWARD = """
DROP TRIGGER file_searched ON files_storedfile;
DROP FUNCTION public.screening_search_file();
DROP TRIGGER answers_searched_when_gone ON applications_answer;
DROP TRIGGER answers_searched_when_changed ON applications_answer;
DROP TRIGGER answers_searched_when_made ON applications_answer;
DROP FUNCTION public.screening_search_answers();
DROP TRIGGER application_searched ON applications_application;
DROP FUNCTION public.screening_search_application();
DROP FUNCTION public.screening_search_again(bigint[]);
DROP FUNCTION public.screening_searched(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0014_letters_can_be_contested"),
        ("files", "0004_store_mark"),
        ("screening", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION public.misspelt(text); DROP FUNCTION public.folded(text)"),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="applications.application",
                    ),
                ),
                ("names", models.TextField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["words"], name="search_by_words"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("names", name="gin_trgm_ops"),
                        fastupdate=False,
                        name="search_by_names",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
