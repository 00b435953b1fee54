"""Text as it is searched: lower case, without accents (æ, ø and å as ae, o and a), by the database itself."""

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Concat


class Plain(Func):
    """`plain(text)` is made by a migration: PostgreSQL's own `unaccent` may not stand in an index."""

    function = "public.plain"
    arity = 1
    output_field = CharField()


def searched() -> Plain:
    """What a search for a person looks through; the index `application_by_person` holds the same words."""
    return Plain(Concat(F("name"), Value(" "), F("email")))
