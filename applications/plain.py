"""Text in lower case, without accents (æ, ø and å as ae, o and a), by the database itself."""

from django.db.models import CharField, Func


class Plain(Func):
    """`plain(text)` is made by a migration: PostgreSQL's own `unaccent` may not stand in an index.

    Migrations name this class; what is searched is folded further (`screening/searching.py`).
    """

    function = "public.plain"
    arity = 1
    output_field = CharField()
