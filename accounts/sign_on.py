"""Single sign-on: the organisation's own provider (OpenID Connect) says who somebody is; we, who may come in.

An account is found by the address that the provider has verified, each time anew, and must exist. Nothing of
the provider is kept but what this session needs. allauth reads its answers over TLS, where the signature of
an ID token says no more than the connection does (OpenID Connect Core 1.0, 3.1.3.7).
"""

from dataclasses import dataclass
from typing import Any, NoReturn

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts import people, traces
from accounts.models import User
from accounts.sessions import FRESH
from audit.log import source_of

PROVIDER = "sign-on"  # its part of the addresses here
SEVERAL_FACTORS = {"mfa", "otp", "hwk", "swk"}  # values of `amr` (RFC 8176)
WHY_NOT: dict[str, str | Promise] = {
    "provider": _("The other side did not say who you are. Try again in a moment."),
    "over": _("This sign-in was over already, or was begun in another browser. Begin again."),
    "cancelled": _("You have stopped it on the other side. Nothing has happened."),
    "unverified": _("The other side has not verified your e-mail address, so it says too little."),
    "no_account": _("There is no account here with your e-mail address. Ask an administrator for one."),
    "somebody_else": _("You are signed in here as somebody else. Sign out first."),
    "stale": _("The other side did not ask you who you are just now, so it does not count as your word."),
}


@dataclass(frozen=True)
class Claims:
    """What the provider says of somebody; its `userinfo` before its ID token."""

    userinfo: dict[str, Any]
    id_token: dict[str, Any]

    @classmethod
    def of(cls, login: SocialLogin) -> "Claims":
        told = login.account.extra_data
        return cls(told.get("userinfo") or {}, told.get("id_token") or {})

    def __getitem__(self, name: str) -> Any:
        return self.userinfo.get(name, self.id_token.get(name))

    @property
    def are_of_one(self) -> bool:
        """OpenID Connect Core 1.0, 5.3.2: otherwise the userinfo is not of whoever signed in."""
        return bool(self.id_token.get("sub")) and self["sub"] == self.id_token["sub"]

    @property
    def address(self) -> str:
        """Empty unless it is verified; some say so in a word."""
        return str(self["email"] or "") if self["email_verified"] in (True, "true") else ""

    @property
    def proved_at(self) -> float:
        """When they last gave a password or whatever stands for it there; 0: not said."""
        at = self.id_token.get("auth_time")
        return min(float(at), timezone.now().timestamp()) if isinstance(at, int | float) else 0.0

    @property
    def has_factor(self) -> bool:
        methods = self.id_token.get("amr")
        said = set(methods) & SEVERAL_FACTORS if isinstance(methods, list) else set()
        return settings.OIDC_ASKS_FOR_FACTOR or bool(said)

    @property
    def role(self) -> str:
        """The first of OIDC_ROLES that they have; empty if none is told."""
        told = self[settings.OIDC_ROLE_CLAIM] if settings.OIDC_ROLE_CLAIM else None
        groups = told if isinstance(told, list) else [told]
        return next((role for group, role in settings.OIDC_ROLES.items() if group in groups), "")


class SignOnAdapter(DefaultSocialAccountAdapter):
    """How allauth behaves here: it asks the provider, and what follows is ours."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """One, from the environment; none in the database."""
        if not settings.OIDC_URL or provider not in {None, "openid_connect", PROVIDER}:
            return []
        options = {"server_url": settings.OIDC_URL, "oauth_pkce_enabled": True}
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER,
                name=settings.OIDC_NAME,
                client_id=settings.OIDC_CLIENT_ID,
                secret=settings.OIDC_SECRET,
                settings=options,
            )
        ]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        raise ImmediateHttpResponse(_answer(request, sociallogin))

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **more: Any
    ) -> NoReturn:
        """`state_id`: of a sign-in that is not known any more, or is another browser's."""
        is_known = "state_id" not in (more.get("extra_context") or {})
        reason = ("cancelled" if str(error) == "cancelled" else "provider") if is_known else "over"
        traces.sign_in_refused(request, email="", reason=reason)
        raise ImmediateHttpResponse(refused(request, reason))


def refused(request: HttpRequest, reason: str) -> HttpResponse:
    status = 503 if reason == "provider" else 403
    page = {"why": WHY_NOT[reason], "versions": None}  # in another language it would come back a second time
    return render(request, "account/sign_on_refused.html", page, status=status)


def _answer(request: HttpRequest, login: SocialLogin) -> HttpResponseBase:
    """Signed in; or, for whoever is, what was to be confirmed goes on."""
    claims = Claims.of(login)
    if not claims.are_of_one:
        return _refuse(request, "provider", email="")
    if not claims.address:
        return _refuse(request, "unverified", email="")
    user = User.objects.filter(email__iexact=claims.address).first()
    if user is None:
        return _refuse(request, "no_account", email=claims.address)
    if request.user.is_authenticated:
        return _confirm(request, user, claims, login)
    return _sign_in(request, user, claims, login)


def _refuse(request: HttpRequest, reason: str, *, email: str) -> HttpResponse:
    traces.sign_in_refused(request, email=email, reason=reason)
    return refused(request, reason)


def _sign_in(request: HttpRequest, user: User, claims: Claims, login: SocialLogin) -> HttpResponseBase:
    if claims.role and user.is_active:
        user = people.follow_provider(user, role=claims.role, source=source_of(request))
    adapter = login.provider.get_oauth2_adapter(request)
    ends_at = adapter.openid_config.get("end_session_endpoint", "")
    told = {"proved": claims.proved_at, "factor": claims.has_factor, "ends_at": ends_at}
    record_authentication(request, user, "socialaccount", **told)
    target = login.get_redirect_url(request)
    response: HttpResponseBase = perform_login(request, user, email_verification="none", redirect_url=target)
    return response


def _confirm(request: HttpRequest, user: User, claims: Claims, login: SocialLogin) -> HttpResponseBase:
    if user != request.user:
        return _refuse(request, "somebody_else", email=user.email)
    if timezone.now().timestamp() - claims.proved_at >= FRESH.total_seconds():
        return _refuse(request, "stale", email=user.email)
    record_authentication(request, user, "socialaccount", reauthenticated=True)
    target = login.state.get("next") or ""
    request.GET = QueryDict(urlencode({"next": target}))
    return resume_request(request) or redirect(settings.LOGIN_REDIRECT_URL)


def way_out(session: Any) -> str:
    """Where a session that began at the provider ends there, too (RP-Initiated Logout 1.0); or nothing."""
    ends_at = session.get("staff_ends_at", "")
    if not ends_at:
        return ""
    back = settings.BASE_URL + reverse("account_login")
    asked = urlencode({"client_id": settings.OIDC_CLIENT_ID, "post_logout_redirect_uri": back})
    return f"{ends_at}{'&' if '?' in ends_at else '?'}{asked}"
