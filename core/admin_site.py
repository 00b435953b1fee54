"""The site of Django's admin: for superusers, behind our own sign-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy

# Groups are not used here; allauth's addresses follow those of the people; factors and sessions are secret.
HIDDEN = {
    "auth.group",
    "account.emailaddress",
    "account.emailconfirmation",
    "mfa.authenticator",
    "socialaccount.socialaccount",
    "socialaccount.socialapp",
    "socialaccount.socialtoken",
    "usersessions.usersession",
}


class SuperuserSite(admin.AdminSite):
    site_header = site_title = gettext_lazy("Recruitment: administration")
    index_title = gettext_lazy("Everything in the database")
    site_url = reverse_lazy("desk:today")  # type: ignore[assignment]  # the stubs know no lazy address

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        wanted = [model for model in models if model._meta.label_lower not in HIDDEN]
        super().register(wanted, *args, **options)

    def get_urls(self) -> list[Any]:
        """Without the way from a row to its page: its pattern is quadratic (S71), and no model uses it."""
        return [each for each in super().get_urls() if getattr(each, "name", "") != "view_on_site"]

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            return inner(request, *args, **kwargs)

        return guarded

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or reverse("admin:index"))
        if not self.has_permission(request):
            raise PermissionDenied
        return redirect("admin:index")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")
