"""What machines are told of an article is what its page tells people: no notice less, none more, in the same words."""

import json
from datetime import timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_corrections import import_corrections
from corrections.exports import annotations, critic_markup, sitemap
from corrections.models import Kind, Severity
from corrections.text import Refusal, accept_changes, reject_changes, render_inline, spliced, text_of
from tests.pages.reading import read

SITE = "https://news.example.org"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


@pytest.fixture
def everything(import_text, draft, publish, published, noon):
    """An article with a note of every kind and severity, amended and withheld ones, drafts, and a minor fix."""
    pairs = list(product(Kind.values, Severity.values))
    words = [f"word{number}x" for number in range(len(pairs) + 4)]
    article = import_text("all", f"---\ntitle: All of it\n---\n\n{'. '.join(words)} stole the silver.\n")
    publish(
        *(
            draft(
                article,
                words[number],
                f"right{number}",
                kind=kind,
                severity=severity,
                wording=f"It *was* right{number} & <not> that.",
                withheld=kind == Kind.REMOVAL,
                apology=number % 2 == 0,
                sources=(("A <source>", f"https://example.org/{number}?a=1&b=2"), (f"A person {number}", "")),
                memo="For the desk alone.",
                error_type="name",
            )
            for number, (kind, severity) in enumerate(pairs)
        )
    )
    first = published(article, words[-1], "y", wording="The first wording.", when=noon + timedelta(hours=1))
    published(article, words[-1], "z", wording="Amended.", amends=first, when=noon + timedelta(hours=2))
    told = published(article, "stole the silver", "x", wording="She never stole the silver.")
    published(article, "stole the silver", "was there", wording="A statement.", withheld=True, amends=told)
    published(article, kind="editors_note", wording="On all of it.", when=noon + timedelta(hours=3))
    draft(article, words[-2], "a draft", wording="A draft of a note.")
    return article


def wording(paragraph):
    """What a notice says; where many stand at the top, its label stands before it."""
    parts = (part if isinstance(part, str) else part.raw_text() for part in paragraph.parts if not is_label(part))
    return " ".join("".join(parts).split())


def is_label(part):
    return not isinstance(part, str) and "label" in part.classes


def notices_on(page):
    """By number what a page's notices say, when, and with which sources."""
    found = {}
    for notice in page.all(role="note"):
        sources = notice.all("p", class_="sources")
        found[int(notice.attributes["id"].removeprefix("correction-"))] = (
            wording(notice.one("p", class_="wording")),
            notice.one("time").attributes["datetime"].replace("+00:00", "Z"),
            [(link.text, link.attributes["href"]) for one in sources for link in one.all("a")],
        )
    return found


def linked_data(page):
    script = page.one("script", type="application/ld+json")
    return json.loads("".join(script.parts))


def meta(page, name):
    attributes = [one.attributes for one in page.all("meta")]
    return [one["content"] for one in attributes if name in (one.get("property"), one.get("name"))]


# The page and its machine-readable copies


@pytest.mark.parametrize("view", ["annotated", "corrected"])
def test_linked_data_tells_the_notices_of_the_page_and_nothing_else(everything, client, view):
    page = read(client.get(f"/articles/all/?view={view}").content)
    told = {
        int(one["identifier"]): (
            one["text"],
            one["datePublished"],
            [(source["name"], source["url"]) for source in one.get("citation", []) if "url" in source],
        )
        for one in linked_data(page)["correction"]
    }
    assert told == notices_on(page)
    assert len(told) == everything.notes.published().exclude(kind=Kind.MINOR_FIX).count()


def test_feeds_tell_the_notices_of_the_page_and_the_minor_fixes_of_the_log(everything, client):
    shown = notices_on(read(client.get("/articles/all/").content))
    feed = json.loads(client.get("/articles/all/feed.json").content)
    told = {
        item["_corrections"]["number"]: (
            " ".join(item["summary"].split()),
            item["date_published"],
            [(source["title"], source["url"]) for source in item["_corrections"]["sources"] if "url" in source],
        )
        for item in feed["items"]
    }
    fixes = set(everything.notes.published().filter(kind=Kind.MINOR_FIX).values_list("number", flat=True))
    assert len(fixes) == len(Severity)
    assert {number: one for number, one in told.items() if number not in fixes} == shown
    assert set(told) == set(shown) | fixes


