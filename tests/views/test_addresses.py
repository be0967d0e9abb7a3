"""Every address: who may ask it, with which methods, and what kind of answer comes back."""

import pytest
from django.test import Client

from corrections.actions.accounts import desk_account
from corrections.actions.import_article import import_article
from corrections.models import Article, CorrectionNote, Revision, Span
from corrections.urls import urlpatterns

HTML = "text/html; charset=utf-8"
ATOM, JSON, XML = "application/atom+xml", "application/feed+json", "application/xml"
MARKDOWN = "text/markdown; charset=utf-8"
RECEIPT = "application/json"
ANNOTATIONS = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'

READERS = {
    "/": HTML,
    "/articles/storm/": HTML,
    "/articles/storm/?view=annotated": HTML,
    "/articles/storm/?view=corrected": HTML,
    "/articles/storm/?view=original": HTML,
    "/articles/storm/?view=comparison": HTML,
    "/articles/storm.md": MARKDOWN,
    "/articles/storm.critic.md": MARKDOWN,
    "/articles/storm.receipt.json": RECEIPT,
    "/articles/storm/annotations.jsonld": ANNOTATIONS,
    "/articles/storm/annotations.jsonld?page=1": ANNOTATIONS,
    "/articles/storm/feed.atom": ATOM,
    "/articles/storm/feed.json": JSON,
    "/articles/storm/revisions/1/": HTML,
    "/articles/storm/revisions/2/": HTML,
    "/corrections/": HTML,
    "/corrections/feed.atom": ATOM,
    "/corrections/feed.json": JSON,
    "/sitemap.xml": XML,
    "/sitemap.xml?page=1": XML,
    "/robots.txt": "text/plain; charset=utf-8",
    "/corrections/?kind=correction&severity=&month=&q=storm": HTML,
    "/corrections/figures/": HTML,
}
DESK = {
    "/desk/": HTML,
    "/desk/?q=storm": HTML,
    "/desk/new-article/": HTML,
    "/desk/search/": HTML,
    "/desk/search/?q=storm": HTML,
    "/desk/articles/storm/": HTML,
    "/desk/articles/storm/history/": HTML,
    "/desk/articles/storm/?exact=1987": HTML,
    "/desk/articles/storm/others/?q=1987": HTML,
    "/desk/articles/storm/notes/new/?exact=1987": HTML,
    "/desk/articles/storm/notes/new/?whole=1": HTML,
    "/desk/articles/storm/publication/": HTML,
    "/desk/articles/storm/corrected.md": MARKDOWN,
    "/desk/articles/storm/receipt.json": RECEIPT,
    "/desk/articles/storm/critic.md": MARKDOWN,
    "/desk/articles/storm/critic.md?drafts=1": MARKDOWN,
    "/desk/articles/storm/erratum.md": MARKDOWN,
    "/desk/articles/storm/submission/": HTML,
    "/desk/review/": HTML,
    "/desk/notes/DRAFT/": HTML,
    "/desk/notes/DRAFT/submission/": HTML,
    "/desk/notes/DRAFT/return/": HTML,
    "/desk/notes/DRAFT/deletion/": HTML,
    "/desk/notes/PUBLISHED/amendment/": HTML,
    "/desk/spans/LOST/place/": HTML,
}
OF_AN_ARTICLE = (
    "/",
    "/?view=original",
    "/?view=comparison",
    ".md",
    ".critic.md",
    ".receipt.json",
    "/annotations.jsonld",
    "/revisions/1/",
)
OF_AN_ARTICLE += ("/feed.atom", "/feed.json")
POSTED = {
    "/desk/articles/storm/public-page/",
    "/desk/new-article/",
    "/desk/articles/storm/notes/new/",
    "/desk/articles/storm/notes/seen/",
    "/desk/articles/storm/presence/",
    "/desk/articles/storm/places/",
    "/desk/articles/storm/publication/",
    "/desk/articles/storm/submission/",
    "/desk/review/publication/",
    "/desk/notes/DRAFT/",
    "/desk/notes/DRAFT/submission/",
    "/desk/notes/DRAFT/return/",
    "/desk/notes/DRAFT/deletion/",
    "/desk/notes/PUBLISHED/amendment/",
    "/desk/spans/LOST/place/",
}
SENT = {
    "tab": "t1",
    "text": "It rained.",
    "exact": "1987",
    "replacement": "1986",
    "kind": "update",
    "severity": "minor",
}


