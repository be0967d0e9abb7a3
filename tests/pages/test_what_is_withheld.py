"""Words that a note withholds stand at no public address, whatever else the article holds and has been through."""

import html
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions import Refusal
from corrections.actions.import_article import import_article
from corrections.exports import annotations_of, corrected_markdown, critic_markup
from corrections.pages.warnings import warnings_of
from corrections.urls import urlpatterns
from tests.pages.reading import read as read_page

LIBEL = "stole the silver"
PLAIN = "did nothing wrong"
FEEDS = ("/feed.atom", "/feed.json")
MORE = ("/?view=comparison", "/annotations.jsonld?page=1", ".receipt.json", *FEEDS)
LISTS = ("/", "/corrections/", "/corrections/figures/", *(f"/corrections{feed}" for feed in FEEDS), "/sitemap.xml")
LISTS += ("/robots.txt",)
NOT_READERS = ("desk/", "sign-", "healthz")


@pytest.fixture
def public(client):
    """A function: everything that readers get of an article and of the lists, by its address."""

    def public(article):
        addresses = [
            f"/articles/{article.slug}{rest}"
            for rest in ("/", "/?view=corrected", "/?view=original", ".md", ".critic.md", "/annotations.jsonld", *MORE)
        ]
        addresses += [f"/articles/{article.slug}/revisions/{one.number}/" for one in article.revisions.all()]
        return {address: client.get(address).content.decode() for address in [*addresses, *LISTS]}

    return public


@pytest.fixture
def silver(import_text):
    """A function: an article that tells the libel in its body, with other words about."""

    def silver(libel=LIBEL, title="The silver", slug="silver"):
        return import_text(
            slug,
            f"---\ntitle: {title}\nauthor: Ada\n---\n\nThe storm came. Jane Smith {libel} on Monday, he said.\n\n"
            "It was 2021.\n",
        )

    return silver


def telling(pages, words=LIBEL):
    return [address for address, page in pages.items() if words in page]


def by_letters(page):
    """A page as somebody reads it: without signs that nobody sees, and with the accents off."""
    seen = [char for char in unicodedata.normalize("NFKD", html.unescape(page)) if unicodedata.category(char) != "Cf"]
    return " ".join("".join(char for char in seen if not unicodedata.combining(char)).split())


def revise(article, editor, *changes):
    source = article.latest_revision.source
    for old, new in changes:
        assert source.count(old) == 1
        source = source.replace(old, new)
    return import_article(source.encode(), user=editor, slug=article.slug)


def test_this_file_looks_at_every_address_of_readers(silver, public):
    looked_at = [address.split("?")[0].removeprefix("/") for address in public(silver())]
    of_readers = [one for one in urlpatterns if not str(one.pattern).startswith(NOT_READERS)]
    assert [str(one.pattern) for one in of_readers if not any(one.resolve(address) for address in looked_at)] == []


def test_a_search_for_withheld_words_finds_nothing(silver, published, client, at):
    article = silver(title=f"Smith {LIBEL}")
    first = published(article, LIBEL, "sold the silver", wording=f"She never {LIBEL}.")

    def found(words):
        return len(read_page(client.get("/corrections/", {"q": words}).content).all(class_="notice"))

    assert (found("stole the silver"), found("Jane"), found("never stole")) == (1, 0, 1)
    places = [at(article, LIBEL), at(article, LIBEL, field="title")]
    published(article, places, PLAIN, wording="A statement was wrong.", withheld=True, amends=first)
    assert (found("stole"), found("never"), found("statement"), found("Smith did nothing")) == (0, 0, 1, 2)


def test_without_a_note_the_words_are_public(silver, public):
    assert telling(public(silver())) == [
        "/articles/silver/",
        "/articles/silver/?view=corrected",
        "/articles/silver/?view=original",
        "/articles/silver.md",
        "/articles/silver.critic.md",
        "/articles/silver/revisions/1/",
    ]


@pytest.mark.parametrize("content", [{"kind": "removal"}, {"kind": "correction"}, {"kind": "minor_fix"}])
@pytest.mark.parametrize("replacement", [PLAIN, ""])
def test_withheld_words_stand_at_no_public_address(silver, published, public, content, replacement):
    article = silver()
    published(article, LIBEL, replacement, withheld=True, **content)
    pages = public(article)
    assert telling(pages) == []
    right = [pages[f"/articles/silver{rest}"] for rest in ("/", "/?view=corrected", ".md")]
    assert all((replacement or "Jane Smith") in page for page in right)
    first = [pages[f"/articles/silver/{rest}"] for rest in ("?view=original", "revisions/1/")]
    told = "Jane Smith [words withheld, no. 1] on Monday"
    assert all(told in read_page(page).one(class_="body").text for page in first)


