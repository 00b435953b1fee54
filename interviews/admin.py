"""Reading only: interviews are set, moved and cancelled on the desk, where calendars follow."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from interviews.models import Interview, Seat


class SeatInline(ReadOnlyInline):
    model = Seat


@admin.register(Interview)
class InterviewAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "during", "is_live", "created_by"]
    list_filter = ["is_live"]
    inlines = [SeatInline]


@admin.register(Seat)
class SeatAdmin(ReadOnlyAdmin):
    list_display = ["id", "interview", "person", "during", "is_live"]
