from django.urls import path

from desk import application, today

app_name = "desk"

urlpatterns = [
    path("desk/", today.today, name="today"),
    path("desk/applications/<slug:code>/", application.application, name="application"),
]
