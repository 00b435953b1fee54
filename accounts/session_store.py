"""Django's sessions in the database; the row about the browser of one follows it, and goes with it."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def delete(self, session_key: str | None = None) -> None:
        from allauth.usersessions.models import (
            UserSession,  # settings name this module before the apps are there
        )

        gone = session_key or self.session_key
        super().delete(session_key)
        rows = UserSession.objects.filter(session_key=gone or "")
        if session_key and self.session_key and session_key != self.session_key:  # it got another key
            rows.update(session_key=self.session_key)
        else:
            rows.delete()
