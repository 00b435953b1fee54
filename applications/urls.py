from django.urls import include, path

app_name = "applications"

urlpatterns = [path("jobs/<slug:slug>/apply/", include("applications.applying.urls"))]