def test_annotations_tell_the_notices_that_hold(everything, client):
    page = read(client.get("/articles/all/").content)
    shown = notices_on(page)
    amended = {int(one.attributes["id"].removeprefix("correction-")) for one in page.all(role="note", class_="amended")}
    fixes = set(everything.notes.published().filter(kind=Kind.MINOR_FIX).values_list("number", flat=True))
    collection = json.loads(client.get("/articles/all/annotations.jsonld").content)
    names = {note.uid.urn: note.number for note in everything.notes.published()}
    told = {}
    for item in collection["first"]["items"]:
        body = {one["purpose"]: one.get("value") for one in item["body"]}
        regrets = ["We regret the error."] * any(one.get("value") == "apology" for one in item["body"])
        words = text_of(render_inline(body["commenting"])).split()
        told[names[item["id"]]] = (" ".join([*words, *regrets]), item["created"])
    assert set(told) == set(shown) - amended | fixes
    assert {number: one for number, one in told.items() if number in shown} == {
        number: shown[number][:2] for number in set(shown) - amended
    }


@pytest.mark.parametrize("rest", ["/", ".critic.md", "/annotations.jsonld", "/feed.atom", "/feed.json"])
def test_no_copy_tells_what_readers_may_not_know(everything, client, rest):
    told = client.get(f"/articles/all{rest}").content.decode()
    for secret in ("A draft of", "desk alone", "stole the silver", "misstated_fact"):
        assert secret not in told


# Linked data


def test_linked_data_has_the_shape_that_search_engines_know(storm, published, settings, client, editor, noon):
    settings.CORRECTIONS_POLICY_URL = f"{SITE}/policy"
    published(
        storm, "1987", "1986", wording="It was *1986*.", sources=(("The mayor", ""), ("", "https://example.org/"))
    )
    page = read(client.get("/articles/storm/").content)
    address = f"{SITE}/articles/storm/"
    assert linked_data(page) == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "headline": "Storm fells 40 trees in Harwich",
        "inLanguage": "en",
        "datePublished": "2026-11-20",
        "dateModified": "2026-11-22T14:05:00Z",
        "author": {"name": "Ada Byron"},
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "Example News",
            "correctionsPolicy": f"{SITE}/policy",
        },
        "correction": [
            {
                "@type": "CorrectionComment",
                "@id": f"{address}#correction-1",
                "url": f"{address}#correction-1",
                "identifier": "1",
                "name": "Correction",
                "text": "It was 1986.",
                "datePublished": "2026-11-22T14:05:00Z",
                "parentItem": {"@id": address},
                "citation": [
                    {"@type": "CreativeWork", "name": "The mayor"},
                    {"@type": "CreativeWork", "name": "https://example.org/", "url": "https://example.org/"},
                ],
            }
        ],
    }


def test_an_article_without_notes_is_told_without_corrections(import_text, client):
    import_text("rain", "It rained.\n")
    told = linked_data(read(client.get("/articles/rain/").content))
    assert set(told) == {"@context", "@type", "@id", "url", "headline", "inLanguage", "datePublished", "publisher"}
    assert told["datePublished"] == "2026-11-22T14:05:00Z"


def test_the_text_before_a_new_revision_is_its_archive(storm, import_text, client):
    import_text("storm", storm.latest_revision.source.replace("1987", "1986"))
    assert (
        linked_data(read(client.get("/articles/storm/").content))["archivedAt"] == f"{SITE}/articles/storm/revisions/1/"
    )


def test_what_is_corrected_in_the_front_matter_is_told_as_corrected(storm, publish, draft, at, client):
    publish(
        draft(storm, at(storm, "40 trees", field="title"), "50 trees"),
        draft(storm, at(storm, "2026-11-20", field="date"), "2026-11-19"),
        draft(storm, at(storm, "Ada", field="author"), "Bea"),
    )
    page = read(client.get("/articles/storm/").content)
    told = linked_data(page)
    assert (told["headline"], told["datePublished"]) == ("Storm fells 50 trees in Harwich", "2026-11-19")
    assert told["author"] == {"name": "Bea Byron"}
    assert meta(page, "og:title") == ["Storm fells 50 trees in Harwich"]
    assert meta(page, "article:published_time") == ["2026-11-19"]


def test_nothing_that_a_note_says_leaves_its_script(storm, published, client):
    published(storm, "1987", "1986", wording="It was </script><script>alert(1)</script> <!-- & that.")
    html = client.get("/articles/storm/").content.decode()
    script = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert not set("<>&") & set(script)
    assert json.loads(script)["correction"][0]["text"].startswith("It was ")
    read(html)


# The head


