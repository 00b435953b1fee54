"""Text as the database compares it: each is a function that a migration makes, and an index uses."""

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Func, TextField


class Plain(Func):
    """Lower case, without accents (æ, ø, å as ae, o, a); PostgreSQL's own `unaccent` stands in no index.

    Migrations name this class; what is searched is folded further (`screening/searching.py`).
    """

    function = "public.plain"
    arity = 1
    output_field = CharField()


class Digits(Func):
    """`phone_digits(phone)`: a Danish number with and without its country is one.

    NULL for what is no whole number: less than eight digits, or one digit again and again.
    """

    function = "public.phone_digits"
    arity = 1
    output_field = CharField()


class NameKept(Func):
    """A name as `NameAsked` finds it: where the two have an element in common (`&&`), they are equal but for
    one letter more, less or another, or two in the wrong order; one of them may lack what stands between the
    first and the last word. In a name of less than eight letters no letter may be another.
    """

    function = "public.name_kept"
    arity = 1
    output_field = ArrayField(TextField())


class NameAsked(NameKept):
    function = "public.name_asked"


class NameCompared(Func):
    """Equal for one name in two spellings: `Søren` and `Soeren`, `Anne-Marie` and `Anne Marie`."""

    function = "public.name_compared"
    arity = 1
    output_field = CharField()
