from typing import Any

from django.apps import AppConfig


class PostingsConfig(AppConfig):
    name = "postings"

    def ready(self) -> None:
        from mail import scopes

        scopes.register(scopes_of)


def scopes_of(user: Any) -> list[str]:
    """The mails of the postings whose team one belongs to: `posting:42`."""
    return [f"posting:{pk}" for pk in user.postings.values_list("pk", flat=True)]
