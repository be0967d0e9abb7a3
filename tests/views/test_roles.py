"""Who gets what: every address, with every method, for every role, in one table; and what lies behind it."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, resolve

from corrections.actions.accounts import desk_account
from corrections.actions.import_article import import_article
from corrections.actions.review import submit_notes
from corrections.models import ADMINISTRATOR, EDITOR, STANDARDS_EDITOR, CorrectionNote, Span

ROLES = ("anonymous", "without a role", EDITOR, STANDARDS_EDITOR, ADMINISTRATOR, "superuser")

# For each role in this order: what GET gets, what POST gets.
#   ok   200, the page            sign  302, to the sign-in page         no   403, with a sentence
#   on   302, done or elsewhere   405   not with this method             404  nothing is there      400, 422 why not
# HEAD gets what GET gets. PUT, PATCH and DELETE get 405, where they are not told to sign in, or that they may not.
TABLE = """
/                                                    ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm/                                     ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm.md                                   ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm.critic.md                            ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm.receipt.json                         ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm/annotations.jsonld                   ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm/feed.atom                            ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm/feed.json                            ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/articles/storm/revisions/1/                         ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/corrections/                                        ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/corrections/figures/                                ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/corrections/feed.atom                               ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/corrections/feed.json                               ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/sitemap.xml                                         ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/robots.txt                                          ok   ok   ok   ok   ok   ok     405  405  405  405  405  405
/sign-in/                                            ok   ok   ok   ok   ok   ok     ok   ok   ok   ok   ok   ok
/sign-out/                                           405  405  405  405  405  405    on   on   on   on   on   on
/desk/                                               sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/new-article/                                   sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/articles/storm/                                sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/notes/new/?exact=1987           sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/articles/storm/notes/seen/                     sign no   405  405  no   405    sign no   ok   ok   no   ok
/desk/articles/storm/history/                        sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/others/                         sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/places/                         sign no   405  405  no   405    sign no   on   on   no   on
/desk/articles/storm/presence/                       sign no   405  405  no   405    sign no   400  400  no   400
/desk/search/                                        sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/publication/                    sign no   no   ok   no   ok     sign no   no   ok   no   ok
/desk/articles/storm/public-page/                    sign no   no   405  no   405    sign no   no   on   no   on
/desk/articles/storm/corrected.md                    sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/receipt.json                    sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/critic.md                       sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/articles/storm/erratum.md                      sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/notes/DRAFT/                                   sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/notes/DRAFT/deletion/                          sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/notes/PUBLISHED/amendment/                     sign no   no   ok   no   ok     sign no   no   on   no   on
/desk/spans/LOST/place/                              sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/articles/storm/submission/                     sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/notes/DRAFT/submission/                        sign no   ok   ok   no   ok     sign no   on   on   no   on
/desk/notes/SUBMITTED/return/                        sign no   no   ok   no   ok     sign no   no   on   no   on
/desk/review/                                        sign no   ok   ok   no   ok     sign no   405  405  no   405
/desk/review/publication/                            sign no   no   405  no   405    sign no   no   on   no   on
/admin/                                              sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/login/                                        ok   ok   ok   ok   on   on     ok   ok   ok   ok   ok   ok
/admin/logout/                                       on   on   on   on   405  405    on   on   on   on   on   on
/admin/password_change/                              sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/password_change/done/                         sign sign sign sign ok   ok     sign sign sign sign 405  405
/admin/autocomplete/                                 sign sign sign sign no   no     sign sign sign sign 405  405
/admin/jsi18n/                                       sign sign sign sign ok   ok     sign sign sign sign 405  405
/admin/r/9/9/                                        sign sign sign sign 404  404    sign sign sign sign 404  404
/admin/auth/                                         sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/group/                                   sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/group/add/                               sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/auth/group/GROUP/history/                     sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/group/GROUP/delete/                      sign sign sign sign no   ok     sign sign sign sign no   on
/admin/auth/group/GROUP/change/                      sign sign sign sign ok   ok     sign sign sign sign no   ok
/admin/auth/group/GROUP/                             sign sign sign sign on   on     sign sign sign sign on   on
/admin/auth/user/                                    sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/user/add/                                sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/user/ACCOUNT/password/                   sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/user/ACCOUNT/history/                    sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/user/ACCOUNT/delete/                     sign sign sign sign ok   ok     sign sign sign sign on   on
/admin/auth/user/ACCOUNT/change/                     sign sign sign sign ok   ok     sign sign sign sign ok   ok
/admin/auth/user/ACCOUNT/                            sign sign sign sign on   on     sign sign sign sign on   on
/admin/corrections/article/                          sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/corrections/article/add/                      sign sign sign sign no   no     sign sign sign sign no   no
/admin/corrections/article/ARTICLE/history/          sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/corrections/article/ARTICLE/delete/           sign sign sign sign no   no     sign sign sign sign no   no
/admin/corrections/article/ARTICLE/change/           sign sign sign sign no   ok     sign sign sign sign no   no
/admin/corrections/article/ARTICLE/                  sign sign sign sign on   on     sign sign sign sign on   on
/admin/corrections/revision/                         sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/corrections/revision/add/                     sign sign sign sign no   no     sign sign sign sign no   no
/admin/corrections/revision/REVISION/history/        sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/corrections/revision/REVISION/delete/         sign sign sign sign no   no     sign sign sign sign no   no
/admin/corrections/revision/REVISION/change/         sign sign sign sign no   ok     sign sign sign sign no   no
/admin/corrections/revision/REVISION/                sign sign sign sign on   on     sign sign sign sign on   on
/admin/corrections/correctionnote/                   sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/corrections/correctionnote/add/               sign sign sign sign no   no     sign sign sign sign no   no
/admin/corrections/correctionnote/PUBLISHED/history/ sign sign sign sign no   ok     sign sign sign sign no   ok
/admin/corrections/correctionnote/PUBLISHED/delete/  sign sign sign sign no   no     sign sign sign sign no   no
/admin/corrections/correctionnote/PUBLISHED/change/  sign sign sign sign no   ok     sign sign sign sign no   no
/admin/corrections/correctionnote/PUBLISHED/         sign sign sign sign on   on     sign sign sign sign on   on
/admin/nothing/                                      sign sign sign sign 404  404    sign sign sign sign 404  404
"""

SENT = {
    "text": "# Snow\n\nIt snowed.\n",
    "exact": "1987",
    "replacement": "1986",
    "wording": "An earlier version of this article had the wrong year.",
    "kind": "correction",
    "severity": "minor",
    "remark": "Say which year it was.",
    "version": "1",
}


@pytest.fixture
def accounts(in_groups):
    """The account of each role, by its name; none for whoever is not signed in."""
    made = {name: User.objects.create_user(f"one-{name[:5].strip()}") for name in ROLES[1:5]}
    for name in (EDITOR, STANDARDS_EDITOR, ADMINISTRATOR):
        made[name] = in_groups(made[name], name)
    return made | {"anonymous": None, "superuser": User.objects.create_superuser("one-super")}


@pytest.fixture
def clients(accounts):
    """A browser for each role."""
    found = {}
    for name in ROLES:
        found[name] = Client()
        if accounts[name] is not None:
            found[name].force_login(accounts[name])
    return found


@pytest.fixture
def rows(storm, draft, published, editor, noon):
    """What addresses are about, by the words that stand for it in the table."""
    note, beside = published(storm, "Jane", "Mary"), draft(storm, "roof", "door")
    draft(storm, "40", "50")
    waits = draft(storm, "library", "church")
    submit_notes(storm, [waits.pk], user=editor, now=noon)
    source = storm.latest_revision.source.replace("felled 40 trees", "felled many trees")
    import_article(source.encode(), user=editor, slug="storm")
    return {
        "DRAFT": beside,
        "SUBMITTED": waits,
        "PUBLISHED": note,
        "LOST": Span.objects.lost().get(note__article=storm),
        "ARTICLE": storm,
        "REVISION": storm.latest_revision,
        "ACCOUNT": User.objects.create_user("somebody"),
        "GROUP": Group.objects.get(name=EDITOR),
    }


@pytest.fixture
def filled(rows):
    """A function: an address of the table with the ids of these rows in it."""
    return lambda address: re.sub("[A-Z]{4,}", lambda found: str(rows[found[0]].pk), address)


def lines():
    """(address, what GET gets, what POST gets) of each line of the table."""
    for line in TABLE.strip().splitlines():
        address, *gets = line.split()
        yield address, tuple(gets[:6]), tuple(gets[6:])


def what(response):
    """The answer as the table says it."""
    if response.status_code in (301, 302):
        leads = response["Location"]
        return "sign" if leads.startswith(("/sign-in/", "/admin/login/")) else "on"
    return {200: "ok", 403: "no"}.get(response.status_code, str(response.status_code))


def asked(client, method, address, **content):
    """What is answered; whatever it did is undone, so that the next one finds the same newsroom."""
    signed_in = client.cookies.copy()
    with transaction.atomic():
        try:
            return what(getattr(client, method)(address, **content))
        finally:
            transaction.set_rollback(True)
            client.cookies = signed_in


def routes(patterns, before=""):
    for one in patterns:
        here = before + str(one.pattern).removeprefix("^")
        if hasattr(one, "url_patterns"):
            yield from routes(one.url_patterns, here)
        else:
            yield here


def test_the_table_has_every_address(filled):
    stands = {resolve(filled(address).split("?")[0]).route for address, *_ in lines()}
    assert set(routes(get_resolver().url_patterns)) - stands == set()


def test_each_role_gets_what_the_table_says(clients, filled, rows):
    sent = SENT | {"note": rows["SUBMITTED"].pk, "seen": f"{rows['SUBMITTED'].pk}-1"}
    found = []
    for address, *_ in lines():
        here = filled(address)
        gets = [asked(clients[role], "get", here) for role in ROLES]
        posts = [asked(clients[role], "post", here, data=sent) for role in ROLES]
        said = " ".join(f"{one:<4}" for one in gets), " ".join(f"{one:<4}" for one in posts).rstrip()
        found.append(f"{address:<52} {'   '.join(said)}")
    assert found == TABLE.strip().splitlines()


def test_asking_for_the_head_alone_gets_what_asking_for_the_page_gets(clients, filled):
    for address, gets, _ in lines():
        if address == "/admin/login/":  # which leads on only whoever asks for the page
            continue
        assert (address, *(asked(clients[role], "head", filled(address)) for role in ROLES)) == (address, *gets)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_address_takes_another_method(clients, filled, method):
    for address, gets, _ in lines():
        if not address.startswith("/admin/"):  # which reads the page, whatever the method is called
            told = tuple(one if one in ("sign", "no") else "405" for one in gets)
            assert (address, *(asked(clients[role], method, filled(address)) for role in ROLES)) == (address, *told)


# What is behind the table


def test_an_account_without_a_role_is_told_what_to_do_and_led_nowhere(clients):
    said = clients["without a role"].get("/desk/").content.decode()
    assert "Ask an administrator to put it into a group: editor, or standards editor." in said
    assert 'href="/desk/"' in said  # to try again, once the administrator has done so


def test_an_administrator_who_comes_to_the_desk_is_led_to_the_accounts(clients):
    assert b'href="/admin/auth/user/"' in clients[ADMINISTRATOR].get("/desk/").content


def test_an_editor_is_not_offered_what_a_standards_editor_does(clients, filled):
    for address in ("/desk/", "/desk/new-article/", "/desk/articles/storm/"):
        page = {role: clients[role].get(address).content.decode() for role in (EDITOR, STANDARDS_EDITOR)}
        assert not re.search(r"/publication/|/public-page/|/amendment/|name=.publish", page[EDITOR])
        if address != "/desk/":
            assert re.search(r"/publication/|/amendment/|name=.publish", page[STANDARDS_EDITOR])


def test_who_may_not_publish_is_told_so_and_loses_nothing(clients, filled, rows):
    response = clients[EDITOR].post("/desk/articles/storm/publication/", {"note": rows["DRAFT"].pk})
    said = response.content.decode()
    assert "Your account may not publish. Submit your notes, and a standards editor publishes them." in said
    assert "Nothing was done. Go back: what you typed is still in the form." in said
    assert CorrectionNote.objects.get(pk=rows["DRAFT"].pk).status == "draft"


def test_an_editor_imports_an_article_but_does_not_publish_its_page(clients, others):
    form = {"text": "# Snow", "slug": "snow", "publish": "on"}
    assert clients[EDITOR].post("/desk/new-article/", form).status_code == 403
    assert clients[EDITOR].get("/desk/articles/snow/").status_code == 404
    del form["publish"]
    assert clients[EDITOR].post("/desk/new-article/", form)["Location"] == "/desk/articles/snow/"
    assert clients[EDITOR].get("/articles/snow/").status_code == 404


def test_words_that_are_corrected_already_are_not_amended_by_an_editor(clients, filled):
    address = "/desk/articles/storm/notes/new/?exact=Jane"
    response = clients[EDITOR].get(address)
    assert response.status_code == 422
    assert b"corrected already, by no. 1. Ask a standards editor to amend it." in response.content
    assert "/amendment/" in clients[STANDARDS_EDITOR].get(address)["Location"]


def test_the_place_of_what_is_published_is_not_an_editors_to_say(clients, storm, published, editor):
    published(storm, "40", "50")
    source = storm.latest_revision.source.replace("felled 40 trees", "felled many trees")
    import_article(source.encode(), user=editor, slug="storm")
    lost = Span.objects.lost().get(note__article=storm)
    answers = {role: clients[role].get(f"/desk/spans/{lost.pk}/place/").status_code for role in ROLES[2:4]}
    assert answers == {EDITOR: 403, STANDARDS_EDITOR: 200}


# Accounts


def test_an_administrator_makes_an_account_and_puts_it_into_a_group(clients):
    keeper = clients[ADMINISTRATOR]
    form = {"username": "new", "usable_password": "true", "password1": "very long indeed"}
    keeper.post("/admin/auth/user/add/", form | {"password2": "very long indeed"})
    new = User.objects.get(username="new")
    form = {"username": "new", "is_active": "on", "groups": [Group.objects.get(name=EDITOR).pk]}
    assert keeper.post(f"/admin/auth/user/{new.pk}/change/", form).status_code == 302
    client = Client()
    client.force_login(new)
    assert client.get("/desk/").status_code == 200


def test_an_administrator_becomes_no_superuser(clients, accounts):
    keeper = accounts[ADMINISTRATOR]
    sent = {"username": keeper.username, "is_active": "on", "is_superuser": "on", "is_staff": "on"}
    sent |= {"groups": [Group.objects.get(name=ADMINISTRATOR).pk], "user_permissions": [1, 2, 3]}
    assert clients[ADMINISTRATOR].post(f"/admin/auth/user/{keeper.pk}/change/", sent).status_code == 302
    keeper.refresh_from_db()
    assert (keeper.is_superuser, keeper.is_staff, keeper.user_permissions.count()) == (False, False, 0)


def test_an_administrator_changes_no_superuser_and_nobody_the_built_in_account(clients, accounts):
    for role, account in ((ADMINISTRATOR, accounts["superuser"]), ("superuser", desk_account())):
        for what in ("change", "password", "delete"):
            new = {"username": "x", "password1": "very long indeed", "password2": "very long indeed", "post": "yes"}
            assert clients[role].post(f"/admin/auth/user/{account.pk}/{what}/", new).status_code == 403
        chosen = {"action": "delete_selected", "_selected_action": [account.pk], "post": "yes"}
        clients[role].post("/admin/auth/user/", chosen)
        assert User.objects.filter(pk=account.pk, username=account.username, password=account.password).exists()


def test_the_list_of_accounts_asks_a_fixed_number_of_questions(clients, in_groups):
    counts = []
    for count in (1, 9):
        for number in range(count):
            in_groups(User.objects.create_user(f"reporter-{count}-{number}"), EDITOR)
        with CaptureQueriesContext(connection) as queries:
            clients[ADMINISTRATOR].get("/admin/auth/user/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_group_is_left_as_the_newsroom_made_it(db):
    group = Group.objects.get(name=EDITOR)
    group.permissions.set(group.permissions.filter(codename="draft_note"))
    Group.objects.get(name=ADMINISTRATOR).delete()
    call_command("migrate", verbosity=0)
    assert [one.codename for one in group.permissions.all()] == ["draft_note"]
    assert Group.objects.get(name=ADMINISTRATOR).permissions.filter(codename="change_user").exists()


def test_a_draft_that_amends_is_not_an_editors_to_change_or_delete(clients, storm, published, draft):
    note = draft(storm, "40", "60", amends=published(storm, "40", "50"))
    for address in (f"/desk/notes/{note.pk}/", f"/desk/notes/{note.pk}/deletion/"):
        answers = {role: clients[role].post(address, {}).status_code for role in ROLES[2:4]}
        assert answers[EDITOR] == 403 != answers[STANDARDS_EDITOR]
