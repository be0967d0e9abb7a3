"""The address of signing in, and what Django's admin needs to sign in by the same rules."""

import ipaddress
import secrets
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac

from corrections.actions.sign_in import Wait, admit, forgive
from corrections.telling import told

Answer = TypeVar("Answer", bound=HttpResponseBase)

COOKIE = "known-device"
# What a form finds out goes with its request, since Django's admin gives us no other way to the answer.
_WAITS, _DEVICES = "corrigenda.sign-in-waits", "corrigenda.sign-in-devices"
_LASTS = 180 * 24 * 3600  # seconds
_MOST_NAMES = 5  # a device remembers: colleagues may share one


class SignInForm(AuthenticationForm):
    """Name and password, which are looked at unless too many were tried before."""

    def clean(self) -> dict[str, Any]:
        name, now, request = self.cleaned_data.get("username"), timezone.now(), self.request
        if request is None or name is None or not self.cleaned_data.get("password"):
            return super().clean()
        address, devices = address_of(request), _devices(request)
        try:
            admitted = admit(name, address=address, device=devices.get(_hidden(name), ""), now=now)
        except Wait as wait:
            request.META[_WAITS] = wait.seconds
            raise ValidationError(told(wait), code="wait") from wait
        cleaned = super().clean()
        forgive(admitted, now=now)
        devices.pop(_hidden(name), None)
        devices[_hidden(name)] = secrets.token_urlsafe(9)
        request.META[_DEVICES] = devices
        return cleaned


class SignIn(LoginView):
    template_name = "registration/sign_in.html"
    authentication_form = SignInForm
    http_method_names = ["get", "head", "post"]

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        return answered(request, super().dispatch(request, *args, **kwargs))


def answered(request: HttpRequest, response: Answer) -> Answer:
    """The answer of a sign-in with what its form found out: how long to wait, or that this device is known now."""
    if (seconds := request.META.get(_WAITS, 0)) > 0:
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)
    if devices := request.META.get(_DEVICES):
        kept = dict(list(devices.items())[-_MOST_NAMES:])
        response.set_cookie(
            COOKIE,
            signing.dumps(kept, salt=COOKIE),
            max_age=_LASTS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response


def address_of(request: HttpRequest) -> str:
    """From where is asked, as far as one subscriber's addresses go (an IPv6 network of 64 bits); "" where nobody knows.

    What a request says of itself counts only where a trusted proxy adds the last of it.
    """
    asked = request.META
    told = asked.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXY:
        told = asked.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2] or told
    try:
        address = ipaddress.ip_address(told.strip())
    except ValueError:
        return ""
    if address.version == 6 and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address) if address.version == 4 else str(ipaddress.ip_network((address, 64), strict=False))


def _devices(request: HttpRequest) -> dict[str, str]:
    """What this device is called, by the names that signed in on it, the last one last."""
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=_LASTS)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _hidden(name: str) -> str:
    return salted_hmac(COOKIE, name).hexdigest()[:16]
