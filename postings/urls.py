from django.urls import path

from postings.views import public

app_name = "postings"

urlpatterns = [
    path("", public.front, name="front"),
    path("jobs/", public.board, name="board"),
    path("jobs/<slug:slug>/", public.posting, name="posting"),
    path("robots.txt", public.robots, name="robots"),
    path("sitemap.xml", public.sitemap, name="sitemap"),
]
