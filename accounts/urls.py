"""No namespace: allauth reverses these names bare. What is not here (signing up, say) does not exist."""

from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("inactive/", views.closed, name="account_inactive"),
    path("language/", views.language, name="account_language"),
    path("confirm/", views.confirm, name="account_reauthenticate"),
    path("address/<str:token>/", views.stop_address, name="account_stop_address"),
    path("password/change/", views.change_password, name="account_change_password"),
    path("password/reset/", views.ask_for_reset, name="account_reset_password"),
    path("password/reset/done/", views.reset_asked, name="account_reset_password_done"),
    path("password/reset/key/done/", views.password_is_set, name="account_reset_password_from_key_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        views.set_password,
        name="account_reset_password_from_key",
    ),
]
