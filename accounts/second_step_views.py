"""The second step of signing in, passkeys instead of a password, and saying that it is still you."""

from collections.abc import Callable
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

Judge = Callable[[HttpRequest, User, Sent], factors.Authenticator]
Shown = Callable[[User], dict[str, object]]
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


def finishing(request: HttpRequest, template: str, judge: Judge, shown: Shown) -> FormPage | HttpResponseBase:
    """The page of a second step. `judge` finds the factor that was used; `shown` is for the page."""
    stage = pending(request)
    if isinstance(stage, HttpResponseBase):
        return stage
    user: User = stage.login.user

    def act(sent: Sent) -> HttpResponse:
        post_authentication(request, judge(request, user, sent))
        return stage.exit()

    return FormPage(template, act, context=shown(user))


@public
@never_cache
@form_view(CodeForm)
def second_step(request: HttpRequest) -> FormPage | HttpResponseBase:
    def shown(user: User) -> dict[str, object]:
        return {"factors": factors.of(user)}

    return finishing(request, "account/second_step.html", tried, shown)


@public
@never_cache
@form_view(PasskeyForm)
def second_step_by_passkey(request: HttpRequest) -> FormPage | HttpResponseBase:
    def shown(user: User) -> dict[str, object]:
        return {"options": partial(passkeys.ask, request, "second-step", user)}

    return finishing(request, "account/second_step_by_passkey.html", partial(answered, "second-step"), shown)


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
        found = answered("sign-in", request, None, sent)
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
    return confirmed(request, "account/confirm_by_code.html", tried)


@staff
@without_factor
@form_view(PasskeyForm)
def confirm_by_passkey(request: StaffRequest) -> FormPage | HttpResponseBase:
    if not factors.of(request.user).passkeys:
        return redirect("account_reauthenticate")
    options = partial(passkeys.ask, request, "confirm", request.user)
    judge = partial(answered, "confirm")
    return confirmed(request, "account/confirm_by_passkey.html", judge, options=options)


def confirmed(request: StaffRequest, template: str, judge: Judge, **context: object) -> FormPage:
    def act(sent: Sent) -> HttpResponseBase:
        post_authentication(request, judge(request, request.user, sent), reauthenticated=True)
        return goes_on(request)

    return FormPage(template, act, context={**confirming(request), **context})


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


def tried(request: HttpRequest, user: User, sent: Sent) -> factors.Authenticator:
    """The factor of a right code; a wrong one is on record."""
    try:
        found = factors.try_code(user, sent.data["code"])
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


def answered(purpose: str, request: HttpRequest, user: User | None, sent: Sent) -> factors.Authenticator:
    """The passkey that answered. What did not work is on record for the account that was half in."""
    try:
        return passkeys.judge(request, purpose, sent.data["answer"], user)
    except Invalid:
        traces.sign_in_failed(request, email=user.email if user else "", reason="passkey")
        raise
