"""Django's admin: for superusers, behind our own sign-in; what has a state can be read there and no more."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy

# Groups are not used here; allauth's addresses follow those of the people.
HIDDEN = {"auth.group", "account.emailaddress", "account.emailconfirmation"}


class SuperuserSite(admin.AdminSite):
    site_header = site_title = gettext_lazy("Recruitment: administration")
    index_title = gettext_lazy("Everything in the database")
    site_url = reverse_lazy("desk:today")  # type: ignore[assignment]  # the stubs know no lazy address

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        models: Any = [model_or_iterable] if isinstance(model_or_iterable, type) else model_or_iterable
        wanted = [model for model in models if model._meta.label_lower not in HIDDEN]
        super().register(wanted, *args, **options)

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


def _with_related(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Foreign keys that are shown come with the rows, so that a long list costs no query a row."""
    return rows.select_related(*(field.name for field in rows.model._meta.fields if field.many_to_one))


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to another one, on its page."""

    extra = 0
    can_delete = False
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _with_related(super().get_queryset(request))

    def has_add_permission(self, *args: object) -> bool:
        return False

    def has_change_permission(self, *args: object) -> bool:
        return False


class ReadOnlyAdmin(admin.ModelAdmin):
    """For every model with a state: its verbs stand elsewhere, and nothing goes around them."""

    actions = None
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return _with_related(super().get_queryset(request))

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> list[Any]:
        """Every column but those in `exclude`, without making a form of them first."""
        hidden = {"id", *(self.exclude or [])}
        return [field.name for field in self.opts.fields if field.name not in hidden]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
