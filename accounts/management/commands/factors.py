from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import factors
from accounts.models import User


class Command(BaseCommand):
    help = (
        "reset EMAIL: take the second factor from an account, as an administrator does. "
        "reencrypt: write the secrets of all factors with the SECRET_KEY of now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["reset", "reencrypt"])
        parser.add_argument("email", nargs="?", default="")

    def handle(self, *args: Any, what: str, email: str, **options: Any) -> None:
        if what == "reencrypt":
            self.stdout.write(f"{factors.reencrypt()} secrets are written with the SECRET_KEY of now.")
            return
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError("No account has this address.")
        had = bool(factors.of(user))
        factors.reset(user, by="system")
        self.stdout.write("It is reset." if had else "There was no second factor.")
