"""Tells browsers which of their powers no page of ours asks for; copying to the clipboard is left."""

from django.http import HttpRequest, HttpResponse

from newsroom.content_security import Answering

_UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone"),
    *("midi", "payment", "screen-wake-lock", "serial", "usb"),
)
POLICY = ", ".join(f"{name}=()" for name in _UNUSED)


def permissions_policy(get_response: Answering) -> Answering:
    """Middleware that adds the policy to every response."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        return response

    return respond
