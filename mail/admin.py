"""Reading only; what a secret letter says is shown to nobody, so no text is shown here at all."""

from django.contrib import admin

from core.admin import ReadOnlyAdmin, ReadOnlyInline
from mail.models import DeliveryAttempt, Letter, OutgoingMail


class AttemptInline(ReadOnlyInline):
    model = DeliveryAttempt
    exclude = ["token"]


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    list_display = [
        "id",
        "kind",
        "about_kind",
        "about_id",
        "revision",
        "to",
        "state",
        "not_before",
        "sent_at",
    ]
    list_filter = ["state", "kind", "about_kind"]
    search_fields = ["to", "=about_id", "dedupe_key", "message_id"]
    exclude = ["subject", "text", "html", "attachments", "headers", "claim_token"]
    inlines = [AttemptInline]


@admin.register(Letter)
class LetterAdmin(ReadOnlyAdmin):
    list_display = ["kind", "language", "changed_at", "changed_by"]


@admin.register(DeliveryAttempt)
class DeliveryAttemptAdmin(ReadOnlyAdmin):
    list_display = ["id", "mail", "number", "at", "outcome", "smtp_code"]
    list_filter = ["outcome"]
    exclude = ["token"]
