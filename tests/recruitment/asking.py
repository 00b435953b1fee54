"""One request to the world, undone when it is answered."""

import re
from collections import Counter
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.recruitment.matrix import ADMINISTRATOR, ANONYMOUS, APPLICANT, MEMBER, RECRUITER, Route
from tests.source import FLOORS
from tests.world import World

WRITE = re.compile(r"\s*(INSERT INTO|UPDATE|DELETE FROM)\b", re.I)


def address(world: World, route: Route) -> str:
    return reverse(route.name, kwargs=route.kwargs(world))


def ask(
    world: World, route: Route, role: str, method: str, *, client: Client | None = None, **options: Any
) -> Any:
    """The answer, with everything that the request wrote undone."""
    cache.clear()
    client = client or world.client(role)
    path = address(world, route)
    if method == "POST":
        options = {"data": route.data(world), "headers": route.headers(world), **options}
    with transaction.atomic():
        send = client.post if method == "POST" else lambda path, **rest: client.generic(method, path, **rest)
        response = send(path, **options)
        if response.streaming:
            b"".join(response)
            for close in response._resource_closers:  # response.close() would close the connection as well
                close()
        transaction.set_rollback(True)
    return response


def every_row() -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of the database, table by table."""
    ours = [model for model in apps.get_models() if model._meta.app_label in FLOORS and model._meta.managed]
    return {
        model._meta.label: Counter(tuple(map(str, row)) for row in model._base_manager.values_list())
        for model in ours
    }


def who_may(route: Route) -> str | None:
    """A role whose POST does something, or is refused by the verb; None for a route that takes no POST."""
    done = {200, 201, 204, 302, 303, 409}
    for role in (ADMINISTRATOR, RECRUITER, MEMBER, APPLICANT, ANONYMOUS):
        if route.post[role] in done and not (role in {APPLICANT, ANONYMOUS} and route.mark == "staff"):
            return role
    return None
