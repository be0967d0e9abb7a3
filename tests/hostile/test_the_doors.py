"""Headers, cookies, forms from elsewhere, hosts, caches and ways out: what stands at the doors of every address."""

import itertools
import re
from urllib.parse import quote

import pytest
from django.conf import settings as the_settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import path

from corrections.actions.import_article import import_article
from corrections.models import Span
from corrections.urls import urlpatterns
from newsroom import urls as newsroom_urls
from newsroom.content_security import POLICY
from tests.test_house import PUBLIC, settings_of
from tests.views.test_addresses import DESK, POSTED, READERS, SENT

ADMIN = ("/admin/", "/admin/login/", "/admin/password_change/", "/admin/auth/user/", "/admin/auth/user/add/")
ADMIN += ("/admin/corrections/article/", "/admin/corrections/correctionnote/", "/admin/jsi18n/", "/admin/nothing/")
STATIC = ("/static/corrections/css/public.css", "/static/corrections/js/desk.js", "/static/admin/css/base.css")
SITE, STRANGER = "https://desk.example.org", "https://evil.example"


@pytest.fixture
def filled(storm, draft, published, editor, others):
    """A function: an address with the ids of a draft, a published note and a lost place of the storm in it."""
    note, beside = published(storm, "Jane", "Mary"), draft(storm, "roof", "door")
    draft(storm, "40", "50")
    source = storm.latest_revision.source.replace("felled 40", "felled a good forty")
    import_article(source.encode(), user=editor, slug="storm")
    rows = {"DRAFT": beside, "PUBLISHED": note, "LOST": Span.objects.lost().get(note__article=storm)}
    return lambda address: re.sub("DRAFT|PUBLISHED|LOST", lambda found: str(rows[found[0]].pk), address)


