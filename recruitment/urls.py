from django.contrib import admin
from django.urls import include, path

from recruitment import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("", include("postings.urls")),
    path("", include("applications.urls")),
    path("", include("interviews.urls")),
    path("", include("mail.urls")),
    path("", include("desk.urls")),
    path("accounts/", include("accounts.urls")),
    path("admin/", admin.site.urls),
]
