"""No namespace: allauth reverses these names bare. What is not here (signing up, say) does not exist."""

from django.urls import path, re_path

from accounts import factor_views, second_step_views, session_views, sign_on_views, views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("oidc/<str:provider_id>/login/", sign_on_views.sign_on, name="openid_connect_login"),
    path("oidc/<str:provider_id>/login/callback/", sign_on_views.signed_on, name="openid_connect_callback"),
    path("inactive/", views.closed, name="account_inactive"),
    path("language/", views.language, name="account_language"),
    path("confirm/", views.confirm, name="account_reauthenticate"),
    path("confirm/code/", second_step_views.confirm_by_code, name="mfa_reauthenticate"),
    path("confirm/passkey/", second_step_views.confirm_by_passkey, name="mfa_reauthenticate_webauthn"),
    path("passkey/", second_step_views.sign_in_by_passkey, name="account_passkey"),
    path(
        "second-step/passkey/",
        second_step_views.second_step_by_passkey,
        name="account_second_step_passkey",
    ),
    path("second-step/", second_step_views.second_step, name="mfa_authenticate"),
    path("factor/", factor_views.index, name="account_factors"),
    path("factor/app/new/", factor_views.add_app, name="account_add_app"),
    path("factor/app/removals/", factor_views.remove_app, name="account_remove_app"),
    path("factor/passkeys/new/", factor_views.add_passkey, name="account_add_passkey"),
    path(
        "factor/passkeys/<int:number>/removals/",
        factor_views.remove_passkey,
        name="account_remove_passkey",
    ),
    path("factor/codes/", factor_views.codes, name="account_codes"),
    path("sessions/", session_views.index, name="account_sessions"),
    path("sessions/<int:number>/ends/", session_views.end, name="account_end_session"),
    path("sessions/others/ends/", session_views.end_others, name="account_end_others"),
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
