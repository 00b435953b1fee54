from django.contrib import admin
from django.urls import include, path

from accounts import reporting
from recruitment import health

handler400 = "core.error_pages.bad_request"
handler404 = "recruitment.languages.missing"
handler429 = "core.error_pages.too_many"  # allauth asks for it by this name
handler500 = "core.error_pages.broken"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path(".well-known/security.txt", reporting.security_txt, name="security_txt"),
    path("readyz", health.ready, name="readyz"),
    path("", include("postings.urls")),
    path("", include("applications.urls")),
    path("", include("screening.urls")),
    path("", include("interviews.urls")),
    path("", include("mail.urls")),
    path("", include("desk.urls")),
    path("accounts/", include("accounts.urls")),
    path("desk/settings/", include("accounts.desk_urls")),
    path("admin/", admin.site.urls),
]
