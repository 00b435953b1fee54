"""How a test signs in, and the link that sets a new password."""

import re
from typing import Any

from django.conf import settings
from django.test import Client

from accounts.models import User
from mail.models import OutgoingMail
from tests.conftest import PASSWORD


def sign_in(client: Client, email: str, password: str = PASSWORD, **options: Any) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password}, **options)


def is_in(client: Client) -> bool:
    return client.get("/accounts/password/change/").status_code == 200


def reset_link(user: User) -> str:
    text = OutgoingMail.objects.filter(to=user.email).latest("pk").text
    return next(word for word in text.split() if word.startswith(settings.BASE_URL))


def without_token(text: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
