"""The second step of signing in, passkeys instead of a password, and saying that it is still you."""

from functools import partial

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.models import Login
from allauth.account.stages import LoginStage, LoginStageController
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import factors, passkeys, traces
from accounts.adapter import HALF
from accounts.factor_forms import CodeForm, PasskeyForm
from accounts.models import User
from accounts.sessions import without_factor
from audit.log import record, source_of
from core.access import StaffRequest, public, staff
from core.errors import DomainError, Invalid
from core.rate_limits import hit, network_of
from core.refusals import FormPage, Sent, form_view

TRIES = 120  # an hour, of a network: to sign in by a passkey, which nobody guesses


def pending(request: HttpRequest) -> LoginStage | HttpResponse:
    """The sign-in whose first step was right, or where else to go."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    if stage is None:
        return redirect("account_login")
    user = stage.login.user
    is_as_it_was = user is not None and request.session.get(HALF) == user.get_session_auth_hash()
    if user is None or not is_as_it_was or not factors.of(user):
        return stage.abort()
    return stage


@public
@never_cache
@form_view(CodeForm)
def second_step(request: HttpRequest) -> FormPage | HttpResponseBase:
    stage = pending(request)
    if isinstance(stage, HttpResponseBase):
        return stage
    user: User = stage.login.user

    def act(sent: Sent) -> HttpResponse:
        post_authentication(request, tried(request, user, sent.data["code"]))
        return stage.exit()

    return FormPage("account/second_step.html", act, context={"factors": factors.of(user)})


@public
@never_cache
@form_view(PasskeyForm)
def second_step_by_passkey(request: HttpRequest) -> FormPage | HttpResponseBase:
    stage = pending(request)
    if isinstance(stage, HttpResponseBase):
        return stage
    user: User = stage.login.user

    def act(sent: Sent) -> HttpResponse:
        post_authentication(request, answered(request, "second-step", sent, user))
        return stage.exit()

    options = partial(passkeys.ask, request, "second-step", user)
    return FormPage("account/second_step_by_passkey.html", act, context={"options": options})


@public
@never_cache
@form_view(PasskeyForm)
def sign_in_by_passkey(request: HttpRequest) -> FormPage | HttpResponseBase:
    """Without a password: the device has verified who holds it."""
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)

    def count() -> None:
        sentence = _("Too many tries. Wait for an hour, or sign in with your password.")
        hit("passkey", network_of(request), limit=TRIES, sentence=sentence)

    def act(sent: Sent) -> HttpResponse:
        found = answered(request, "sign-in", sent, None)
        login = Login(user=found.user, redirect_url=get_next_redirect_url(request))
        return perform_passwordless_login(request, found, login)

    options = partial(passkeys.ask, request, "sign-in")
    context = {"options": options, "redirect_field_value": target_of(request)}
    return FormPage("account/sign_in_by_passkey.html", act, context=context, first=count)


@staff
@without_factor
@form_view(CodeForm)
def confirm_by_code(request: StaffRequest) -> FormPage | HttpResponseBase:
    mine = factors.of(request.user)
    if not mine.app and not mine.codes:
        return redirect("account_reauthenticate")

    def act(sent: Sent) -> HttpResponseBase:
        found = tried(request, request.user, sent.data["code"])
        post_authentication(request, found, reauthenticated=True)
        return goes_on(request)

    return FormPage("account/confirm_by_code.html", act, context=confirming(request))


@staff
@without_factor
@form_view(PasskeyForm)
def confirm_by_passkey(request: StaffRequest) -> FormPage | HttpResponseBase:
    if not factors.of(request.user).passkeys:
        return redirect("account_reauthenticate")

    def act(sent: Sent) -> HttpResponseBase:
        found = answered(request, "confirm", sent, request.user)
        post_authentication(request, found, reauthenticated=True)
        return goes_on(request)

    options = partial(passkeys.ask, request, "confirm", request.user)
    context = {**confirming(request), "options": options}
    return FormPage("account/confirm_by_passkey.html", act, context=context)


def target_of(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next", "")


def confirming(request: HttpRequest) -> dict[str, object]:
    """For each of the pages that ask whether it is you: the other ways, and where it goes on then."""
    target = target_of(request)
    query = f"?{urlencode({'next': target})}" if target else ""
    ways = get_adapter().get_reauthentication_methods(request.user)
    others = [{**way, "url": way["url"] + query} for way in ways if way["url"] != request.path]
    return {"redirect_field_value": target, "reauthentication_alternatives": others}


def goes_on(request: HttpRequest) -> HttpResponseBase:
    """What was sent before it was asked, or the page that was asked for."""
    return resume_request(request) or redirect(settings.LOGIN_REDIRECT_URL)


def tried(request: HttpRequest, user: User, code: str) -> factors.Authenticator:
    """The factor of a right code; a wrong one is on record."""
    try:
        found = factors.try_code(user, code)
    except factors.TooManyCodes:
        traces.sign_in_refused(request, email=user.email, reason="too_many_codes")
        raise
    except DomainError as refusal:
        raise Invalid(refusal.sentence, field="code") from refusal
    if found is None:
        traces.sign_in_failed(request, email=user.email, reason="code")
        raise Invalid(_("This code is not right, or was used already."), field="code")
    if found.type == factors.CODES:
        record("user.recovery_code_used", by=user, obj=user, source=source_of(request))
    found.user = user
    return found


def answered(request: HttpRequest, purpose: str, sent: Sent, user: User | None) -> factors.Authenticator:
    """The passkey that answered. What did not work is on record for the account that was half in."""
    try:
        return passkeys.judge(request, purpose, sent.data["answer"], user)
    except Invalid:
        traces.sign_in_failed(request, email=user.email if user else "", reason="passkey")
        raise
