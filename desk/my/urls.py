"""Below /my/: an applicant's own pages."""

from django.urls import path

from desk.my import applications, contest, sign_in

urlpatterns = [
    path("", sign_in.my, name="my"),
    path("sign-in/<str:token>/", sign_in.sign_in, name="my_sign_in"),
    path("contest/<str:token>/", contest.contest, name="my_contest"),
    path("sign-out/", sign_in.sign_out, name="my_sign_out"),
    path("drafts/<int:pk>/opening/", applications.open_draft, name="my_draft_opening"),
    path("drafts/<int:pk>/deletion/", applications.delete_draft, name="my_draft_deletion"),
    path("applications/<slug:code>/", applications.application, name="my_application"),
    path("applications/<slug:code>/cv/", applications.cv, name="my_cv"),
    path("applications/<slug:code>/withdrawal/", applications.withdrawal, name="my_withdrawal"),
    path("applications/<slug:code>/replacement/", applications.replacement, name="my_replacement"),
    path("applications/<slug:code>/keeping/", applications.keeping, name="my_keeping"),
]
