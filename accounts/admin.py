"""People and the organisation in Django's admin. Accounts are closed, never deleted: the log names them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy

from accounts import addresses
from accounts.forms import OrganisationForm
from accounts.models import AddressChange, Organisation, User
from accounts.sessions import asks_again
from audit.log import record, source_of
from core.admin import ReadOnlyAdmin

RIGHTS = ("role", "is_active", "is_staff", "is_superuser")


def _superuser(request: HttpRequest) -> User:
    """Nobody else comes here (`core.admin`)."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ["name", "email", "role", "is_active", "is_superuser", "last_login"]
    list_filter = ["role", "is_active"]
    search_fields = ["name", "email"]
    ordering = ["name"]
    filter_horizontal = []
    readonly_fields = ["last_login", "joined_at"]
    actions = None
    fieldsets = [
        (None, {"fields": ["name", "email", "password"]}),
        (gettext_lazy("Rights"), {"fields": ["role", "is_active", "is_staff", "is_superuser"]}),
        (gettext_lazy("Dates"), {"fields": ["last_login", "joined_at"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["name", "email", "role", "usable_password", "password1", "password2"]}),
    ]

    @method_decorator(asks_again)
    def changeform_view(self, *args: Any, **kwargs: Any) -> Any:
        return super().changeform_view(*args, **kwargs)

    @method_decorator(asks_again)
    def user_change_password(self, *args: Any, **kwargs: Any) -> Any:
        return super().user_change_password(*args, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        addresses.follow_address(obj)
        if change and "email" in form.changed_data:
            addresses.tell_old(obj, was=form.initial["email"])
        given = [right for right in RIGHTS if right in form.changed_data or not change]
        if given:
            was = {right: form.initial[right] for right in given} if change else {}
            now = {right: getattr(obj, right) for right in given}
            source = source_of(request)
            record("user.rights_changed", by=_superuser(request), obj=obj, was=was, now=now, source=source)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        record("user.added_in_admin", by=_superuser(request), obj=obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        record("user.changed_in_admin", by=_superuser(request), obj=obj)
        return super().log_change(request, obj, message)


@admin.register(AddressChange)
class AddressChangeAdmin(ReadOnlyAdmin):
    list_display = ["id", "user", "was", "made_at", "stops_until", "stopped_at"]
    list_select_related = ["user"]
    exclude = ["token_hash"]


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    form = OrganisationForm

    def has_add_permission(self, request: HttpRequest) -> bool:
        return not Organisation.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        record("organisation.changed_in_admin", by=_superuser(request), obj=obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        record("organisation.changed_in_admin", by=_superuser(request), obj=obj)
        return super().log_change(request, obj, message)
