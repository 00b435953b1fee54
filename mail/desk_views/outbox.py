"""The outbox: what will go, what went, what did not, and what a person may do about it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_GET

from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb
from mail import kinds, listing, outbox, subjects
from mail.forms import EditMailForm
from mail.listing import Asked
from mail.models import OutgoingMail
from mail.permissions import can_open_outbox, can_steer
from mail.preview import boxed
from mail.rendering import unsigned


@staff
@require_GET
def outbox_page(request: StaffRequest) -> HttpResponse:
    if not can_open_outbox(request.user):
        raise PermissionDenied
    asked = Asked.of(request.GET)
    mails = OutgoingMail.objects.visible_to(request.user)
    counts = listing.counts(mails)
    asked = replace(asked, tab=asked.tab or listing.first_tab(counts))
    given = request.GET
    page = listing.page(mails, asked, after=given.get("after", ""), before=given.get("before", ""))
    persons = subjects.of(page.rows)
    context = {
        "rows": [(mail, persons.get(mail.pk)) for mail in page.rows],
        "asked": asked,
        "tabs": [(code, words[0], counts.get(code)) for code, words in listing.TABS.items()],
        "heading": _heading(asked, counts),
        "nothing": listing.TABS[asked.tab][1:],
        "kinds": kinds.all_kinds(),
        "pager": page,
        "letters_for_me": counts["held"] + counts["failed"] if can_steer(request.user) else 0,
        "stuck": OutgoingMail.objects.stuck(),
    }
    return render(request, "mail/outbox.html", context)


def _heading(asked: Asked, counts: dict[str, int]) -> str:
    number = counts.get(asked.tab, 0)
    if asked.tab == "sent":
        return _("Letters that were sent")
    if asked.tab == "cancelled":
        return _("Letters that were cancelled")
    if asked.tab == "held":
        none = _("No letter waits for you")
        some = ngettext("{count} letter held", "{count} letters held", number)
    elif asked.tab == "waiting":
        none = _("Nothing on its way")
        some = ngettext("{count} letter on its way", "{count} letters on their way", number)
    else:
        none = _("Every letter arrived")
        some = ngettext(
            "{count} letter did not arrive, or may not have",
            "{count} letters did not arrive, or may not have",
            number,
        )
    return some.format(count=number) if number else none


def _visible(request: StaffRequest, pk: int) -> OutgoingMail:
    return get_object_or_404(OutgoingMail.objects.visible_to(request.user), pk=pk)


def _steered(request: StaffRequest, pk: int) -> OutgoingMail:
    mail = _visible(request, pk)
    if not can_steer(request.user):
        raise PermissionDenied
    return mail


@staff
@require_GET
def mail_page(request: StaffRequest, pk: int) -> HttpResponse:
    mail = _visible(request, pk)
    context = {
        "mail": mail,
        "attempts": mail.attempts.order_by("-id"),
        "can_steer": can_steer(request.user),
        "person": subjects.of([mail]).get(mail.pk),
    }
    return render(request, "mail/mail.html", context)


@staff
@require_GET
def mail_html(request: StaffRequest, pk: int) -> HttpResponse:
    mail = _visible(request, pk)
    if mail.secret or not mail.html:
        raise Http404
    return boxed(mail.html_for_staff)


@staff
@form_view(EditMailForm)
def edit(request: StaffRequest, pk: int) -> FormPage:
    mail = _steered(request, pk)
    if mail.secret:
        raise PermissionDenied

    def act(sent: Sent) -> HttpResponse:
        outbox.edit(mail, by=request.user, version=sent.version, **sent.data)
        messages.success(request, _("Changed. It is still held."))
        return redirect(reverse("mail:mail", args=[pk], fragment="letter"))

    return FormPage(
        "mail/edit.html",
        act,
        context={"mail": mail},
        options={"initial": {"subject": mail.subject, "body": unsigned(mail.text)}},
        version=mail.version,
        replaces=True,
    )


def _verb(done: Any, act: Callable[[StaffRequest, OutgoingMail], Any]) -> Callable[..., HttpResponse]:
    def view(request: StaffRequest, pk: int) -> HttpResponse:
        act(request, _steered(request, pk))
        messages.success(request, done)
        return redirect(reverse("mail:mail", args=[pk], fragment="state"))

    return staff(verb("mail:mail", "pk")(view))


def _why(request: StaffRequest) -> str:
    typed = " ".join(request.POST.get("why", "").replace("\x00", "").split())[:200]
    return typed or gettext_noop("Cancelled by hand.")


hold = _verb(
    gettext_lazy("Held. It waits until somebody releases it."),
    lambda r, mail: outbox.hold(mail, by=r.user),
)
release = _verb(
    gettext_lazy("Released. It leaves now."),
    lambda r, mail: outbox.release(mail, by=r.user),
)
send_again = _verb(
    gettext_lazy("It leaves once more now."),
    lambda r, mail: outbox.send_again(mail, by=r.user),
)
cancel = _verb(
    gettext_lazy("Cancelled. Nobody will hear of it."),
    lambda r, mail: outbox.cancel(dedupe_key=mail.dedupe_key, by=r.user, why=_why(r)),
)
