from django.urls import path

from postings import public_views
from postings.desk_views import desk, editing, reasons

app_name = "postings"

ONE = "desk/postings/<slug:slug>/"

urlpatterns = [
    path("", public_views.front, name="front"),
    path("jobs/", public_views.listing, name="list"),
    path("jobs/<slug:slug>/", public_views.posting, name="posting"),
    path("robots.txt", public_views.robots, name="robots"),
    path("sitemap.xml", public_views.sitemap, name="sitemap"),
    path("desk/postings/", desk.index, name="index"),
    path("desk/postings/new/", desk.new, name="new"),
    path("desk/settings/reasons/", reasons.index, name="reasons"),
    path("desk/settings/reasons/<int:pk>/", reasons.reason, name="reason"),
    path(ONE, desk.overview, name="overview"),
    path(f"{ONE}preview/", desk.preview, name="preview"),
    path(f"{ONE}publication/", desk.publication, name="publication"),
    path(f"{ONE}closing/", desk.closing, name="closing"),
    path(f"{ONE}reopening/", desk.reopening, name="reopening"),
    path(f"{ONE}archiving/", desk.archiving, name="archiving"),
    path(f"{ONE}copies/", desk.copies, name="copies"),
    path(f"{ONE}edit/<slug:page>/", editing.edit, name="edit"),
    path(f"{ONE}edit/<slug:page>/preview/", editing.live_preview, name="live_preview"),
]
