"""The pages of `desk.menu`, for templates: `{% rooms user as entries %}`. Who has not signed in has none."""

from collections.abc import Callable
from functools import wraps

from django import template
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from desk import menu

register = template.Library()


def _of_who_signed_in(
    pages: Callable[[User], list[menu.Entry]],
) -> Callable[[User | AnonymousUser], list[menu.Entry]]:
    @wraps(pages)
    def shown(user: User | AnonymousUser) -> list[menu.Entry]:
        return pages(user) if user.is_authenticated else []

    return shown


for pages in (menu.rooms, menu.settings_pages, menu.own_pages):
    register.simple_tag(_of_who_signed_in(pages))
