"""Below /jobs/<slug>/apply/."""

from django.urls import path

from applications.applying import draft_views, views

urlpatterns = [
    path("", views.details, name="apply"),
    path("background/", views.background, name="apply_background"),
    path("cv/", views.cv, name="apply_cv"),
    path("review/", views.review, name="apply_review"),
    path("receipt/<slug:code>/", draft_views.receipt, name="apply_receipt"),
    path("leave/", draft_views.leave, name="apply_leave"),
    path("left/", draft_views.left, name="apply_left"),
    path("forget/", draft_views.forget, name="apply_forget"),
    path("open/<str:token>/", draft_views.open_link, name="apply_open"),
]
