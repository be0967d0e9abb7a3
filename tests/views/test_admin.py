"""Django's admin shows what is kept and changes none of it; accounts are made and changed there."""

import pytest
from django.contrib.auth.models import User

from corrections.models import Article, CorrectionNote, Revision


@pytest.fixture
def admin(client, db):
    client.force_login(User.objects.create_superuser("admin"))
    return client


@pytest.fixture
def rows(storm, published):
    """A row of each table that the admin shows, by its name there."""
    note = published(storm, "40", "50", memo="Ask Ada.")
    return {"article": storm, "revision": storm.latest_revision, "correctionnote": note}


@pytest.mark.parametrize("table", ["article", "revision", "correctionnote"])
def test_what_is_kept_is_shown(admin, rows, table):
    listed = admin.get(f"/admin/corrections/{table}/", {"q": "storm"})
    assert (listed.status_code, b"0 of" in listed.content) == (200, False)
    assert admin.get(f"/admin/corrections/{table}/{rows[table].pk}/change/").status_code == 200


@pytest.mark.parametrize("table", ["article", "revision", "correctionnote"])
def test_nothing_that_is_kept_is_added_changed_or_deleted(admin, rows, table):
    tables = (Article, Revision, CorrectionNote)
    before = [list(model.objects.values()) for model in tables]
    row = f"/admin/corrections/{table}/{rows[table].pk}"
    for address in (f"/admin/corrections/{table}/add/", f"{row}/change/", f"{row}/delete/"):
        assert admin.post(address, {"slug": "other", "post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [rows[table].pk], "post": "yes"}
    admin.post(f"/admin/corrections/{table}/", chosen)
    assert [list(model.objects.values()) for model in tables] == before


def test_the_list_of_notes_asks_a_fixed_number_of_questions(admin, storm, published, django_assert_max_num_queries):
    for words in ("40", "1987", "Jane", "roof"):
        published(storm, words, "x")
    with django_assert_max_num_queries(8):
        admin.get("/admin/corrections/correctionnote/")


def test_accounts_are_made_there(admin):
    form = {
        "username": "new",
        "usable_password": "true",
        "password1": "very long indeed",
        "password2": "very long indeed",
    }
    assert admin.post("/admin/auth/user/add/", form).status_code == 302
    assert User.objects.get(username="new").check_password("very long indeed")
    assert admin.get("/admin/auth/group/add/").status_code == 200


def test_an_account_that_something_is_signed_with_is_not_deleted(admin, storm, published, editor):
    published(storm, "40", "50")
    admin.post(f"/admin/auth/user/{editor.pk}/delete/", {"post": "yes"})
    assert User.objects.filter(pk=editor.pk).exists()


def test_editors_do_not_get_there(client, editor):
    client.force_login(editor)
    assert client.get("/admin/")["Location"].startswith("/admin/login/")
