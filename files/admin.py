from django.contrib import admin

from core.admin import ReadOnlyAdmin
from files.models import PageImage, StoredFile, StoreMark


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    """What is kept and whether it could be read; never what it says."""

    list_display = ["id", "kind", "size", "scan", "reading", "attempts", "created_at"]
    list_filter = ["kind", "scan", "reading"]
    exclude = ["key", "text", "html"]


@admin.register(PageImage)
class PageImageAdmin(ReadOnlyAdmin):
    list_display = ["id", "file", "number", "width", "height"]
    exclude = ["key"]


@admin.register(StoreMark)
class StoreMarkAdmin(ReadOnlyAdmin):
    list_display = ["mark", "created_at"]
