from django.urls import include, path

from applications.staff import urls as staff

app_name = "applications"

urlpatterns = [
    path("jobs/<slug:slug>/apply/", include("applications.apply.urls")),
    *staff.urlpatterns,
]