@pytest.fixture
def root(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def broken(request):
    raise RuntimeError("A fault of ours.")


@pytest.fixture
def with_a_fault(settings):
    """An address that fails, beside all others."""
    urls = type("Urls", (), {})
    urls.urlpatterns = [path("broken/", broken), *newsroom_urls.urlpatterns]
    urls.handler400 = newsroom_urls.handler400
    settings.ROOT_URLCONF = urls


# What may run, and in whose frame


def test_every_answer_says_what_may_run_and_that_no_frame_may_hold_it(root, filled, with_a_fault):
    stranger = Client(raise_request_exception=False)
    answers = {address: root.get(filled(address)) for address in (*READERS, *DESK, *ADMIN, *STATIC)}
    answers |= {f"signed out: {address}": stranger.get(filled(address)) for address in (*DESK, *ADMIN)}
    answers |= {f"posted: {address}": root.post(filled(address), SENT) for address in POSTED}
    forged = Client(enforce_csrf_checks=True)
    long = {"content_type": "text/plain", "CONTENT_LENGTH": str(10**9)}
    answers |= {
        "400": stranger.get("/", HTTP_HOST="evil.example"),
        "403": forged.post("/sign-in/", {}),
        "404": stranger.get("/nowhere/"),
        "405": stranger.post("/"),
        "411": stranger.post("/sign-in/", "", HTTP_TRANSFER_ENCODING="chunked", content_type="text/plain"),
        "413": stranger.generic("POST", "/sign-in/", "", **long),
        "500": stranger.get("/broken/"),
        "301": stranger.get("/corrections"),
        "304": stranger.get("/", HTTP_IF_NONE_MATCH=answers["/"]["ETag"]),
        "static 404": stranger.get("/static/nothing.css"),
        "static 405": stranger.post(STATIC[0]),
        "head": stranger.head("/"),
        "options": stranger.options("/"),
    }
    for name in ("400", "403", "404", "405", "411", "413", "500", "301", "304"):
        assert (name, answers[name].status_code) == (name, int(name))
    for address, answer in answers.items():
        assert (address, answer.headers.get("Content-Security-Policy")) == (address, POLICY)
        assert (address, answer.headers["X-Content-Type-Options"]) == (address, "nosniff")
        assert (address, answer.headers["Referrer-Policy"]) == (address, "same-origin")
        assert (address, answer.headers.get("X-Frame-Options")) == (address, "DENY")
        assert (address, answer.headers["Cross-Origin-Opener-Policy"]) == (address, "same-origin")
        assert "Server" not in answer.headers
        for close in answer._resource_closers:  # a file
            close()


def test_the_policy_allows_nothing_that_is_not_named():
    policy = dict(one.split(" ", 1) for one in POLICY.split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    ours = {name: value for name, value in policy.items() if value != "'none'"}
    # Pictures come from wherever an article has them; `data:` is the site's own mark, which stands in each page.
    assert ours.pop("img-src") == "'self' https: data:"
    assert set(ours) == {"script-src", "style-src", "font-src", "connect-src", "form-action"}
    assert set(ours.values()) == {"'self'"}


def test_a_text_is_never_taken_for_a_page(desk, filled):
    """What machines read has a type of its own, and no browser guesses another."""
    for address, kind in READERS.items():
        answer = desk.get(filled(address))
        assert answer["Content-Type"] == kind
        if not kind.startswith("text/html"):
            assert answer["X-Content-Type-Options"] == "nosniff"
    for address in ("/desk/articles/storm/corrected.md", "/desk/articles/storm/critic.md"):
        assert desk.get(address)["Content-Disposition"].startswith("attachment; filename=")


# Forms from elsewhere


def forms(root, filled):
    """Every address that takes a form, with what it takes."""
    yield from ((filled(address), SENT) for address in POSTED)
    yield "/sign-in/", {"username": "ada", "password": "first programmer"}
    yield "/sign-out/", {}
    yield "/admin/login/", {"username": "ada", "password": "first programmer"}
    yield "/admin/logout/", {}
    yield "/admin/password_change/", {"old_password": "a", "new_password1": "b", "new_password2": "b"}
    yield "/admin/auth/user/add/", {"username": "x", "password1": "very long indeed", "password2": "very long indeed"}
    yield "/admin/auth/user/", {"action": "delete_selected", "_selected_action": ["1"], "post": "yes"}


def test_a_form_without_a_token_changes_nothing_anywhere(root, filled, counted, db):
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = root.cookies
    before = counted(), list(User.objects.values())
    for address, sent in forms(root, filled):
        for more in ({}, {"HTTP_ORIGIN": STRANGER}, {"HTTP_ORIGIN": "null"}, {"HTTP_HX_REQUEST": "true"}):
            answer = forged.post(address, sent, **more)
            assert (address, more, answer.status_code) == (address, more, 403)
    assert (counted(), list(User.objects.values())) == before
    assert forged.get("/desk/").status_code == 200  # not signed out either


def test_a_token_does_not_help_another_sites_form(editor, storm, settings):
    settings.CSRF_TRUSTED_ORIGINS = [SITE]
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    client.get("/desk/new-article/")
    sent = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "text": "# Snow\n\nIt snowed.\n"}
    for origin in (STRANGER, "null", "https://desk.example.org.evil.example", "http://desk.example.org", SITE + ":444"):
        assert client.post("/desk/new-article/", sent, HTTP_ORIGIN=origin).status_code == 403
    # Without an Origin a browser on HTTPS tells where it comes from.
    for referer in ({}, {"HTTP_REFERER": f"{STRANGER}/"}, {"HTTP_REFERER": f"{STRANGER}/?{SITE}/"}):
        assert client.post("/desk/new-article/", sent, secure=True, **referer).status_code == 403
    assert client.post("/desk/new-article/", sent, HTTP_ORIGIN=SITE).status_code == 302


def test_the_demonstration_trusts_its_own_machine_alone():
    origins, hosts = settings_of("CSRF_TRUSTED_ORIGINS", "ALLOWED_HOSTS", DEMO="1", SECRET_KEY="s")
    assert origins == ["https://*.localhost", "https://127.0.0.1", "https://[::1]"]
    assert hosts == [".localhost", "127.0.0.1", "[::1]"]


# Sessions, cookies, passwords


@pytest.mark.parametrize("door", ["/sign-in/", "/admin/login/"])
def test_a_session_that_somebody_else_set_is_not_the_one_that_is_signed_in(root, editor, door):
    client = Client()
    for foreign in ("a" * 32, root.cookies["sessionid"].value):
        client.cookies["sessionid"] = foreign
        client.post(door, {"username": "ada", "password": "first programmer"})
        assert client.cookies["sessionid"].value != foreign
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/desk/").status_code == 302


def test_signing_out_ends_the_session_itself(editor):
    client = Client()
    client.post("/sign-in/", {"username": "ada", "password": "first programmer"})
    stolen = client.cookies["sessionid"].value
    client.post("/sign-out/")
    thief = Client()
    thief.cookies["sessionid"] = stolen
    assert thief.get("/desk/").status_code == 302


def test_a_changed_password_ends_every_session(editor):
    client = Client()
    client.force_login(editor)
    editor.set_password("another one that is long")
    editor.save()
    assert client.get("/desk/").status_code == 302


def test_a_new_token_comes_with_signing_in(editor):
    client = Client()
    client.get("/sign-in/")
    before = client.cookies["csrftoken"].value
    client.post("/sign-in/", {"username": "ada", "password": "first programmer"})
    assert client.cookies["csrftoken"].value != before


def test_no_script_reads_the_cookies_that_sign_in_and_no_other_site_sends_them(editor):
    client = Client()
    cookies = client.post("/sign-in/", {"username": "ada", "password": "first programmer"}).cookies
    assert {name: bool(one["httponly"]) for name, one in cookies.items()} == {
        "sessionid": True,
        "known-device": True,
        "csrftoken": False,  # which the desk's script puts into its forms
    }
    assert {name: one["samesite"] for name, one in cookies.items()} == {
        "sessionid": "Lax",
        "known-device": "Strict",
        "csrftoken": "Lax",
    }


def test_in_production_cookies_go_over_https_alone(editor, settings):
    secure = settings_of("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", **PUBLIC)
    assert secure == [True, True]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    cookies = Client().post("/sign-in/", {"username": "ada", "password": "first programmer"}, secure=True).cookies
    assert [name for name, one in cookies.items() if not one["secure"]] == []


WEAK = ["short", "12345678901", "password123", "grace-hopper"]


@pytest.mark.parametrize("weak", WEAK)
def test_a_weak_password_is_taken_nowhere(root, weak):
    names = {"username": "grace-hopper", "email": "g@example.org"}
    twice = {"usable_password": "true", "password1": weak, "password2": weak}
    root.post("/admin/auth/user/add/", names | twice)
    account = User.objects.create_user("grace-hopper-2", password="something quite long", first_name="grace-hopper")
    root.post(f"/admin/auth/user/{account.pk}/password/", twice)
    account.refresh_from_db()
    assert account.check_password("something quite long")
    keeper = User.objects.get(username="root")
    keeper.set_password("the first one, long")
    keeper.first_name = "grace-hopper"
    keeper.save()
    root.force_login(keeper)
    sent = {"old_password": "the first one, long", "new_password1": weak, "new_password2": weak}
    assert root.post("/admin/password_change/", sent).status_code == 200
    keeper.refresh_from_db()
    assert keeper.check_password("the first one, long")
    assert not User.objects.filter(username="grace-hopper").exists()


def test_a_superuser_that_is_made_by_command_without_a_password_cannot_sign_in(db, monkeypatch):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD", raising=False)
    call_command("createsuperuser", interactive=False, username="x", email="x@example.org", verbosity=0)
    assert not User.objects.get(username="x").has_usable_password()
    with pytest.raises(CommandError):
        call_command("createsuperuser", interactive=False, username="", email="x@example.org", verbosity=0)
    assert len(the_settings.AUTH_PASSWORD_VALIDATORS) == 4


# Ways out

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x01//evil.example",
    " //evil.example",
    "http:evil.example",
    "http:///evil.example",
    "https:/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "ftp://testserver/",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "http://testserver:80@evil.example/",
    "http://evil.example\\@testserver/",
    "http://evil.example#@testserver/",
    "//testserver.evil.example/%2f..",
    "/%09/evil.example\r\nLocation: //evil.example",
    "https://testserver\x00.evil.example/",
    "http://[::1]evil.example/",
    "http://xn--evil\u3002example/",
    "\u3000//evil.example",
]


