"""What browsers are told by a site behind a proxy that speaks HTTPS, and by one on a newsroom's own plain network."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

FORM = {"username": "ada", "password": "first programmer"}
EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.fixture
def proxied(settings):
    """A browser whose proxy tells that it came over HTTPS, and the settings of docs/deployment/environment."""
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_SECONDS = 2592000
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://desk.example.org"]
    return Client(enforce_csrf_checks=True, headers={"Host": "desk.example.org", "X-Forwarded-Proto": "https"})


@pytest.mark.parametrize("address", ["/", "/corrections/", "/sign-in/", "/admin/login/", "/nothing-here/", "/desk/"])
def test_every_answer_tells_browsers_what_to_leave(proxied, address):
    headers = proxied.get(address).headers
    assert {name: headers[name] for name in EVERYWHERE} == EVERYWHERE
    assert headers["Strict-Transport-Security"] == "max-age=2592000"
    assert {"camera=()", "geolocation=()", "microphone=()"} <= set(headers["Permissions-Policy"].split(", "))


def test_plain_http_is_sent_on_to_the_same_place(proxied):
    for told in ({}, {"X-Forwarded-Proto": "http"}, {"X-Forwarded-Ssl": "on"}):
        response = Client(headers={"Host": "desk.example.org"} | told).get("/corrections/?kind=update")
        assert response.status_code == 301
        assert response.headers["Location"] == "https://desk.example.org/corrections/?kind=update"
        assert "Strict-Transport-Security" not in response.headers


def test_cookies_are_for_this_site_over_https_alone(proxied, editor):
    proxied.get("/sign-in/")
    form = {
        "username": "ada",
        "password": "first programmer",
        "csrfmiddlewaretoken": proxied.cookies["csrftoken"].value,
    }
    response = proxied.post("/sign-in/", form, headers={"Origin": "https://desk.example.org"})
    assert response.headers["Location"] == "/desk/"
    session, token = proxied.cookies["sessionid"], proxied.cookies["csrftoken"]
    assert (session["secure"], session["httponly"], session["samesite"], session["domain"]) == (True, True, "Lax", "")
    # The page's own script reads the token.
    assert (token["secure"], token["samesite"], token["domain"]) == (True, "Lax", "")


def test_a_stranger_cannot_say_that_it_is_https_where_no_proxy_is_trusted(client, settings):
    settings.SECURE_HSTS_SECONDS = 2592000
    response = client.get("/corrections/feed.atom", headers={"X-Forwarded-Proto": "https"})
    assert "Strict-Transport-Security" not in response.headers
    assert b"https://testserver" not in response.content


def test_a_newsroom_on_its_own_plain_network_signs_in_and_is_sent_nowhere(settings, editor):
    settings.CSRF_TRUSTED_ORIGINS = [settings.SITE_URL]
    settings.SECURE_CROSS_ORIGIN_OPENER_POLICY = None
    browser = Client(enforce_csrf_checks=True)
    headers = browser.get("/sign-in/").headers
    assert "Strict-Transport-Security" not in headers
    assert "Cross-Origin-Opener-Policy" not in headers
    form = {
        "username": "ada",
        "password": "first programmer",
        "csrfmiddlewaretoken": browser.cookies["csrftoken"].value,
    }
    assert browser.post("/sign-in/", form).headers["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200
    assert not browser.cookies["sessionid"]["secure"]