def test_the_head_tells_what_a_link_to_the_article_is_shown_with(storm, published, client):
    published(storm, "40", "50")
    page = read(client.get("/articles/storm/").content)
    first = "The storm of 14 May 2021 felled 50 trees in Harwich, the council said on Friday."
    for name, value in {
        "description": first,
        "og:type": "article",
        "og:url": f"{SITE}/articles/storm/",
        "og:title": "Storm fells 40 trees in Harwich",
        "og:description": first,
        "og:site_name": "Example News",
        "og:locale": "en",
        "article:published_time": "2026-11-20",
        "article:modified_time": "2026-11-22T14:05:00Z",
    }.items():
        assert (name, meta(page, name)) == (name, [value])


def test_a_long_description_ends_with_a_word(import_text, client):
    import_text("rain", f"# Rain\n\n- a list\n\n{'It rained cats. ' * 40}\n")
    (description,) = meta(read(client.get("/articles/rain/").content), "description")
    assert description.startswith("It rained cats. It")
    assert (len(description) <= 200, description[-4:]) == (True, " It…")
    import_text("雨", f"# 雨\n\n{'下雨了' * 100}\n")
    (description,) = meta(read(client.get("/articles/雨/").content), "description")
    assert (len(description), description[-1]) == (200, "…")


def test_what_an_article_said_first_is_not_told_to_machines(storm, published, client):
    published(storm, "40", "50")
    for address in ("/articles/storm/?view=original", "/articles/storm/revisions/1/"):
        page = read(client.get(address).content)
        assert (page.all("script", type="application/ld+json"), meta(page, "og:title"), meta(page, "description")) == (
            [],
            [],
            [],
        )


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/?utm_source=x", "/"),
        ("/corrections/?before=7&x=1", "/corrections/?before=7"),
        ("/articles/storm/?view=annotated", "/articles/storm/"),
        ("/articles/storm/?view=corrected", "/articles/storm/"),
        ("/articles/storm/?view=original", "/articles/storm/"),
        ("/articles/storm/revisions/1/?x=1", "/articles/storm/revisions/1/"),
        ("/articles/%E9%9B%A8/", "/articles/%E9%9B%A8/"),
    ],
)
def test_each_page_names_its_one_address(storm, import_text, published, client, address, canonical):
    import_text("雨", "下雨了。\n")
    published(storm, "40", "50")
    (link,) = read(client.get(address).content).all("link", rel="canonical")
    assert link.attributes["href"] == f"{SITE}{canonical}"


@pytest.mark.parametrize("address", ["/", "/corrections/", "/articles/storm/"])
def test_what_a_page_offers_to_machines_is_there(storm, published, client, address):
    published(storm, "40", "50")
    links = read(client.get(address).content).all("link", rel="alternate")
    for link in links:
        response = client.get(link.attributes["href"])
        assert (response.status_code, response["Content-Type"].split(";")[0]) == (200, link.attributes["type"])
    kinds = [link.attributes["type"] for link in links]
    assert kinds[-2:] == ["application/atom+xml", "application/feed+json"]
    assert len(kinds) == (5 if "storm" in address else 2)


# Annotations in pages


@pytest.fixture
def short_pages(monkeypatch):
    monkeypatch.setattr(annotations, "A_PAGE", 2)


@pytest.mark.usefixtures("short_pages")
def test_annotations_come_in_pages_that_name_each_other(storm, draft, publish, client):
    publish(*(draft(storm, words, "x") for words in ("40", "1987", "Jane", "two days", "roof")))
    address = f"{SITE}/articles/storm/annotations.jsonld"
    collection = json.loads(client.get("/articles/storm/annotations.jsonld").content)
    first, pages = collection.pop("first"), [json.loads(client.get(f"{address}?page={n}").content) for n in (1, 2, 3)]
    assert collection == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": address,
        "type": "AnnotationCollection",
        "label": "Corrections to this article",
        "modified": "2026-11-22T14:05:00Z",
        "total": 5,
        "last": f"{address}?page=3",
    }
    assert {**first, "@context": collection["@context"], "partOf": pages[0]["partOf"]} == pages[0]
    assert [page["id"] for page in pages] == [f"{address}?page={number}" for number in (1, 2, 3)]
    assert [page.get("next") for page in pages] == [pages[1]["id"], pages[2]["id"], None]
    assert [page.get("prev") for page in pages] == [None, pages[0]["id"], pages[1]["id"]]
    assert [(page["startIndex"], len(page["items"]), page["type"]) for page in pages] == [
        (0, 2, "AnnotationPage"),
        (2, 2, "AnnotationPage"),
        (4, 1, "AnnotationPage"),
    ]
    assert pages[0]["partOf"] == {"id": address, "type": "AnnotationCollection", "total": 5}
    numbers = {note.uid.urn: note.number for note in storm.notes.all()}
    assert [numbers[item["id"]] for page in pages for item in page["items"]] == [1, 2, 3, 4, 5]
    assert client.get(f"{address}?page=4").status_code == client.get(f"{address}?page=0").status_code == 404