def test_a_withheld_draft_withholds_nothing_yet(silver, draft, public):
    article = silver()
    draft(article, LIBEL, PLAIN, withheld=True)
    assert len(telling(public(article))) == 6


def test_words_withheld_in_the_headline_stand_in_no_list(silver, published, public, at):
    article = silver(title=f"Smith  {LIBEL}")
    published(article, [at(article, LIBEL, field="title"), at(article, LIBEL)], PLAIN, withheld=True)
    pages = public(article)
    assert telling(pages) == []
    assert f"Smith {PLAIN}" in pages["/"]
    assert f"Smith {PLAIN}" in pages["/corrections/"]


@pytest.mark.parametrize("heading", ["#", "###"])
def test_words_withheld_in_a_heading_that_gives_the_headline_stand_in_no_list(import_text, published, public, heading):
    article = import_text("silver", f"{heading} Smith {LIBEL}\n\nSo it is *said*.\n")
    published(article, LIBEL, PLAIN, withheld=True)
    pages = public(article)
    assert telling(pages) == []
    assert f"Smith {PLAIN}" in pages["/"]


def test_words_withheld_in_a_byline_are_not_shown(import_text, published, public, at):
    article = import_text("silver", "---\ntitle: The silver\nauthor: Jane Smith\n---\nIt was stolen.\n")
    published(article, at(article, "Jane Smith", field="author"), "Staff", withheld=True)
    assert telling(public(article), "Jane Smith") == []


@pytest.mark.parametrize("is_moved", [False, True])
def test_withheld_addresses_and_descriptions_stand_at_no_public_address(
    import_text, published, public, at, editor, is_moved
):
    article = import_text(
        "silver",
        "---\ntitle: The silver\n---\n\nSmith [*denied*](https://x.example/thief-smith) it, "
        f"![Smith, who {LIBEL}](smith-steals.jpg) it says.\n",
    )
    for field, right in (("#link.1.href", "/right"), ("#image.1.src", "right.jpg"), ("#image.1.alt", "Smith at work")):
        place = at(article, article.latest_revision.rendering.texts()[field], field=field)
        published(article, place, right, withheld=True, topic="Smith")
    if is_moved:
        revise(article, editor, ("Smith [", "In [town](https://town.example/) Smith ["))
    pages = public(article)
    assert [telling(pages, words) for words in (LIBEL, "thief-smith", "smith-steals")] == [[], [], []]
    assert all("/right" in page and "right.jpg" in page for page in list(pages.values())[:4])


def test_neighbours_of_withheld_words_are_told_without_them(silver, published, public):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    published(article, "Monday", "Tuesday")
    published(article, "Jane", "Mary")
    published(article, f"Smith {LIBEL} on")
    pages = public(article)
    assert telling(pages) == []
    told = pages["/articles/silver/annotations.jsonld"]
    assert ('"prefix": " on "' in told, '"suffix": " Smith "' in told) == (True, True)


# Amended


def test_an_amendment_withholds_what_was_said_before_everywhere(silver, published, public):
    article = silver()
    first = published(
        article,
        LIBEL,
        "sold the silver",
        wording=f"She sold the silver. She never {LIBEL}.",
        sources=((f"Minutes: she {LIBEL}", ""),),
    )
    assert len(telling(public(article))) == 14
    second = published(article, LIBEL, "sold it", wording="She sold it.", amends=first)
    published(article, LIBEL, PLAIN, wording="A statement was wrong.", withheld=True, amends=second)
    pages = public(article)
    assert telling(pages) == []
    said = "What this note said is withheld by no. 3."
    assert (pages["/articles/silver/"].count(said), pages["/corrections/"].count(said)) == (
        4,
        2,
    )  # on the article's page once more for machines


def test_an_amended_note_that_withholds_keeps_its_own_wording(silver, published, public):
    article = silver()
    first = published(article, LIBEL, PLAIN, wording="A first statement was wrong.", withheld=True)
    published(article, LIBEL, "was there", wording="A statement was wrong.", withheld=True, amends=first)
    pages = public(article)
    assert telling(pages) == []
    assert "A first statement was wrong." in pages["/articles/silver/"]


# Other revisions


def test_words_stay_withheld_when_the_article_goes_on(silver, published, public, editor):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    revise(article, editor, ("It was 2021.", "It was 2019."))
    pages = public(article)
    assert len(pages) == 20
    assert telling(pages) == []


