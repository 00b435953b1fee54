"""A page with an upload, as an upper app would write it."""

from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from core.access import public
from files.forms import CVField
from files.models import StoredFile
from files.responses import attachment, page_image
from files.uploading import take
from files.verdicts import Refused


class ProbeForm(forms.Form):
    before = forms.CharField()
    cv = CVField()
    after = forms.CharField()


@public
def upload(request: HttpRequest) -> HttpResponse:
    form = ProbeForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            stored = take(form.cleaned_data["cv"])
        except Refused as refused:
            form.add_error("cv", forms.ValidationError(refused.sentence, code=refused.reason))
        else:
            return JsonResponse({"id": stored.pk})
    kept = {"before": request.POST.get("before"), "after": request.POST.get("after")}
    return JsonResponse({"errors": form.errors, **kept})


@public
def download(request: HttpRequest, pk: int) -> HttpResponse:
    return attachment(StoredFile.objects.get(pk=pk))


@public
def page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    return page_image(StoredFile.objects.get(pk=pk), number)


urlpatterns = [
    path("upload/", upload),
    path("<int:pk>/", download),
    path("<int:pk>/<int:number>/", page),
]
