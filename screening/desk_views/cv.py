"""The CV to those who may see the application: pictures of its pages, and the original to keep."""

from django.http import FileResponse
from django.views.decorators.http import require_GET

from applications.permissions import can_see_cv
from core.access import StaffRequest, staff
from files import responses
from screening import reading
from screening.desk_views.fetch import application_of


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
