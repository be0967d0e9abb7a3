"""The search of the archive: exact words wherever they stand, and a note to begin at each place."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_article import import_article
from corrections.models import Article, ArticleWords, fill_words
from corrections.pages import search as pages

SEARCH = "/desk/search/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def search(desk):
    """A function: the page that a search gives."""

    def search(words, **more):
        return desk.get(SEARCH, {"q": words} | more).context["page"]

    return search


@pytest.fixture
def floods(import_text):
    """Three articles with the same error, one of them not public."""
    return [
        import_text("flood-1", "# Flood\n\nThe Cromer dam broke in 1953, they say.\n"),
        import_text("flood-2", "---\ntitle: The Cromer dam broke\nlang: en\n---\n\nAgain.\n", public=False),
        import_text("flood-3", "# Dams\n\nIt is known that “the *Cromer* dam\nbroke” twice: the Cromer dam broke.\n"),
    ]


def places(page):
    return [(article.title, hit.field, hit.around.exact) for article in page.articles for hit in article.hits]


# What is found


def test_words_are_found_in_every_article_the_newest_first(search, floods, storm):
    assert places(search("Cromer dam broke")) == [
        ("Dams", "", "Cromer dam\nbroke"),
        ("Dams", "", "Cromer dam broke"),
        ("The Cromer dam broke", "title", "Cromer dam broke"),
        ("Flood", "", "Cromer dam broke"),
    ]


def test_a_place_is_shown_with_its_neighbours_and_the_state_of_its_article(search, floods):
    page = search("in 1953")
    (article,) = page.articles
    assert (article.public, article.date_text, article.language) == (True, "22 November 2026", "en")
    (hit,) = article.hits
    assert (hit.around.before, hit.around.exact, hit.around.after) == (
        "The Cromer dam broke ", "in 1953", ", they say."
    )  # fmt: skip
    assert not next(iter(search("Again").articles)).public


def test_capitals_count_unless_they_are_to_be_ignored(search, floods):
    assert len(places(search("The Cromer dam"))) == 2
    assert len(places(search("The Cromer dam", any_case="1"))) == 4


def test_what_stands_only_in_an_earlier_revision_is_not_found(search, floods, import_text):
    import_text("flood-1", "# Flood\n\nThe Cromer dam held in 1953.\n")
    assert len(places(search("Cromer dam broke"))) == 3
    assert places(search("Cromer dam held")) == [("Flood", "", "Cromer dam held")]


@pytest.mark.parametrize("words", ["桥", "大桥", "造价为三亿元"])
def test_one_chinese_character_is_enough(search, import_text, words, storm):
    import_text("qiao", "---\ntitle: 大桥通车\nlang: zh-Hans\n---\n\n大桥造价为三亿元。\n")
    assert {title for title, _, _ in places(search(words))} == {"大桥通车"}
    assert search("桥大").articles == ()


def test_words_of_an_erratum_block_that_the_desk_wrote_are_not_found(search, storm, published, import_text):
    from corrections.exports import corrected_markdown

    published(storm, "1987", "1986", wording="It was not as bad as the Zeppelin of 1986, they said later.")
    import_text("storm", corrected_markdown(storm))
    assert places(search("Zeppelin")) == []


def test_an_article_tells_five_places_and_how_many_more_there_are(search, import_text):
    import_text("many", "# Many\n\n" + "One gale more. " * 12)
    (article,) = search("gale").articles
    assert (len(article.hits), article.more, search("gale").places) == (5, 7, 12)


@pytest.mark.parametrize("words", ["—", "“”", "…!"])
def test_punctuation_alone_is_refused(desk, words, floods):
    response = desk.get(SEARCH, {"q": words})
    assert response.status_code == 422
    assert "There is no word in this." in response.content.decode()


def test_a_search_that_is_too_long_is_refused_and_a_sentence_is_not(desk, search, floods):
    assert desk.get(SEARCH, {"q": "a" * 1001}).status_code == 422
    assert len(places(search('It is known that "the Cromer dam broke" twice: the Cromer dam broke.'))) == 1


def test_words_that_stand_nowhere_are_told_so_with_what_to_do(desk, floods):
    told = desk.get(SEARCH, {"q": "cromer DAM"}).content.decode()
    assert "“cromer DAM” stands in no article as it is written here." in told
    assert "Tick “Ignore capitals”" in told


@pytest.mark.parametrize("words", ["a\0b", "' OR 1=1 --", '"storm*', "%_", "{what}", "<b>"])
def test_no_sign_of_a_query_language_is_one_here(desk, floods, words):
    assert desk.get(SEARCH, {"q": words}).status_code in (200, 422)


@pytest.mark.parametrize("asked", [{"before": "x"}, {"before": "1", "after": "2"}, {"after": "9" * 30}])
def test_an_address_that_names_no_page_is_told_so(desk, floods, asked):
    assert desk.get(SEARCH, {"q": "Cromer"} | asked).status_code == 422


def test_pages_are_turned_without_missing_or_repeating_a_place(search, import_text, monkeypatch, floods):
    monkeypatch.setattr("corrections.pages.turns.A_PAGE", 2)
    first = search("Cromer")
    assert [article.title for article in first.articles] == ["Dams", "The Cromer dam broke"]
    asked = {name: values[0] for name, values in parse_qs(first.next_href.removeprefix("?")).items()}
    second = search(asked.pop("q"), **asked)
    assert [article.title for article in second.articles] == ["Flood"]
    assert (second.next_href, bool(second.previous_href)) == (None, True)


def test_only_editors_search(client, floods):
    for address in (SEARCH, "/desk/articles/flood-1/others/?q=Cromer"):
        assert client.get(address)["Location"].startswith("/sign-in/")


def test_more_articles_and_notes_take_no_more_queries(desk, import_text, published, draft):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(SEARCH, {"q": "the gale"})
        return len(captured)

    def gale(number):
        article = import_text(f"gale-{number}", f"# Gale {number}\n\nAfter the gale of 2019 came the gale of 2020.\n")
        published(article, "2019", "2018")
        draft(article, "the gale", "a gale")

    gale(1)
    few = queries()
    for number in range(2, 7):
        gale(number)
    assert queries() == few


# What is being corrected already


def test_words_that_a_note_replaces_lead_to_the_note_instead(search, storm, published, draft):
    published(storm, "felled 40", "felled 50")
    note = draft(storm, "cost £2 million", "cost £3 million")
    (hit,) = search("felled 40 trees").articles[0].hits
    assert (hit.note, hit.note_href) == ("Corrected: no. 1", "/desk/articles/storm/#correction-1")
    (hit,) = search("£2 million").articles[0].hits
    assert (hit.note, hit.note_href) == ("Being corrected: open the draft", f"/desk/articles/storm/?note={note.pk}")


def test_words_that_a_note_only_tells_of_are_free(search, storm, published):
    published(storm, "since 1987", None)
    assert [hit.note for hit in search("1987").articles[0].hits] == [""]


def test_of_an_amendment_that_is_under_way_the_draft_is_told(search, storm, published, draft):
    first = published(storm, "1987", "1986")
    second = draft(storm, "1987", "1985", amends=first)
    assert search("1987").articles[0].hits[0].note_href == f"/desk/articles/storm/?note={second.pk}"


# To begin a note there


def test_a_place_leads_to_its_desk_with_the_card_at_the_words(desk, search, floods):
    href = search("twice").articles[0].hits[0].href
    assert urlsplit(href).path == "/desk/articles/flood-3/"
    card = desk.get(href).context["asked_card"]
    assert urlsplit(card).path == "/desk/articles/flood-3/notes/new/"
    form = desk.get(card).context["form"]
    assert (form.initial["exact"], form.initial["replacement"]) == ("twice", "twice")


def test_a_card_like_another_note_says_what_that_says(desk, search, floods, draft):
    note = draft(
        floods[0], "Cromer dam", "Sheringham dam", wording="It was the dam of Sheringham, not the Cromer dam.",
        severity="serious", memo="See flood-1.", sources=(("The county’s archive", "https://example.org/dams"),),
    )  # fmt: skip
    hit = search("Cromer dam", like=str(note.pk)).articles[0].hits[1]
    page = desk.get(desk.get(hit.href).context["asked_card"])
    form = page.context["form"]
    assert form.initial["replacement"] == "Sheringham dam"
    assert form.initial["wording"] == "It was the dam of Sheringham, not the Cromer dam."
    assert (form.initial["severity"], form.initial["memo"]) == ("serious", "See flood-1.")
    assert [(row.title, row.url) for row in form.source_rows] == [("The county’s archive", "https://example.org/dams")]
    assert form.initial["uid"] != note.uid
    assert form.initial["version"] is None
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    answer = desk.post("/desk/articles/flood-3/notes/new/", sent)
    assert answer.status_code == 302
    made = floods[2].notes.get()
    assert [span.replacement for span in made.spans.all()] == ["Sheringham dam"]


@pytest.mark.parametrize("like", ["0", "x", "999999999999999999999"])
def test_a_card_like_no_note_is_a_card(desk, floods, like):
    page = desk.get("/desk/articles/flood-1/notes/new/", {"exact": "1953", "like": like})
    assert page.context["form"].initial["replacement"] == "1953"


def test_a_desk_is_asked_for_a_card_of_its_own_article_alone(desk, floods, draft):
    note = draft(floods[0], "1953", "1954")
    asked = {
        slug: desk.get(f"/desk/articles/{slug}/?note={note.pk}").context["asked_card"]
        for slug in ("flood-1", "flood-3")
    }
    assert asked == {"flood-1": f"/desk/notes/{note.pk}/", "flood-3": ""}
    assert desk.get("/desk/articles/flood-1/?note=x").context["asked_card"] == ""


# In the card


def test_a_card_shows_where_its_words_stand_in_other_articles(desk, floods):
    page = desk.get("/desk/articles/flood-1/others/", {"q": "Cromer dam broke", "like": "7"}).context["page"]
    assert (page.count, page.is_more) == (2, False)
    assert [article.title for article in page.articles] == ["Dams", "The Cromer dam broke"]
    assert "like=7" in page.articles[0].hits[0].card_href
    assert page.href == "/desk/search/?q=Cromer+dam+broke&like=7"


def test_a_card_tells_of_many_other_articles_only_how_many(desk, import_text, monkeypatch, floods):
    monkeypatch.setattr(pages, "_COUNTED", 1)
    monkeypatch.setattr(pages, "_IN_A_CARD", 1)
    page = desk.get("/desk/articles/flood-1/others/", {"q": "Cromer dam broke"}).context["page"]
    assert (page.count, page.is_more, len(page.articles)) == (1, True, 1)


@pytest.mark.parametrize("words", ["", "—", "zeppelin", "a" * 2000])
def test_a_card_whose_words_stand_nowhere_else_says_nothing(desk, floods, words):
    page = desk.get("/desk/articles/flood-1/others/", {"q": words})
    assert (page.status_code, page.context["page"].articles) == (200, ())


def test_whoever_saves_a_draft_is_told_that_the_words_stand_elsewhere_too(desk, floods):
    sent = {"exact": "Cromer dam broke", "replacement": "dam of Cromer broke", "wording": "It was the dam of Cromer."}
    sent |= {"kind": "correction", "severity": "standard", "uid": "11111111-2222-3333-4444-555555555555"}
    told = desk.post("/desk/articles/flood-1/notes/new/", sent, follow=True).content.decode()
    note = floods[0].notes.get()
    assert "The same words stand in 2 other articles." in told
    assert f'href="/desk/search/?q=Cromer+dam+broke&amp;like={note.pk}"' in told


def test_whoever_only_comments_on_words_is_told_nothing(desk, floods):
    sent = {"exact": "Cromer dam broke", "replacement": "Cromer dam broke", "wording": "It was the dam of Cromer."}
    sent |= {"kind": "clarification", "severity": "standard"}
    told = desk.post("/desk/articles/flood-1/notes/new/", sent, follow=True).content.decode()
    assert "The same words" not in told


# What is kept


def test_words_from_before_they_were_kept_are_filled_in(search, floods):
    found = places(search("Cromer dam broke"))
    ArticleWords.objects.all().delete()
    assert places(search("Cromer dam broke")) == []
    fill_words()
    assert places(search("Cromer dam broke")) == found
    assert ArticleWords.objects.count() == Article.objects.count()
    with CaptureQueriesContext(connection) as captured:
        fill_words()
    assert len(captured) == 1


def test_an_import_that_is_refused_leaves_the_words_as_they_are(floods, editor, search):
    from corrections.actions import Refusal

    with pytest.raises(Refusal):
        import_article(b"a\0", user=editor, slug="flood-1")
    assert len(places(search("Cromer dam broke"))) == 4
