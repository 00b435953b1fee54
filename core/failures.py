"""The pages for a refused form token and for what is not there, not allowed, or broken."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "core/refused_token.html", status=403)
