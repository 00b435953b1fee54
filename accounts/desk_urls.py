from django.urls import path

from accounts import desk_views as views

app_name = "settings"

urlpatterns = [
    path("", views.index, name="index"),
    path("organisation/", views.organisation, name="organisation"),
    path("people/", views.people, name="people"),
    path("people/new/", views.new_person, name="new_person"),
    path("people/<int:number>/", views.person, name="person"),
    path("people/<int:number>/invitations/", views.invite_again, name="invite_again"),
    path("people/<int:number>/closures/", views.close_account, name="close_account"),
    path("people/<int:number>/factor-resets/", views.reset_factor, name="reset_factor"),
    path("people/<int:number>/session-ends/", views.end_sessions, name="end_sessions"),
    path("people/<int:number>/reopenings/", views.reopen_account, name="reopen_account"),
]
