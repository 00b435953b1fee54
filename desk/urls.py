from django.urls import include, path

from desk import application, finding, today

app_name = "desk"

urlpatterns = [
    path("my/", include("desk.my.urls")),
    path("desk/", today.today, name="today"),
    path("desk/find/", finding.find, name="find"),
    path("desk/applications/<slug:code>/", application.application, name="application"),
    path("desk/applications/<slug:code>/cv/shown/", application.cv, name="cv"),
]
