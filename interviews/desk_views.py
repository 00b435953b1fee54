"""The desk's pages for setting, moving and cancelling an interview."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.models import User
from applications.models import Application
from core import paging
from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view
from interviews import booking
from interviews.forms import InterviewForm, first_panel, initial_of
from interviews.models import Interview, Seat
from interviews.permissions import can_schedule
from interviews.promised import outside_promise
from mail.models import OutgoingMail

NEXT, LATEST = paging.Order("starts_at"), paging.Order("starts_at", down=True)
CHANGED = gettext_lazy("The interview is changed. Everybody's calendar follows.")
AS_IT_WAS = gettext_lazy(
    "The interview stands like this already. Nothing was changed, and nobody was written to."
)


def _visible(request: StaffRequest, pk: int) -> Interview:
    interviews = Interview.objects.visible_to(request.user).select_related(
        "application__posting", "application__stage", "created_by"
    )
    return get_object_or_404(interviews, pk=pk)


def _refuse_lookers(user: User, application: Application) -> None:
    """Who only reads the application sees its interviews and sets none."""
    if not can_schedule(user, application):
        raise PermissionDenied


@staff
@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """What is to come, mine (I am in the panel, or I have set it) or everybody's; or what has been."""
    show = request.GET.get("show", "mine")
    now = timezone.now()
    interviews = Interview.objects.visible_to(request.user).with_start()
    if show == "past":
        interviews = interviews.filter(Q(during__endswith__lte=now) | Q(is_live=False))
    else:
        interviews = interviews.live().filter(during__endswith__gt=now)
    if show not in {"all", "past"}:
        seats = Seat.objects.filter(person=request.user, interview=OuterRef("pk"))
        interviews = interviews.filter(Q(Exists(seats)) | Q(created_by=request.user))
    page = paging.page(
        interviews.select_related("application__posting").prefetch_related("seats__person"),
        order=LATEST if show == "past" else NEXT,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        query=urlencode({"show": show}),
    )
    return render(request, "interviews/list.html", {"page": page, "show": show, "now": now})


@staff
@require_GET
def detail(request: StaffRequest, pk: int) -> HttpResponse:
    interview = _visible(request, pk)
    mails = OutgoingMail.objects.about(interview).visible_to(request.user).order_by("id")
    is_over = interview.during.upper <= timezone.now()
    context = {
        "interview": interview,
        "seats": interview.seats.select_related("person").order_by("person__name"),
        "mails": mails,
        "is_over": is_over,
        "hint": outside_promise(interview) if interview.is_live and not is_over else "",
        "can_schedule": can_schedule(request.user, interview.application),
    }
    return render(request, "interviews/detail.html", context)


def _application(request: StaffRequest, code: str) -> Application:
    visible = Application.objects.visible_to(request.user).select_related("posting", "stage")
    application = get_object_or_404(visible, code=code)
    _refuse_lookers(request.user, application)
    return application


@staff
@form_view(InterviewForm)
def new(request: StaffRequest, code: str) -> FormPage:
    application = _application(request, code)

    def act(sent: Sent) -> HttpResponse:
        interview = booking.book(application, plan=sent.form.plan(), by=request.user)
        messages.success(request, _("The interview is set. Everybody gets an invitation."))
        return redirect(reverse("interviews:detail", args=[interview.pk], fragment="plan"))

    options = {
        **_about(application),
        "initial": {"panel": first_panel(application, by=request.user)},
    }
    return FormPage("interviews/new.html", act, context={"application": application}, options=options)


def _about(application: Application, interview: Interview | None = None) -> dict[str, Any]:
    """For the form: in whose zone, and what is promised."""
    zone = interview.time_zone if interview else application.posting.time_zone
    return {"zone": zone, "posting": application.posting}


def _changing(request: StaffRequest, pk: int) -> Interview:
    interview = _visible(request, pk)
    _refuse_lookers(request.user, interview.application)
    return interview


@staff
@form_view(InterviewForm)
def change(request: StaffRequest, pk: int) -> FormPage:
    interview = _changing(request, pk)
    application = interview.application

    def act(sent: Sent) -> HttpResponse:
        moved = booking.move(interview, plan=sent.form.plan(), by=request.user, version=sent.version)
        if moved.sequence > interview.sequence:
            messages.success(request, CHANGED)
        else:
            messages.info(request, AS_IT_WAS)
        return redirect(reverse("interviews:detail", args=[interview.pk], fragment="plan"))

    return FormPage(
        "interviews/change.html",
        act,
        context={"interview": interview, "application": application},
        options={**_about(application, interview), "initial": initial_of(interview)},
        version=interview.sequence,
        replaces=True,
    )


@staff
@require_GET
def day_of_new(request: StaffRequest, code: str) -> HttpResponse:
    """What the form says so far is in the address; the part of the page that shows the day comes back."""
    return _day(request, _application(request, code))


@staff
@require_GET
def day_of_change(request: StaffRequest, pk: int) -> HttpResponse:
    interview = _changing(request, pk)
    return _day(request, interview.application, interview)


def _day(request: StaffRequest, application: Application, interview: Interview | None = None) -> HttpResponse:
    form = InterviewForm(data=request.GET, **_about(application, interview))
    context = {"application": application, "interview": interview, "form": form, "is_alone": True}
    return render(request, "interviews/includes/day.html", context)


@staff
@form_view(Form)
def cancellation(request: StaffRequest, pk: int) -> FormPage:
    """A page that says what follows, and the cancelling itself by POST."""
    interview = _changing(request, pk)

    def act(sent: Sent) -> HttpResponse:
        booking.cancel(interview, by=request.user)
        messages.success(request, _("The interview is cancelled. Everybody is told."))
        return redirect(reverse("interviews:detail", args=[interview.pk], fragment="standing"))

    return FormPage("interviews/cancel.html", act, context={"interview": interview})