def test_an_annotation_names_the_text_that_its_places_are_of(storm, published, import_text, client):
    published(storm, "40", "50")
    published(storm, kind="editors_note")
    import_text("storm", storm.latest_revision.source.replace("1987", "1986"))
    items = json.loads(client.get("/articles/storm/annotations.jsonld").content)["first"]["items"]
    for item in items:
        (target,) = item["target"]
        state = target["state"]
        assert (state["type"], state["cached"]) == ("TimeState", f"{SITE}/articles/storm/revisions/2/")
        assert client.get(state["cached"].removeprefix(SITE)).status_code == 200
        assert "@context" not in item


def test_a_collection_of_nothing_is_a_collection(storm, client):
    collection = json.loads(client.get("/articles/storm/annotations.jsonld").content)
    assert (collection["type"], collection["total"], "first" in collection) == ("AnnotationCollection", 0, False)


def test_what_is_served_can_be_imported(storm, draft, publish, import_text, client, editor, noon):
    publish(*(draft(storm, words, "x") for words in ("40", "1987", "Jane")))
    served = client.get("/articles/storm/annotations.jsonld").content
    copy = import_text("copy", storm.latest_revision.source)
    assert len(import_corrections(copy, served, user=editor, now=noon).notes) == 3
    assert import_corrections(storm, served, user=editor, now=noon).known == 3


@pytest.mark.usefixtures("short_pages")
def test_a_part_of_a_collection_is_not_imported_for_the_whole(storm, draft, publish, import_text, client, editor, noon):
    publish(*(draft(storm, words, "x") for words in ("40", "1987", "Jane", "two days", "roof")))
    copy = import_text("copy", storm.latest_revision.source)
    address = f"{SITE}/articles/storm/annotations.jsonld"
    pages = [client.get(f"{address}?page={number}").content for number in (1, 2, 3)]
    for part, missing in ((client.get(address).content, 2), (pages[0], 2), (pages[1], 1), (pages[2], 2)):
        with pytest.raises(Refusal) as refused:
            import_corrections(copy, part, user=editor, now=noon)
        assert f"more of it is at {address}?page={missing}." in str(refused.value)
    whole = json.dumps([json.loads(page) for page in pages]).encode()
    assert len(import_corrections(copy, whole, user=editor, now=noon).notes) == 5


def test_a_collection_that_has_fewer_than_it_says_is_not_imported(storm, editor, noon):
    content = json.dumps({"type": "AnnotationCollection", "total": 2, "first": {"type": "AnnotationPage", "items": []}})
    with pytest.raises(Refusal, match="of 2 annotations 0 are here"):
        import_corrections(storm, content.encode(), user=editor, now=noon)


# CriticMarkup


def test_a_marked_article_reads_back_as_what_came_and_as_what_is_right(everything):
    marked = critic_markup(everything)
    revision = everything.latest_revision
    splices = [
        splice for note in everything.notes.effective() for span in note.spans.all() for splice in span.proven_splices
    ]
    assert accept_changes(marked) == spliced(revision.source, splices)
    withheld = "stole the silver", *(f"word{number}x" for number in (21, 22, 23))
    rejected = reject_changes(marked)
    assert [words for words in withheld if words in marked] == []
    for words, right in zip(withheld, ("was there", "right21", "right22", "right23"), strict=True):
        rejected = rejected.replace(right, words)
    assert rejected == revision.source


def test_changes_and_notes_stand_in_the_text(storm, publish, draft, at):
    publish(
        draft(storm, at(storm, "40 trees", field="title"), "50 trees", wording="The title."),
        draft(storm, [at(storm, "40"), at(storm, "25")], "50", wording="Two places.", sources=(("The mayor", SITE),)),
        draft(storm, "lucky", wording="She was."),
        draft(storm, kind="editors_note", wording="On all of it."),
    )
    marked = critic_markup(storm)
    head = storm.latest_revision.source.split("\n\n")[0]
    when = ", 22 November 2026, 14:05 UTC"
    assert marked.startswith(
        f"{head}\n{{>>Editor's note no. 1{when}: On all of it.<<}}{{>>title: “40 trees” → “50 trees”. "
        f"Correction no. 2{when}: The title.<<}}\n"
    )
    assert f"felled {{~~40~>50~~}}{{>>Correction no. 3{when}: Two places. Sources: The mayor {SITE}<<}} trees" in marked
    assert f"| Green | {{~~25~>50~~}}{{>>Correction no. 3{when}<<}}    |" in marked
    assert f"{{==lucky==}}{{>>Correction no. 4{when}: She was.<<}}" in marked