def test_words_are_withheld_in_revisions_before_the_note(silver, published, public, editor):
    article = silver(title=f"Smith {LIBEL}")
    revise(article, editor, ("The storm came.", "A gale came up."), (f"Smith {LIBEL}\nauthor", "The silver\nauthor"))
    published(article, LIBEL, PLAIN, withheld=True)
    pages = public(article)
    assert telling(pages) == []
    assert "Jane Smith [words withheld, no. 1] on Monday" in read_page(pages["/articles/silver/revisions/1/"]).text


def test_words_whose_note_lost_its_place_are_withheld_all_the_same(silver, published, public, editor, at):
    article = silver(title=f"Smith {LIBEL}")
    published(article, [at(article, LIBEL), at(article, LIBEL, field="title")], PLAIN, withheld=True)
    told_twice = f"A gale, and Jane {LIBEL} on Monday.\n\nA gale, and Jane {LIBEL} on Monday."
    imported = revise(
        article,
        editor,
        (f"The storm came. Jane Smith {LIBEL} on Monday, he said.", told_twice),
        ("title: Smith", "title: On the day of the storm, and after it, she surely"),
    )
    assert imported.lost == 2
    pages = public(article)
    assert telling(pages) == []
    assert f"she surely {PLAIN}" in pages["/"]
    assert f"Jane {PLAIN} on Monday" in pages["/articles/silver/"]
    with pytest.raises(Refusal) as refused:
        corrected_markdown(article)
    assert str(refused.value) == (
        "A published note withholds words that stand in this revision, but its place in it is lost. Place the note on "
        "the desk, then export again."
    )
    assert pages["/articles/silver.md"] == pages["/articles/silver.critic.md"] == f"{refused.value}\n"
    assert LIBEL not in annotations_of(article)


@pytest.mark.parametrize(
    "spelling",
    [
        "Stole the silver",
        "STOLE THE SILVER",
        "stole  the\nsilver",
        "stole the *silver*",
        "sto\u00adle the sil\u00adver",
        "stole\u200b the\ufeff si\u200dlver",
        "stole\u00a0the\u3000silver",
        "stol\u0301e the si\u034flv\u0065\u0308r",
        "ｓｔｏｌｅ the silver",
        "stole&#x200b; the s&shy;ilver",
    ],
)
def test_words_that_come_back_in_another_spelling_stay_withheld(silver, published, public, editor, spelling):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    revise(article, editor, (f"Jane Smith {LIBEL} on Monday", f"It is all new that Jane {spelling} this week"))
    pages = [page for address, page in public(article).items() if address[-1] != "d"]
    read = [read_page(page).text.casefold() if page.startswith("<!doctype") else page.casefold() for page in pages]
    assert [page for page in read if LIBEL in page or LIBEL in by_letters(page)] == []
    # Where the note was carried, its number follows.
    assert f"it is all new that jane {PLAIN} this week" in read[0].replace(f"{PLAIN}1", PLAIN)


@pytest.mark.parametrize("now", [f"{LIBEL}, on Monday", f"{LIBEL.upper()}, it was"])
def test_words_that_were_deleted_with_their_space_stay_withheld_before_a_comma(silver, published, public, editor, now):
    article = silver()
    published(article, LIBEL, "", withheld=True)
    revise(article, editor, (f"{LIBEL} on Monday", now))
    pages = public(article)
    assert (telling(pages), telling(pages, LIBEL.upper())) == ([], [])


def test_typographic_signs_hide_no_words(silver, published, public, editor):
    article = silver(libel="“stole” Ann’s tea–pot")
    published(article, "“stole” Ann’s tea–pot", PLAIN, withheld=True)
    revise(article, editor, ("Smith “stole” Ann’s tea–pot on", 'Jones "stole" Ann\'s tea-pot at'))
    assert telling(public(article), "tea-pot") == []


def test_a_title_under_the_pointer_tells_nothing(silver, published, public, editor):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    told = f'[what he said](https://x.example/ "Smith {LIBEL}") and [more](https://y.example/ "The mayor")'
    revise(article, editor, (f"Jane Smith {LIBEL} on Monday, he said", f"It is all new: {told}"))
    pages = public(article)
    assert telling(pages) == []
    assert 'href="https://x.example/"' in pages["/articles/silver/"]
    assert 'title="The mayor"' in pages["/articles/silver/"]
    with pytest.raises(Refusal, match="withholds words"):
        corrected_markdown(article)


