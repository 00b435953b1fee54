"""Below /jobs/<slug>/apply/."""

from django.urls import path

from applications.applying import after, views

urlpatterns = [
    path("", views.details, name="apply"),
    path("background/", views.background, name="apply_background"),
    path("cv/", views.cv, name="apply_cv"),
    path("review/", views.review, name="apply_review"),
    path("receipt/<slug:code>/", after.receipt, name="apply_receipt"),
    path("leave/", after.leave, name="apply_leave"),
    path("left/", after.left, name="apply_left"),
    path("forget/", after.forget, name="apply_forget"),
    path("open/<str:token>/", after.open_link, name="apply_open"),
]
