"""Reading only: notes, proposals and views are written on the desk; triggers keep what is searched."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from screening.models import Note, NotSamePerson, Opened, Proposal, SavedView, SearchText


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "author", "at"]


@admin.register(NotSamePerson)
class NotSamePersonAdmin(ReadOnlyAdmin):
    list_display = ["id", "one", "other", "by", "at"]
    list_select_related = ["one", "other", "by"]


@admin.register(Opened)
class OpenedAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "user", "at"]
    list_select_related = ["application", "user"]


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "by", "reason", "at", "settled_by", "settled_at"]


@admin.register(SearchText)
class SearchTextAdmin(ReadOnlyAdmin):
    list_display = ["application", "names"]
    list_select_related = ["application"]


@admin.register(SavedView)
class SavedViewAdmin(ReadOnlyAdmin):
    list_display = ["name", "owner", "shared_with"]
    list_select_related = ["owner", "shared_with"]