def test_drafts_are_marked_when_asked_and_say_so(storm, draft, published):
    published(storm, "40", "50")
    draft(storm, "1987", "1986", wording="It was 1986.")
    assert "1986" not in critic_markup(storm)
    assert "{~~1987~>1986~~}{>>Correction (draft, not published): It was 1986.<<}" in critic_markup(storm, drafts=True)


def test_a_note_beside_withheld_words_of_the_headline_does_not_quote_them(import_text, published, at):
    article = import_text("silver", "---\ntitle: She stole the silver today\n---\nIt rained.\n")
    published(article, at(article, "stole the silver", field="title"), "was there", withheld=True)
    published(article, at(article, "silver today", field="title"), wording="On the day.")
    marked = critic_markup(article)
    assert "silver" not in marked
    assert marked.startswith("---\ntitle: She was there today\n---\n")


def test_the_readers_and_the_desk_can_have_the_marked_text(storm, published, draft, client, editor):
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    assert client.get("/articles/storm.critic.md").content.decode() == critic_markup(storm)
    client.force_login(editor)
    response = client.get("/desk/articles/storm/critic.md?drafts=1")
    assert response.content.decode() == critic_markup(storm, drafts=True)
    assert response["Content-Disposition"] == 'attachment; filename="storm.critic.md"'


def test_an_article_with_such_marks_of_its_own_says_so(import_text, published, client, editor):
    article = import_text("marks", "It rained. Write {++so++}.\n")
    published(article, "rained", "snowed")
    response = client.get("/articles/marks.critic.md")
    assert (response.status_code, response.content[:38]) == (503, b"The article has {++ of its own on line")
    client.force_login(editor)
    assert client.get("/desk/articles/marks/critic.md")["Location"] == "/desk/articles/marks/"


# Search engines


def test_the_sitemap_tells_the_public_pages_and_when_they_changed(storm, published, import_text, client, others, noon):
    import_text("雨", "下雨了。\n")
    import_text("hidden", "It rained.\n", public=False)
    late = noon + timedelta(days=365)
    published(storm, "40", "50", when=late, kind="minor_fix")
    told = read(client.get("/sitemap.xml").content.removeprefix(b'<?xml version="1.0" encoding="utf-8"?>')).one(
        "urlset"
    )
    assert told.attributes == {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {url.one("loc").text: [at.text for at in url.all("lastmod")] for url in told.all("url")}
    assert set(found) == {
        f"{SITE}/{path}"
        for path in (
            "",
            "corrections/",
            "corrections/figures/",
            "articles/storm/",
            "articles/harbour/",
            "articles/%E9%9B%A8/",
        )
    }
    assert found[f"{SITE}/articles/storm/"] == ["2027-11-22T14:05:00Z"]
    assert (found[f"{SITE}/"], len(found[f"{SITE}/articles/harbour/"])) == ([], 1)


def test_a_sitemap_that_a_file_does_not_hold_is_an_index_of_files(storm, client, others, monkeypatch):
    monkeypatch.setattr(sitemap, "A_FILE", 1)
    index = client.get("/sitemap.xml").content.decode()
    assert f"<sitemap><loc>{SITE}/sitemap.xml?page=1</loc></sitemap>" in index
    files = [client.get(f"/sitemap.xml?page={number}").content.decode() for number in (1, 2)]
    assert [file.count("<url>") for file in files] == [4, 1]
    assert client.get("/sitemap.xml?page=3").status_code == 404


def test_robots_are_led_to_the_sitemap_and_kept_from_the_desk(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert (lines[0], lines[-1]) == ("User-agent: *", f"Sitemap: {SITE}/sitemap.xml")
    assert {"Disallow: /desk/", "Disallow: /sign-in/"} <= set(lines)


# What it costs


@pytest.mark.parametrize(
    "address",
    ["/articles/storm/", "/articles/storm.critic.md", "/articles/storm/annotations.jsonld", "/sitemap.xml"],
)
def test_what_machines_read_takes_the_same_queries_for_any_number(storm, published, import_text, client, address):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    published(storm, "40", "50", sources=(("A", ""),))
    few = queries()
    for number, words in enumerate(("1987", "Jane", "roof")):
        published(storm, words, "x", sources=(("A", ""), ("B", "")))
        import_text(f"other-{number}", "It rained.\n")
    assert queries() == few
