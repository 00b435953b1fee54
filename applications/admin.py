"""Reading only: what happens to an application is done on the desk and under /my/.

What an applicant has typed and not sent is nobody's to read, and a link is kept as a hash that opens nothing.
"""

from django.contrib import admin

from applications.models import Answer, Application, Candidate, Decision, Draft, Link, Reader, Transition
from core.admin import ReadOnlyAdmin, ReadOnlyInline

TYPED = ["name", "email", "email_key", "phone", "current_position", "motivation", "answers", "cv"]


class AnswerInline(ReadOnlyInline):
    model = Answer


class TransitionInline(ReadOnlyInline):
    model = Transition
    fk_name = "application"


class DecisionInline(ReadOnlyInline):
    model = Decision


class ReaderInline(ReadOnlyInline):
    model = Reader


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "posting", "stage", "outcome", "source", "submitted_at"]
    list_filter = ["outcome", "source"]
    search_fields = ["code", "name", "email"]
    inlines = [AnswerInline, DecisionInline, TransitionInline, ReaderInline]


@admin.register(Answer)
class AnswerAdmin(ReadOnlyAdmin):
    list_display = ["id", "application"]


@admin.register(Candidate)
class CandidateAdmin(ReadOnlyAdmin):
    list_display = ["id", "email", "created_at"]
    search_fields = ["email"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "kind", "at", "by", "undone_at", "told_at"]
    list_filter = ["kind"]


@admin.register(Draft)
class DraftAdmin(ReadOnlyAdmin):
    list_display = ["id", "posting", "steps_done", "created_at", "saved_at", "submitted_at", "is_waiting"]
    exclude = TYPED


@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    list_display = ["id", "purpose", "draft", "created_at", "expires_at", "used_at"]
    list_filter = ["purpose"]
    exclude = ["token_hash", "email_key"]


@admin.register(Reader)
class ReaderAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "user", "why", "since", "until"]


@admin.register(Transition)
class TransitionAdmin(ReadOnlyAdmin):
    list_display = ["id", "application", "at", "by", "from_stage", "to_stage", "from_outcome", "to_outcome"]