@pytest.mark.parametrize("door", ["/sign-in/", "/admin/login/", "/sign-out/", "/admin/logout/"])
def test_no_address_that_is_taken_leads_to_another_site(editor, door):
    for leads, how in itertools.product(ELSEWHERE, ("form", "query")):
        client = Client()
        if door.endswith("out/"):
            client.force_login(editor)
        sent = {"username": "ada", "password": "first programmer"}
        if how == "form":
            answer = client.post(door, sent | {"next": leads})
        else:
            answer = client.post(door, sent, QUERY_STRING=f"next={_quoted(leads)}")
        location = answer.headers.get("Location", "/")
        assert re.match(r"/(?![/\\\t\n])", location), (leads, how, location)


def _quoted(text):
    return quote(text, safe="")


def test_a_forgotten_slash_leads_to_this_site_alone(client, db):
    for address in ("//evil.example/corrections", "//evil.example/..;/corrections", "/\\evil.example/corrections"):
        answer = client.generic("GET", "/", PATH_INFO=address)
        location = answer.headers.get("Location", "/")
        assert re.match(r"/(?![/\\])", location), (address, location)


# Hosts and caches


def test_a_host_that_is_not_ours_gets_nothing(client, storm, settings):
    settings.ALLOWED_HOSTS = ["desk.example.org", ".example.com"]
    bad = (
        "evil.example",
        "desk.example.org.evil.example",
        "desk.example.org@evil.example",
        "evil.example:desk.example.org",
    )
    bad += ("example.com.evil.example", "evilexample.com", "desk.example.org/evil", "", "desk.example.org\\evil", "a b")
    for host in bad:
        answer = client.get("/articles/storm/", HTTP_HOST=host)
        assert (host, answer.status_code) == (host, 400)
        assert b"evil" not in answer.content
    assert client.get("/articles/storm/", HTTP_HOST="desk.example.org").status_code == 200