@pytest.fixture
def signed_in(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def filled(storm, draft, published, editor):
    """A function: an address with the ids of a draft, a published note and a lost place of the storm in it."""
    note, beside = published(storm, "Jane", "Mary"), draft(storm, "roof", "door")
    draft(storm, "40", "50")
    source = storm.latest_revision.source.replace("felled 40", "felled a good forty")
    import_article(source.encode(), user=editor, slug="storm")
    lost = Span.objects.lost().get(note__article=storm)

    def filled(address):
        for name, row in (("DRAFT", beside), ("PUBLISHED", note), ("LOST", lost)):
            address = address.replace(name, str(row.pk))
        return address

    return filled


def test_this_file_knows_every_address(filled):
    known = {*READERS, *DESK, *POSTED, "/sign-in/", "/sign-out/"}
    asked = [filled(address).split("?")[0].removeprefix("/") for address in known]
    assert [str(one.pattern) for one in urlpatterns if not any(one.resolve(address) for address in asked)] == []


def test_readers_get_their_pages_without_a_cookie(client, filled):
    answers = {address: client.get(filled(address)) for address in READERS}
    assert {address: one.status_code for address, one in answers.items()} == dict.fromkeys(READERS, 200)
    assert {address: one["Content-Type"] for address, one in answers.items()} == READERS
    for answer in answers.values():
        assert not answer.cookies
        assert "Cookie" not in answer.headers.get("Vary", "")
    heads = [client.head(filled(address)) for address in READERS]
    assert {(head.status_code, head.content) for head in heads} == {(200, b"")}


def test_readers_pages_are_only_read(client, filled):
    for method in ("post", "put", "patch", "delete"):
        statuses = {address: getattr(client, method)(filled(address)).status_code for address in READERS}
        assert statuses == dict.fromkeys(READERS, 405)


def test_editors_get_the_desk_and_no_browser_keeps_it(signed_in, filled):
    answers = {address: signed_in.get(filled(address)) for address in DESK}
    assert {address: one.status_code for address, one in answers.items()} == dict.fromkeys(DESK, 200)
    assert {address: one["Content-Type"] for address, one in answers.items()} == DESK
    assert [address for address, one in answers.items() if "no-store" not in one["Cache-Control"]] == []
    assert {signed_in.head(filled(address)).status_code for address in DESK} == {200}


def test_the_desk_asks_who_one_is(client, filled):
    for address in DESK:
        response = client.get(filled(address))
        assert (response.status_code, response["Location"][:21]) == (302, "/sign-in/?next=/desk/")


def everything():
    return [list(model.objects.values()) for model in (Article, Revision, CorrectionNote, Span)]


def test_nothing_is_changed_by_somebody_who_is_not_signed_in(client, filled):
    before = everything()
    for address in POSTED:
        response = client.post(filled(address), SENT)
        assert (response.status_code, response["Location"][:21]) == (302, "/sign-in/?next=/desk/")
    assert everything() == before


def test_nothing_is_changed_by_another_sites_form(editor, filled):
    stranger = Client(enforce_csrf_checks=True)
    stranger.force_login(editor)
    before = everything()
    for address in POSTED:
        response = stranger.post(filled(address), SENT)
        assert (response.status_code, b"This form has gone stale" in response.content) == (403, True)
    assert everything() == before


def test_the_desk_takes_forms_and_no_other_methods(signed_in, filled):
    addresses = {*DESK, *POSTED}
    for method in ("put", "patch", "delete"):
        statuses = {address: getattr(signed_in, method)(filled(address)).status_code for address in addresses}
        assert statuses == dict.fromkeys(addresses, 405)


@pytest.mark.parametrize("address", ["/desk/articles/storm/public-page/", "/desk/articles/storm/places/", "/sign-out/"])
def test_what_changes_things_is_not_done_by_reading(signed_in, filled, address):
    assert signed_in.get(filled(address)).status_code == 405


def test_what_is_not_there_says_so(client, storm):
    for address in (
        "/articles/nothing/",
        "/articles/nothing.md",
        "/articles/nothing.critic.md",
        "/articles/nothing/annotations.jsonld",
        "/articles/nothing/feed.atom",
        "/articles/nothing/feed.json",
        "/articles/storm/annotations.jsonld?page=1",
        "/articles/storm/annotations.jsonld?page=x",
        "/articles/storm/feed.atom?before=x",
        "/corrections/feed.json?before=x",
        "/sitemap.xml?page=0",
        "/sitemap.xml?page=2",
        "/articles/storm/revisions/9/",
        "/articles/storm/revisions/0/",
        f"/articles/storm/revisions/{10**30}/",
        f"/articles/storm/revisions/{'9' * 5000}/",
        "/articles/storm/?view=other",
        "/articles/storm/revisions/-1/",
        "/articles/../desk/",
        "/feed",
    ):
        response = client.get(address)
        assert (address, response.status_code, b"There is no page here" in response.content) == (address, 404, True)
        assert not response.cookies


def test_what_is_not_at_the_desk_says_so(signed_in, others):
    for address in (
        "/desk/articles/nothing/",
        "/desk/articles/nothing/notes/new/",
        "/desk/articles/nothing/publication/",
        "/desk/articles/nothing/corrected.md",
        "/desk/articles/nothing/critic.md",
        "/desk/articles/nothing/erratum.md",
        "/desk/notes/987654/",
        f"/desk/notes/{10**30}/",
        "/desk/notes/987654/deletion/",
        "/desk/notes/987654/amendment/",
        "/desk/spans/987654/place/",
        f"/desk/spans/{10**30}/place/",
    ):
        assert (address, signed_in.get(address).status_code) == (address, 404)


def test_what_is_not_public_is_not_there_even_for_editors(client, signed_in, import_text):
    import_text("hidden", "It rained.\n", public=False)
    for slug in ("secret-plans", "hidden"):
        for rest in OF_AN_ARTICLE:
            assert [one.get(f"/articles/{slug}{rest}").status_code for one in (client, signed_in)] == [404, 404]


def test_every_answer_says_what_may_run_and_be_loaded(client, filled):
    for address in [*READERS, "/nothing", "/desk/", "/sign-in/"]:
        response = client.get(filled(address))
        policy = response.headers["Content-Security-Policy"].split("; ")
        assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
        assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_a_forgotten_slash_is_forgiven(client, storm):
    for address in ("/articles/storm", "/corrections", "/desk", "/articles/storm/revisions/1"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, f"{address}/")


def test_an_article_may_be_named_in_any_script(client, signed_in, import_text):
    import_text("暴风雨-2021", "# 暴风雨\n\n下雨了。\n")
    for address in (
        "/articles/暴风雨-2021/",
        "/articles/暴风雨-2021.md",
        "/articles/%E6%9A%B4%E9%A3%8E%E9%9B%A8-2021/",
    ):
        assert client.get(address).status_code == 200
    assert signed_in.get("/desk/articles/暴风雨-2021/").status_code == 200
    assert "/articles/%E6%9A%B4%E9%A3%8E%E9%9B%A8-2021/" in client.get("/").content.decode()


def test_the_public_pages_do_not_know_who_reads_them(client, signed_in, filled):
    for address in READERS:
        assert client.get(filled(address)).content == signed_in.get(filled(address)).content


def test_readers_see_no_drafts_no_memos_and_no_accounts(client, storm, draft, published):
    published(storm, "40", "50", memo="Ask the mayor’s wife.")
    draft(storm, "1987", "1986", wording="A draft of a note.", memo="Secret.")
    pages = {address: client.get(address).content.decode() for address in READERS if "/2/" not in address}
    for secret in (
        "1986",
        "A draft of",
        "Secret",
        "mayor’s wife",
        "mayor\\u2019s",
        ">ada<",
        '"ada"',
        "clerk",
        "secret-plans",
    ):
        assert [address for address, page in pages.items() if secret in page] == []


def test_an_unpublished_article_stands_in_no_list(client, import_text, published):
    hidden = import_text("hidden", "# Hidden rain\n\nIt rained.\n", public=False)
    published(hidden, "rained", "snowed")
    lists = ("/", "/corrections/", "/corrections/feed.atom", "/corrections/feed.json", "/sitemap.xml")
    assert [address for address in lists if "idden" in client.get(address).content.decode()] == []


# Signing in and out


def test_an_editor_signs_in_and_goes_on_where_they_were(client, editor, storm):
    assert client.get("/desk/articles/storm/")["Location"] == "/sign-in/?next=/desk/articles/storm/"
    form = {"username": "ada", "password": "first programmer", "next": "/desk/articles/storm/"}
    assert client.post("/sign-in/", form)["Location"] == "/desk/articles/storm/"
    assert client.get("/desk/").status_code == 200
    assert client.post("/sign-out/")["Location"] == "/"
    assert client.get("/desk/").status_code == 302


def test_a_wrong_password_is_told_on_the_page(client, editor):
    response = client.post("/sign-in/", {"username": "ada", "password": "guess"})
    assert response.status_code == 200
    assert b"Please enter a correct username and password" in response.content


def test_signing_in_leads_to_no_other_site(client, editor):
    form = {"username": "ada", "password": "first programmer", "next": "https://evil.example/"}
    assert client.post("/sign-in/", form)["Location"] == "/desk/"


def test_the_built_in_account_cannot_sign_in(client, storm):
    account = desk_account()
    assert (account.has_usable_password(), account.is_active) == (False, False)
    for password in ("", account.password, "!"):
        client.post("/sign-in/", {"username": account.username, "password": password})
        assert client.get("/desk/").status_code == 302
