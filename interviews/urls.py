from django.urls import path

from interviews import desk_views

app_name = "interviews"

urlpatterns = [
    path("desk/interviews/", desk_views.listing, name="list"),
    path("desk/interviews/<int:pk>/", desk_views.detail, name="detail"),
    path("desk/interviews/<int:pk>/change/", desk_views.change, name="change"),
    path("desk/interviews/<int:pk>/change/day/", desk_views.day_of_change, name="day_of_change"),
    path("desk/interviews/<int:pk>/cancellation/", desk_views.cancellation, name="cancellation"),
    path("desk/applications/<slug:code>/interviews/new/", desk_views.new, name="new"),
    path("desk/applications/<slug:code>/interviews/new/day/", desk_views.day_of_new, name="day_of_new"),
]
