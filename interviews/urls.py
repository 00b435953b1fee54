from django.urls import path

from interviews import desk_views

app_name = "interviews"

urlpatterns = [
    path("desk/interviews/", desk_views.listing, name="list"),
    path("desk/interviews/<int:pk>/", desk_views.detail, name="detail"),
    path("desk/interviews/<int:pk>/change/", desk_views.change, name="change"),
    path("desk/interviews/<int:pk>/cancellation/", desk_views.cancellation, name="cancellation"),
    path("desk/applications/<slug:code>/interviews/new/", desk_views.new, name="new"),
]
