"""Who has an article open at the desk is told to the others who have, and what they change meanwhile."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from corrections.actions.annotate import Place, delete_draft, rewrite_note
from corrections.actions.content import Content
from corrections.actions.import_article import import_article
from corrections.actions.place import place_span
from corrections.actions.publish import publish_page
from corrections.models import Presence, Span
from corrections.pages.standing import standing_from, standing_of


@pytest.fixture(autouse=True)
def the_clock_stands_still(monkeypatch):
    """However slow the machine is, no tab is forgotten before a test lets time go by."""
    later(0, monkeypatch)


@pytest.fixture
def tab_of(storm):
    """A function: a tab of an account at the storm, which says that it is there and hears what is new."""

    def tab_of(account, name="t1", article=storm):
        client = Client()
        client.force_login(account)
        page = client.get(f"/desk/articles/{article.slug}/").content.decode()
        known = {"standing": re.search(r'data-standing="([\d.]+)"', page)[1]}

        def tab(**said):
            answer = client.post(f"/desk/articles/{article.slug}/presence/", {"tab": name} | known | said)
            if answer.status_code != 200:
                return answer.status_code
            return Told(answer.content.decode())

        return tab

    return tab_of


def colleague(name):
    """One more editor."""
    account = User.objects.create_user(name)
    account.groups.set(Group.objects.all())
    return account


class Told:
    """What a tab is told."""

    def __init__(self, page):
        self.page = page
        self.here, self.mine, self.news, self.newer = (self._says(name) for name in ("here", "mine", "news", "newer"))
        self.cards = dict(re.findall(r'<li data-note="(\d+)">(.*?)</li>', page))

    @property
    def has_article(self):
        return 'id="article"' in self.page

    def _says(self, name):
        found = re.search(rf'<p data-says="{name}">(.*?)</p>', self.page, re.S)[1]
        return " ".join(re.sub(r"<[^>]+>", "", found).split())


def later(seconds, monkeypatch):
    then = timezone.now() + timedelta(seconds=seconds)
    monkeypatch.setattr(timezone, "now", lambda: then)


def test_who_else_is_here_is_told_until_they_leave(tab_of, editor, other_editor, storm, elsewhere):
    ada, grace = tab_of(editor), tab_of(other_editor, "t2")
    assert ada().here == ""
    assert grace().here == "Also here: ada"
    assert ada().here == "Also here: grace"
    tab_of(colleague("mary"), "t3", article=elsewhere[0])()
    assert ada().here == "Also here: grace"
    assert grace(leaving="1") == 204
    assert ada().here == ""


def test_who_has_two_tabs_is_named_once_and_not_to_themselves(tab_of, editor, other_editor):
    ada, grace, again = tab_of(editor), tab_of(other_editor, "t2"), tab_of(other_editor, "t3")
    grace(), again(words="20 floors")
    assert ada().here == "Also here: grace at “20 floors”"
    assert grace().here == "Also here: ada"


def test_more_than_five_others_are_counted(tab_of, editor):
    ada = tab_of(editor)
    for name in "bcdefgh":
        tab_of(colleague(f"editor-{name}"))()
    assert ada().here == "Also here: editor-b, editor-c, editor-d, editor-e, editor-f and 2 more"


def test_who_was_not_heard_of_for_fifteen_seconds_is_gone(tab_of, editor, other_editor, monkeypatch):
    ada, grace = tab_of(editor), tab_of(other_editor)
    grace()
    later(14, monkeypatch)
    assert ada().here == "Also here: grace"
    later(2, monkeypatch)
    assert ada().here == ""


def test_a_tab_behind_others_is_heard_of_less_often(tab_of, editor, other_editor, monkeypatch):
    ada, grace = tab_of(editor), tab_of(other_editor)
    grace(hidden="1")
    later(100, monkeypatch)
    assert ada().here == "Also here: grace"
    grace()  # in front again: from now on seconds count
    later(16, monkeypatch)
    assert ada().here == ""


def test_whoever_comes_takes_away_what_others_have_left(tab_of, editor, other_editor, elsewhere, monkeypatch):
    tab_of(other_editor)()
    tab_of(other_editor, article=elsewhere[0])()
    later(20, monkeypatch)
    tab_of(editor)()
    assert [row.account for row in Presence.objects.all()] == [editor]


def test_a_tab_that_says_the_same_again_writes_nothing(tab_of, editor, other_editor, monkeypatch):
    ada = tab_of(editor)
    tab_of(other_editor)()
    ada(words="the mayor")
    later(5, monkeypatch)
    with CaptureQueriesContext(connection) as asked:
        ada(words="the mayor")
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []
    later(5, monkeypatch)
    with CaptureQueriesContext(connection) as asked:
        ada(words="the mayor")
    assert [query["sql"].split()[0] for query in asked if not query["sql"].startswith(("SELECT", "PRAGMA"))] == [
        "UPDATE"
    ]


def test_more_editors_and_notes_take_no_more_queries(tab_of, editor, draft, storm):
    ada = tab_of(editor)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            ada()
        return len(queries)

    def work(count, words):
        for number in range(count):
            other = colleague(f"editor-{words[number]}")
            note = draft(storm, words[number], "x", user=other)
            tab_of(other)(note=str(note.pk), version="1")

    work(1, ["roof"])
    ada()
    few = asked()
    work(4, ["Jane", "crews", "lucky", "Quay"])
    assert asked() == few


def test_a_note_that_somebody_edits_says_so(tab_of, editor, other_editor, draft, storm):
    note = draft(storm, "roof", "door")
    ada, grace = tab_of(editor), tab_of(other_editor)
    grace(note=str(note.pk), version="1")
    assert ada().cards == {str(note.pk): "grace is editing this."}
    assert ada(note=str(note.pk), version="1").mine == "grace is editing this."
    assert grace().cards == {str(note.pk): "ada is editing this."}
    assert ada().mine == ""


def test_ones_own_card_in_another_window_is_told_too(tab_of, editor, draft, storm):
    note = draft(storm, "roof", "door")
    tab_of(editor, "t2")(note=str(note.pk), version="1")
    assert tab_of(editor)(note=str(note.pk), version="1").mine == "You are editing this in another window."


def test_words_that_two_mark_at_once_are_told_to_the_second(tab_of, editor, other_editor):
    ada, grace = tab_of(editor), tab_of(other_editor)
    grace(words="40 trees")
    assert ada(words="40 trees").mine == "grace is writing about these words, too."
    assert ada(words="the mayor").mine == ""


def test_what_became_of_a_note_is_told_to_the_card_that_is_open_on_it(
    tab_of, editor, other_editor, draft, publish, storm, at
):
    note, other = draft(storm, "roof", "door"), draft(storm, "Jane", "Mary")
    ada = tab_of(editor)
    assert ada(note=str(note.pk), version="1").mine == ""
    rewrite_note(note, [at(storm, "roof")], Content("It lost it.", "wall"), version=1, user=other_editor)
    assert ada(note=str(note.pk), version="1").mine == (
        "This draft was changed meanwhile. When you save, you are shown both texts."
    )
    (published,) = publish(note, user=other_editor)
    assert ada(note=str(note.pk), version="2").mine == (
        "grace published this meanwhile as no. 1. What is published never changes: amend it."
    )
    assert ada(note=str(note.pk)).mine == ""
    draft(storm, "roof", "gate", amends=published, user=other_editor)
    assert ada(note=str(note.pk)).mine == (
        "An amendment of this notice was saved meanwhile. Close this card to open that one."
    )
    delete_draft(other)
    assert ada(note=str(other.pk), version="1").mine == (
        "This draft was deleted meanwhile. Copy what you typed before you close the card."
    )


def test_nothing_is_sent_while_nothing_is_new(tab_of, editor, other_editor, draft, storm):
    ada = tab_of(editor)
    told = ada()
    assert (told.has_article, told.news, told.newer) == (False, "", "")
    draft(storm, "roof", "door", user=other_editor)
    told = ada()
    assert told.has_article
    assert "door" in told.page
    assert told.news == "grace saved a draft."


def test_what_others_do_elsewhere_is_no_news_here(tab_of, editor, other_editor, draft, import_text):
    ada, rain = tab_of(editor), import_text("rain", "It rained.\n")
    draft(rain, "rained", "snowed", user=other_editor)
    assert not ada().has_article


@pytest.mark.parametrize(
    ("what", "news"),
    [
        ("draft", "grace saved a draft."),
        ("change", "grace changed a draft."),
        ("reword", "grace changed a draft."),
        ("delete", "A draft was deleted."),
        ("publish", "grace published no. 1."),
        ("publish both", "grace published 2 notes."),
        ("place", "grace changed a draft."),
        ("all", "grace published 2 notes. grace saved a draft."),
    ],
)
def test_what_changed_is_told_in_words(what, news, tab_of, editor, other_editor, draft, publish, storm, at):
    note, whole = draft(storm, "40 trees", "50 trees"), draft(storm)
    if what == "place":
        import_article(
            storm.latest_revision.source.replace("felled 40 trees in H", "cut 40 of the trees near H").encode(),
            user=editor,
            slug="storm",
        )
    ada = tab_of(editor)
    if what == "draft":
        draft(storm, "roof", "door", user=other_editor)
    elif what == "change":
        rewrite_note(note, [at(storm, "40 trees")], Content("So.", "60 trees"), version=1, user=other_editor)
    elif what == "reword":
        rewrite_note(whole, [], Content("It was amended, all of it."), version=1, user=other_editor)
    elif what == "delete":
        delete_draft(note)
    elif what == "place":
        start = storm.latest_revision.rendering.texts()[""].index("40 of the trees")
        place_span(Span.objects.lost().get(), Place("", start, start + 15, "40 of the trees"), user=other_editor)
    else:
        publish(*([note] if what == "publish" else [note, whole]), user=other_editor)
        if what == "all":
            draft(storm, "roof", "door", user=other_editor)
    told = ada()
    assert told.news == news
    assert told.has_article


def test_a_page_that_became_public_is_told(tab_of, editor, other_editor, import_text, noon):
    article = import_text("rain", "It rained.\n", public=False)
    ada = tab_of(editor, article=article)
    publish_page(article, user=other_editor, now=noon)
    assert ada().news == "The page is public now."


def test_of_a_newer_revision_it_is_only_told(tab_of, editor, other_editor, storm):
    ada = tab_of(editor)
    import_article(storm.latest_revision.source.replace("Jane", "Ann").encode(), user=other_editor, slug="storm")
    told = ada()
    assert told.newer == "grace imported revision 2. You still see revision 1."
    assert not told.has_article
    assert told.news == ""


def test_what_is_told_once_is_not_told_to_a_tab_in_the_background(client, editor, other_editor, storm, draft):
    client.force_login(editor)
    page = client.get("/desk/articles/storm/").content.decode()
    known = re.search(r'data-standing="([\d.]+)"', page)[1]
    client.post("/desk/new-article/", {"slug": "storm", "text": storm.latest_revision.source})
    draft(storm, "roof", "door", user=other_editor)
    said = client.post("/desk/articles/storm/presence/", {"tab": "t", "standing": known}).content.decode()
    assert 'id="article"' in said
    assert "These bytes" not in said
    assert "These bytes" in client.get("/desk/articles/storm/").content.decode()


@pytest.mark.parametrize(
    "said",
    [{}, {"tab": "x" * 41}, {"tab": "t", "note": "all"}, {"tab": "t", "version": "-1"}, {"tab": "t", "note": "9" * 30}],
)
def test_what_no_page_says_is_refused(said, client, editor, storm):
    client.force_login(editor)
    assert client.post("/desk/articles/storm/presence/", said).status_code == 400


@pytest.mark.parametrize("token", ["", "1", "a.b.c.d.e.f.g.h", "1.2.3.4.5.6.7.²", f"{'9' * 40}.1.1.1.1.1.1.1"])
def test_a_standing_that_is_none_brings_the_page_and_no_news(token, tab_of, editor, storm):
    told = tab_of(editor)(standing=token)
    assert told.has_article
    assert (told.news, told.newer) == ("", "")


def test_a_standing_is_read_as_it_is_told(storm, draft):
    draft(storm, "roof", "door")
    standing = standing_of(storm)
    assert standing_from(str(standing)) == standing


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, storm):
    assert client.post("/desk/articles/storm/presence/", {"tab": "t"}).status_code == 302
    assert not Presence.objects.exists()
