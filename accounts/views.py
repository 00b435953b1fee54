"""Signing in and out, and passwords: allauth's views behind our marks. There is no way to sign up."""

from functools import wraps
from typing import Any

from allauth.account import views as allauth
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import addresses
from accounts.context import organisation_of
from accounts.forms import AskForResetForm, ChangePasswordForm, ConfirmForm, LanguageForm, SignInForm
from accounts.languages import choose, language_of
from accounts.second_step_views import confirming
from accounts.sessions import without_factor
from accounts.sign_on import way_out
from audit.log import source_of
from core.access import StaffRequest, applicant, public, staff
from core.languages import speaking
from core.refusals import SEND_AGAIN, FormPage, Sent, form_view, takes

WAIT_SECONDS = 15 * 60
NO_PASSWORDS = gettext_lazy("Nobody signs in with a password here.")


def where_passwords_are(view: Any) -> Any:
    """For a view that is not there where nobody signs in with one."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.PASSWORDS:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _is_locked(response: Any) -> bool:
    form = (getattr(response, "context_data", None) or {}).get("form")
    if form is None or not form.is_bound:
        return False
    said = [error for errors in form.errors.as_data().values() for error in errors]
    return any(error.code == "too_many_login_attempts" for error in said)


def _waiting(response: HttpResponse) -> HttpResponse:
    """The same page with the right status, if too many passwords were wrong."""
    if _is_locked(response):
        response.status_code = 429
        response["Retry-After"] = str(WAIT_SECONDS)
    return response


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    form = SignInForm(initial={"login": request.POST.get("login", "")}, request=request)
    values = {"form": form, "refused": SEND_AGAIN, "redirect_field_value": request.POST.get("next", "")}
    return render(request, "account/login.html", values)


@public
@require_http_methods(["GET", "HEAD", "POST"])
@takes(None, given_back=_sign_in_again)
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and not settings.PASSWORDS:
        values = {"refused": NO_PASSWORDS, "redirect_field_value": request.POST.get("next", "")}
        return render(request, "account/login.html", values, status=403)
    return _waiting(allauth.login(request))


@staff
@without_factor
@require_http_methods(["GET", "HEAD", "POST"])
@takes(ConfirmForm)
def confirm(request: StaffRequest) -> HttpResponse:
    """Between a page that asks again (`sessions.asks_again`) and what was to be done there."""
    if settings.OIDC_URL and not (settings.PASSWORDS and request.user.has_usable_password()):
        return render(request, "account/confirm_by_sign_on.html", confirming(request))
    return _waiting(allauth.reauthenticate(request))


@applicant
@form_view(Form)
def stop_address(request: HttpRequest, token: str) -> FormPage | HttpResponse:
    """For whoever lost an account. Looking changes nothing: mail scanners follow links. The button does."""
    change = addresses.find(token)
    if change is None:
        return render(request, "accounts/address_over.html", status=410)

    def act(sent: Sent) -> HttpResponse:
        user = addresses.stop(token, source=source_of(request))
        if user is None:
            return render(request, "accounts/address_over.html", status=410)
        return render(request, "accounts/address_stopped.html", {"person": user})

    return FormPage("accounts/address_stop.html", act, context={"change": change})


@public
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Where the session began at the provider, there too."""
    elsewhere = way_out(request.session)
    response = allauth.logout(request)
    response["Clear-Site-Data"] = '"prefetchCache", "prerenderCache"'  # what a tab fetched ahead (desk.ahead)
    return redirect(elsewhere) if elsewhere else response


@public
@never_cache
@require_safe
def closed(request: HttpRequest) -> HttpResponse:
    """Where allauth sends a person whose account is closed, after the right password."""
    return render(request, "account/account_inactive.html", status=403)


@staff
@where_passwords_are
@require_http_methods(["GET", "HEAD", "POST"])
@takes(ChangePasswordForm)
def change_password(request: StaffRequest) -> HttpResponse:
    return allauth.password_change(request)


@staff
@form_view(LanguageForm)
def language(request: StaffRequest) -> FormPage:
    organisation = organisation_of(request)

    def save(sent: Sent) -> HttpResponse:
        choose(request.user, language=sent.data["language"])
        with speaking(language_of(request.user, organisation=organisation)):
            messages.success(request, _("Saved."))
        return redirect(reverse("account_language", fragment="language"))

    options = {"initial": {"language": request.user.language}, "organisation": organisation}
    return FormPage("accounts/language.html", act=save, options=options)


def _ask_again(request: HttpRequest) -> HttpResponse:
    form = AskForResetForm(initial={"email": request.POST.get("email", "")})
    return render(request, "account/password_reset.html", {"form": form, "refused": SEND_AGAIN})


@public
@never_cache
@where_passwords_are
@require_http_methods(["GET", "HEAD", "POST"])
@takes(None, given_back=_ask_again)
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    return allauth.password_reset(request)


@public
@never_cache
@require_safe
def reset_asked(request: HttpRequest) -> HttpResponse:
    return allauth.password_reset_done(request)


@public
@never_cache
@where_passwords_are
@require_http_methods(["GET", "HEAD", "POST"])
def set_password(request: HttpRequest, uidb36: str, key: str) -> HttpResponse:
    return allauth.password_reset_from_key(request, uidb36=uidb36, key=key)


@public
@never_cache
@require_safe
def password_is_set(request: HttpRequest) -> HttpResponse:
    return allauth.password_reset_from_key_done(request)