FORWARDED = {
    "HTTP_X_FORWARDED_HOST": "evil.example",
    "HTTP_X_HOST": "evil.example",
    "HTTP_X_FORWARDED_SERVER": "evil.example",
    "HTTP_FORWARDED": "host=evil.example;proto=https",
    "HTTP_X_ORIGINAL_URL": "/desk/",
    "HTTP_X_REWRITE_URL": "/desk/",
    "HTTP_X_FORWARDED_SCHEME": "https",
    "HTTP_X_FORWARDED_PORT": "4443",
    "HTTP_X_FORWARDED_PREFIX": "/evil",
    "HTTP_X_HTTP_METHOD_OVERRIDE": "DELETE",
    "HTTP_X_HTTP_METHOD": "PUT",
    "HTTP_X_METHOD_OVERRIDE": "POST",
    "HTTP_ACCEPT_LANGUAGE": "zh-hans,evil;q=0.9",
    "HTTP_ACCEPT": "application/json,evil/*",
    "HTTP_ACCEPT_CHARSET": "utf-7",
    "HTTP_USER_AGENT": "evil",
    "HTTP_COOKIE": "django_language=zh-hans; sessionid=evil; csrftoken=evil",
    "HTTP_RANGE": "bytes=0-1",
    "HTTP_HX_REQUEST": "true",
    "HTTP_HX_CURRENT_URL": "https://evil.example/",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
}


@pytest.mark.parametrize("header", FORWARDED)
def test_what_a_request_claims_gets_into_no_kept_page(client, storm, published, header):
    """Asked first by somebody who claims something, a page is the same as without, for him and for whoever comes."""
    published(storm, "Jane", "Mary")
    for address in ("/articles/storm/", "/", "/corrections/", "/corrections/feed.atom", "/sitemap.xml"):
        claimed = client.get(address, **{header: FORWARDED[header]})
        plain = Client().get(address)
        assert (address, claimed.status_code) == (address, 200)
        assert claimed.content == plain.content
        assert b"evil" not in plain.content
        assert not claimed.cookies


def test_an_unknown_word_in_a_query_gets_into_no_kept_page(client, storm, published):
    published(storm, "Jane", "Mary")
    for address in ("/articles/storm/", "/", "/corrections/", "/corrections/figures/", "/corrections/feed.json"):
        asked = client.get(f"{address}?utm_source=evil&callback=evil&_method=DELETE&lang=zh-hans&view=")
        plain = client.get(address)
        assert (address, asked.content) == (address, plain.content)
        assert b"evil" not in plain.content


def test_two_names_of_one_site_get_each_their_own_addresses(client, storm, published, settings):
    settings.ALLOWED_HOSTS = ["one.example", "two.example"]
    published(storm, "Jane", "Mary")
    for _ in range(2):
        for host, other in (("one.example", b"two.example"), ("two.example", b"one.example")):
            for address in ("/articles/storm/", "/corrections/feed.atom", "/sitemap.xml"):
                content = client.get(address, HTTP_HOST=host).content
                assert host.encode() in content
                assert other not in content


def test_what_is_kept_for_all_is_asked_for_by_nobody_in_particular(desk, filled):
    for address in READERS:
        answer = desk.get(filled(address))
        if answer.headers.get("Cache-Control", "").startswith("public"):
            assert not answer.cookies
            assert answer["Vary"] == "Accept-Encoding"
    for address in DESK:
        assert "no-store" in desk.get(filled(address))["Cache-Control"]
        assert "private" in desk.get(filled(address))["Cache-Control"]


def test_every_address_is_asked_here():
    asked = [address.split("?")[0].removeprefix("/") for address in (*READERS, *DESK, *POSTED)]
    asked = [re.sub("DRAFT|PUBLISHED|LOST", "1", address) for address in [*asked, "sign-in/", "sign-out/"]]
    assert [str(one.pattern) for one in urlpatterns if not any(one.resolve(address) for address in asked)] == []
