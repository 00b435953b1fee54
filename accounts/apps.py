from allauth.usersessions.apps import UserSessionsConfig
from django.apps import AppConfig


class OwnSessionsConfig(UserSessionsConfig):
    """allauth's table of sessions; the rows are ours to write (`own_sessions.begin`), without addresses."""

    default = False

    def ready(self) -> None:
        pass


class AccountsConfig(AppConfig):
    name = "accounts"
    default = True

    def ready(self) -> None:
        from allauth.account.signals import authentication_step_completed
        from django.contrib.auth.signals import user_logged_in

        from accounts import letters, own_sessions, sessions
        from accounts.models import Organisation
        from mail import identity

        identity.register(lambda: Organisation.current().name)
        letters.register_all()
        user_logged_in.connect(sessions.start, dispatch_uid="accounts.sessions.start")
        user_logged_in.connect(own_sessions.begin, dispatch_uid="accounts.own_sessions.begin")
        authentication_step_completed.connect(sessions.prove, dispatch_uid="accounts.sessions.prove")
