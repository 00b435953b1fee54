"""Views of the list that are kept under a name: opened, made, taken away."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from applications.permissions import works_on
from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb
from screening import saved_views
from screening.desk_views.fetch import filter_of
from screening.filters import Filter
from screening.forms import SavedViewForm


@staff
@form_view(SavedViewForm)
def save_view(request: StaffRequest) -> FormPage:
    """The filter that stands in the address gets a name."""
    asked = filter_of(request)
    posting = asked.cleaned_data["posting"]
    sharable = posting if posting and works_on(request.user, posting) else None

    def act(sent: Sent) -> HttpResponse:
        shared_with = sharable if sent.data.get("is_shared") else None
        saved = saved_views.save(
            by=request.user, name=sent.data["name"], query=asked.query(), shared_with=shared_with
        )
        messages.success(request, _("“{name}” is in the menu now.").format(name=saved.name))
        return HttpResponseRedirect(f"{reverse('screening:list')}?{saved.query}")

    list_href = f"{reverse('screening:list')}?{asked.query()}"
    context = {"filter": asked, "list_href": list_href}
    return FormPage("screening/save_view.html", act, context=context, options={"posting": sharable})


@staff
@require_GET
def saved_view(request: StaffRequest, number: int) -> HttpResponse:
    """The list as the view asks for it; a sentence where that cannot be asked any more."""
    view = get_object_or_404(saved_views.visible_to(request.user), pk=number)
    asked = Filter(QueryDict(view.query), user=request.user)
    if asked.is_valid():
        return HttpResponseRedirect(f"{reverse('screening:list')}?{view.query}")
    is_mine = view.owner_id == request.user.pk
    return render(request, "screening/view_over.html", {"view": view, "is_mine": is_mine}, status=410)


@staff
@verb("screening:list")
def remove_view(request: StaffRequest, number: int) -> HttpResponse:
    view = get_object_or_404(saved_views.visible_to(request.user), pk=number)
    saved_views.remove(view, by=request.user)
    messages.success(request, _("The view “{name}” is gone.").format(name=view.name))
    return HttpResponseRedirect(reverse("screening:list"))
