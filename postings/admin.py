"""Reading only: postings are written, published and closed on the desk."""

from django.contrib import admin
from django.db.models import Model

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from postings.models import Criterion, Faq, Membership, Posting, Question, Reason, Section, Stage


def inline(of: type[Model]) -> type[ReadOnlyInline]:
    return type(f"{of.__name__}Inline", (ReadOnlyInline,), {"model": of})


@admin.register(Posting)
class PostingAdmin(ReadOnlyAdmin):
    list_display = ["title", "state", "category", "place", "opens_at", "deadline", "closed_at", "version"]
    list_filter = ["state"]
    search_fields = ["title", "slug"]
    inlines = [inline(model) for model in (Section, Faq, Question, Criterion, Stage, Membership)]


@admin.register(Section, Faq, Question, Criterion, Stage)
class PartAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "posting", "position"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["id", "posting", "user", "since"]


@admin.register(Reason)
class ReasonAdmin(ReadOnlyAdmin):
    list_display = ["text", "is_used"]