def test_what_an_earlier_note_put_there_is_withheld_too_when_its_export_comes_back(silver, published, public, editor):
    article = silver()
    first = published(article, LIBEL, "sold the silver", wording=f"She sold the silver. She never {LIBEL}.")
    older = corrected_markdown(article)
    published(article, LIBEL, PLAIN, wording="A statement was wrong.", withheld=True, amends=first)
    imported = import_article(older.encode(), user=editor, slug="silver")
    assert (imported.lost, imported.revision.own_erratum) == (1, True)
    pages = public(article)
    assert telling(pages) == telling(pages, "sold the silver") == []
    assert f"Jane Smith {PLAIN} on Monday" in pages["/articles/silver/"]


def test_lists_hide_in_a_title_what_the_page_hides_in_its_headline(silver, published, public, editor, at):
    article = silver(title=f"Smith {LIBEL}")
    places = [at(article, LIBEL), at(article, LIBEL, field="title")]
    first = published(article, places, "sold the silver", wording="She sold the silver.")
    older = corrected_markdown(article)
    published(article, places, PLAIN, wording="A statement was wrong.", withheld=True, amends=first)
    for source in (
        older,
        article.latest_revision.source.replace(f"title: Smith {LIBEL}", "title: Did she  STOLE the silver"),
    ):
        import_article(source.encode(), user=editor, slug="silver")
        pages = {address: " ".join(page.split()).casefold() for address, page in public(article).items()}
        assert telling(pages) == []
        assert telling(pages, "sold the silver") == []


@pytest.mark.parametrize("title", ["The silver", f"Smith {LIBEL}"])
def test_an_amendment_withholds_words_that_were_put_right_in_the_file_before(
    silver, published, public, editor, at, title
):
    article = silver(title=title)
    source = article.latest_revision.source
    places = [at(article, LIBEL)] + ([at(article, LIBEL, field="title")] if LIBEL in title else [])
    first = published(article, places, PLAIN, wording=f"She never {LIBEL}.")
    import_article(corrected_markdown(article).encode(), user=editor, slug="silver")
    places = [at(article, PLAIN)] + ([at(article, PLAIN, field="title")] if LIBEL in title else [])
    published(article, places, PLAIN, wording="A statement was wrong.", withheld=True, amends=first)
    pages = public(article)
    assert telling(pages) == []
    for address in ("/revisions/2/", "/?view=corrected", ".md"):
        assert f"Jane Smith {PLAIN} on Monday" in pages[f"/articles/silver{address}"]
    assert "Jane Smith [words withheld, no. 2] on" in read_page(pages["/articles/silver/?view=original"]).text
    assert all(PLAIN in pages[f"/articles/silver{address}"] for address in ("/", ".critic.md"))
    import_article(source.encode(), user=editor, slug="silver")
    pages = public(article)
    assert telling(pages) == []
    assert f"Jane Smith {PLAIN} on Monday" in pages["/articles/silver/?view=corrected"]


def test_an_amendment_that_withholds_takes_over_every_place(silver, published, draft, at):
    article = silver(title=f"Smith {LIBEL}")
    first = published(article, [at(article, LIBEL), at(article, LIBEL, field="title")], PLAIN)
    for places in ([], [at(article, LIBEL)]):
        with pytest.raises(Refusal) as refused:
            draft(article, places, "was there" if places else None, withheld=True, amends=first)
        assert str(refused.value) == "Words of no. 1 would stand there unwithheld. Keep all of its places."


def test_words_that_another_note_withholds_are_told_by_no_copy(silver, published, public, editor):
    article = silver()
    published(article, "2021", "Smith’s year", wording="The year was wrong.")
    import_article(corrected_markdown(article).encode(), user=editor, slug="silver")
    published(article, "Smith’s year", "a year", withheld=True)
    assert telling(public(article), "Smith’s year") == []


def test_an_own_block_that_came_back_tells_nothing_in_any_copy(silver, published, public, editor):
    article = silver()
    first = published(article, "2021", "2019", wording=f"The year in which she {LIBEL} was wrong.")
    import_article(corrected_markdown(article).encode(), user=editor, slug="silver")
    published(article, "2019", "2018", wording="The year was wrong.", amends=first, withheld=True)
    assert telling(public(article), "in which she") == []


def test_an_older_export_whose_block_was_written_in_tells_nothing(silver, published, public, editor):
    article = silver()
    first = published(article, LIBEL, "sold the silver", wording=f"She never {LIBEL}.")
    older = corrected_markdown(article).replace("**Correction no. 1", "**Correction number 1")
    published(article, LIBEL, PLAIN, wording="A statement was wrong.", withheld=True, amends=first)
    assert not import_article(older.encode(), user=editor, slug="silver").revision.own_erratum
    assert telling(public(article)) == []


