"""The second step of signing in, and saying with a code that it is still you."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.stages import LoginStage, LoginStageController
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import factors, traces
from accounts.adapter import HALF
from accounts.factor_forms import CodeForm
from accounts.models import User
from accounts.sessions import without_factor
from core.access import StaffRequest, public, staff
from core.errors import DomainError, Invalid
from core.refusals import FormPage, Sent, form_view


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


def confirming(request: HttpRequest) -> dict[str, object]:
    """For each of the pages that ask whether it is you: the other ways, and where it goes on then."""
    target = request.POST.get("next") or request.GET.get("next", "")
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
    found.user = user
    return found
