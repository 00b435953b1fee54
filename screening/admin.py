"""Reading only: notes and proposals are written on the desk, and triggers keep what is searched."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from screening.models import Note, Proposal, SearchText


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "author", "at"]


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "by", "reason", "at", "settled_by", "settled_at"]


@admin.register(SearchText)
class SearchTextAdmin(ReadOnlyAdmin):
    list_display = ["application", "names"]
    list_select_related = ["application"]
