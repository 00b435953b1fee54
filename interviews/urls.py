from django.urls import path

from interviews import views

app_name = "interviews"

urlpatterns = [
    path("desk/interviews/", views.listing, name="list"),
    path("desk/interviews/<int:pk>/", views.detail, name="detail"),
    path("desk/interviews/<int:pk>/change/", views.change, name="change"),
    path("desk/interviews/<int:pk>/cancellation/", views.cancellation, name="cancellation"),
    path("desk/applications/<slug:code>/interviews/new/", views.new, name="new"),
]
