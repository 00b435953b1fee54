"""What has a state can be read in Django's admin and no more."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from core.models import SweepFailure


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


@admin.register(SweepFailure)
class SweepFailureAdmin(ReadOnlyAdmin):
    list_display = ["sweep", "row", "attempts", "error", "first_at", "next_try_at"]
    list_filter = ["sweep"]
