"""The CV to those who may see the application: pictures of its pages, and the original to keep."""

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_GET

from applications.permissions import can_read_cv_again, can_see_cv
from core.access import StaffRequest, staff
from core.refusals import verb
from files import reading as file_reading
from files import responses
from screening import reading
from screening.desk_views.fetch import application_of, back


@staff
@require_GET
def original(request: StaffRequest, code: str) -> FileResponse:
    application = application_of(request, code, right=can_see_cv)
    response = responses.attachment(application.cv)
    reading.opened(application, by=request.user, what="cv.downloaded")
    return response


@staff
@require_GET
def page(request: StaffRequest, code: str, number: int) -> FileResponse:
    application = application_of(request, code, right=can_see_cv)
    response = responses.page_image(application.cv, number)
    reading.went_on(application, by=request.user)
    return response


@staff
@verb("desk:application", "code")
def read_again(request: StaffRequest, code: str) -> HttpResponse:
    application = application_of(request, code, right=can_read_cv_again)
    file_reading.read_again(application.cv, by=request.user)
    return back(request, application, changed="cv")
