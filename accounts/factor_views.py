"""The second factors of whoever is signed in: what they have, adding, removing, recovery codes."""

from functools import partial, wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import ciphers, factors, passkeys
from accounts.factor_forms import AppForm, NewPasskeyForm
from accounts.pictures import squares
from accounts.sessions import asks_again, go_on_after, without_factor
from audit.log import source_of
from core.access import StaffRequest, staff
from core.refusals import FormPage, Sent, form_view, verb

OFFERED = "staff_new_app"  # in the session, encrypted: what the app was shown, until its code was right


def uses_what_there_is(view: Any) -> Any:
    """Who has a factor changes them in a session that used it: nobody adds one beside another's."""

    @wraps(view)
    def guarded(request: StaffRequest, **kwargs: Any) -> Any:
        if not request.session.get("staff_factor") and factors.of(request.user):
            return redirect("account_factors")
        return view(request, **kwargs)

    return guarded


@staff
@without_factor
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Also where every page of staff leads to, until the factor is there that the organisation asks for."""
    mine = factors.of(request.user)
    has_used_one = bool(request.session.get("staff_factor"))
    has_to = not has_used_one and (settings.REQUIRE_SECOND_FACTOR or bool(mine))
    may_remove = not settings.REQUIRE_SECOND_FACTOR or mine.count > 1
    values = {"factors": mine, "has_to": has_to, "may_remove": may_remove}
    return render(request, "accounts/factors.html", values)


@staff
@without_factor
@form_view(AppForm)
@uses_what_there_is
@asks_again
def add_app(request: StaffRequest) -> FormPage | HttpResponse:
    if factors.of(request.user).app:
        return redirect("account_factors")
    secret = _offered(request)

    def act(sent: Sent) -> HttpResponse:
        factors.add_app(request.user, secret=secret, code=sent.data["code"], source=source_of(request))
        del request.session[OFFERED]
        return added(request)

    picture = squares(get_adapter().build_totp_url(request.user, secret))
    groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
    return FormPage("accounts/factor_app.html", act, context={"picture": picture, "groups": groups})


def _offered(request: StaffRequest) -> str:
    """The same one while the page is looked at again."""
    try:
        return ciphers.decrypt(request.session.get(OFFERED, ""))
    except ciphers.Unreadable:
        secret = str(generate_totp_secret())
        request.session[OFFERED] = ciphers.encrypt(secret)
        return secret


def added(request: StaffRequest) -> HttpResponse:
    go_on_after(request, has_factor=True)
    messages.success(request, _("Added. You are signed out everywhere else."))
    return redirect("account_codes")


def removed(request: StaffRequest, factor: Any, *, where: str) -> HttpResponse:
    factors.remove(request.user, factor, source=source_of(request))
    go_on_after(request, has_factor=bool(factors.of(request.user)))
    messages.success(request, _("Removed. You are signed out everywhere else."))
    return redirect(reverse("account_factors", fragment=where))


@staff
@verb("account_factors")
@uses_what_there_is
@asks_again
def remove_app(request: StaffRequest) -> HttpResponse:
    app = factors.of(request.user).app
    return removed(request, app, where="app") if app else redirect(reverse("account_factors", fragment="app"))


@staff
@without_factor
@form_view(NewPasskeyForm)
@uses_what_there_is
@asks_again
def add_passkey(request: StaffRequest) -> FormPage:
    def act(sent: Sent) -> HttpResponse:
        answer = sent.data["answer"]
        passkeys.judge_new(request, answer)
        name, source = sent.data["name"], source_of(request)
        factors.add_passkey(request.user, name=name, answer=answer, source=source)
        return added(request)

    options = partial(passkeys.ask_for_new, request, request.user)  # asked as the page is drawn
    return FormPage("accounts/factor_passkey.html", act, context={"options": options})


@staff
@verb("account_factors")
@uses_what_there_is
@asks_again
def remove_passkey(request: StaffRequest, number: int) -> HttpResponse:
    mine = {row.pk: row for row in factors.of(request.user).passkeys}
    if number not in mine:
        raise Http404
    return removed(request, mine[number], where="passkeys")


@staff
@form_view(Form)
@uses_what_there_is
@asks_again
def codes(request: StaffRequest) -> FormPage | HttpResponse:
    """GET shows those that are left, POST makes new ones."""
    if not factors.of(request.user):
        return redirect("account_factors")

    def act(sent: Sent) -> HttpResponse:
        factors.make_codes(request.user, source=source_of(request))
        messages.success(request, _("These are new. The ones from before open nothing any more."))
        return redirect(reverse("account_codes", fragment="codes"))

    return FormPage("accounts/factor_codes.html", act, context={"codes": _in_groups(request)})


def _in_groups(request: StaffRequest) -> list[str]:
    return [f"{code[:5]} {code[5:]}" for code in factors.codes_to_write_down(request.user)]