def test_words_that_are_gone_are_no_obstacle(silver, published, editor):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    assert revise(article, editor, (LIBEL, "was there")).lost == 1
    assert "Jane Smith was there" in corrected_markdown(article)


def test_other_notes_on_words_that_lost_their_place_do_not_tell_them(silver, published, public, editor):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    told_twice = f"A gale, and Jane {LIBEL} on Monday.\n\nA gale, and Jane {LIBEL} on Monday."
    assert revise(article, editor, (f"The storm came. Jane Smith {LIBEL} on Monday, he said.", told_twice)).lost == 1
    published(article, f"{LIBEL} on Monday", "was there on Tuesday")
    published(article, f"Jane {LIBEL}")
    assert (
        telling({address: page for address, page in public(article).items() if address != "/articles/silver.md"}) == []
    )


def test_words_put_right_in_the_file_are_shown(silver, published, public, editor):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    import_article(corrected_markdown(article).encode(), user=editor, slug="silver")
    pages = public(article)
    assert telling(pages) == []
    assert f"Smith {PLAIN} on" in pages["/articles/silver/revisions/2/"]
    assert PLAIN in pages["/articles/silver.md"]


def test_an_editor_is_told_that_a_wording_repeats_withheld_words(silver, draft):
    article = silver()
    note = draft(article, LIBEL, PLAIN, withheld=True, wording=f"Nobody said that she {LIBEL} on that day.")
    told = "It repeats the words that it withholds. Say what they were about instead."
    assert warnings_of(note, article.latest_revision.rendering.texts())[-1].sentence == told


def test_an_editor_is_told_which_other_note_tells_withheld_words(silver, draft, published, editor):
    article = silver()
    published(article, "storm", wording=f"That day she {LIBEL}.")
    note = draft(article, LIBEL, PLAIN, withheld=True)
    revise(article, editor, ("It was 2021.", "It was 2019."))
    texts = article.latest_revision.rendering.texts()
    assert warnings_of(note, texts, article.notes.effective())[-1].sentence == (
        "No. 1 tells the words that it withholds. Amend that note as well."
    )


def test_an_editor_is_told_where_withheld_words_stand_too(silver, draft, at):
    article = silver(libel=f"{LIBEL} and {LIBEL}", title=f"Who {LIBEL}")
    note = draft(article, at(article, LIBEL), PLAIN, withheld=True)
    told = "“stole the silver” is withheld here, but stands in 2 more places. Add them to the note if they must go too."
    assert warnings_of(note, article.latest_revision.rendering.texts())[-1].sentence == told


@pytest.mark.parametrize("slug", ["who-stole-the-silver", "Stole_the_silver-2021"])
def test_an_editor_is_told_that_the_address_tells_withheld_words(import_text, silver, draft, client, editor, slug):
    client.force_login(editor)
    beside, article = silver(), import_text(slug, f"# Who\n\nThey say that she {LIBEL} on Monday.\n")
    draft(article, LIBEL, PLAIN, withheld=True)
    draft(article, "Monday", "Tuesday")
    draft(beside, LIBEL, PLAIN, withheld=True)
    told = (
        f"The page’s address, “{slug}”, tells the words that it withholds, and no note changes an address. Import the "
        "article under another slug, and let whoever looks after the site block this address."
    )
    assert client.get(f"/desk/articles/{slug}/publication/").content.decode().count(told) == 1
    assert "The page’s address" not in client.get(f"/desk/articles/{beside.slug}/publication/").content.decode()


def test_withholding_costs_a_page_a_fixed_number_of_queries(silver, published, client, editor):
    article = silver()
    published(article, "Jane", "Mary")

    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/articles/silver/")
        return len(asked)

    published(article, LIBEL, PLAIN, withheld=True)
    once = queries()
    for words in ("Monday", "storm", "2021"):
        published(article, words, "x", withheld=True)
    revise(article, editor, ("Ada", "Bea"))
    assert queries() == once


def test_words_whose_place_is_lost_are_not_exported_in_a_comment_either(silver, published, editor):
    article = silver()
    published(article, LIBEL, PLAIN, withheld=True)
    revise(article, editor, (f"Jane Smith {LIBEL} on Monday", f"Nothing was lost on Monday <!-- {LIBEL} -->"))
    for export in (corrected_markdown, critic_markup):
        with pytest.raises(Refusal, match="where no page shows them, as in a comment"):
            export(article)
