"""Reading only: notes and proposals are written on the desk."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from screening.models import Note, Proposal


@admin.register(Note)
class NoteAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "author", "at"]


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "by", "reason", "at", "settled_by", "settled_at"]
