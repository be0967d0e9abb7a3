"""What a page asks the database does not grow with what it shows, and a page view renders no Markdown."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections import bounded
from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.exports import corrected_markdown
from corrections.models import Span, ledger_of
from corrections.pages.article import article_page
from corrections.pages.comparison import comparison_page
from corrections.pages.desk import desk_article_page

APART = ", which stands in a sentence long enough to keep it apart from its neighbours, "


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def asked(desk):
    """A function: how many queries an address asks, once it has been asked before."""

    def asked(address):
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        return len(queries)

    return asked


@pytest.fixture
def busy(import_text, draft, publish, editor, noon):
    """A function: an article with so many notes of each state: amended, put right, lost, drafted, standing."""

    def busy(count):
        lines = [APART.join(f"{name}{n}" for name in ("wrong", "right", "lost", "draft", "kept")) for n in range(count)]
        article = import_text(f"busy-{count}", "# The busy page\n\n" + "\n\n".join(f"{line}." for line in lines))

        def notes(*names, is_published=True):
            told = [_annotation(f"{name}{n}", f"x{name}{n}") for n in range(count) for name in names]
            return import_corrections(
                article, json.dumps(told).encode(), user=editor, publish=is_published, now=noon
            ).notes

        published = notes("wrong", "right", "lost")
        import_article(corrected_markdown(article).encode(), user=editor, slug=article.slug)
        publish(*(draft(article, amends=note, sources=(("Minutes", ""),)) for note in published[::3]))
        notes("kept")
        notes("draft", is_published=False)
        source = article.latest_revision.source.replace("xlost", "ylost")
        import_article(source.encode(), user=editor, slug=article.slug)
        return article

    return busy


def _annotation(words, replacement):
    bodies = [
        {"purpose": "commenting", "value": f"It is {replacement}."},
        {"purpose": "editing", "value": replacement},
        {"purpose": "linking", "source": {"id": "https://example.org/", "name": "Minutes"}},
        {"purpose": "linking", "source": {"name": "The mayor"}},
    ]
    after = "." if words.startswith("kept") else ", which"  # kept1 stands in kept10 too
    selector = {"type": "TextQuoteSelector", "exact": words, "suffix": after}
    return {"type": "Annotation", "body": bodies, "target": {"source": "x", "selector": selector}}


ADDRESSES = [
    "/articles/SLUG/",
    "/articles/SLUG/?view=corrected",
    "/articles/SLUG/?view=original",
    "/articles/SLUG/?view=comparison",
    "/articles/SLUG/revisions/1/",
    "/articles/SLUG/annotations.jsonld",
    "/articles/SLUG.md",
    "/corrections/",
    "/",
    "/desk/",
    "/desk/?q=busy",
    "/desk/articles/SLUG/",
    "/desk/articles/SLUG/publication/",
    "/desk/articles/SLUG/erratum.md",
    "/desk/articles/SLUG/notes/new/?exact=busy",
    "/desk/articles/SLUG/notes/new/?whole=1",
]


def test_questions_do_not_grow_with_notes(busy, asked):
    counts = {address: [] for address in ADDRESSES}
    for count in (1, 3, 10):
        article = busy(count)
        lost = Span.objects.lost().filter(note__article=article).exclude(note__in=article.notes.superseded())
        assert (lost.count() >= count, len(ledger_of(article, drafts=True).notes) >= 4 * count) == (True, True)
        for address in ADDRESSES:
            counts[address].append(asked(address.replace("SLUG", article.slug)))
    assert {address: found for address, found in counts.items() if len(set(found)) > 1} == {}
    readers = [found[0] for address, found in counts.items() if not address.startswith("/desk/")]
    # The desk asks who may what, what waits for whom, and what happened to each note, too.
    assert (max(readers) <= 16, max(max(found) for found in counts.values()) <= 22) == (True, True)


def test_what_readers_will_see_costs_the_same_questions_with_one_note_and_with_many(busy, desk):
    said = {"exact": "busy", "replacement": "idle", "wording": "It is idle.", "kind": "correction"}
    counts = []
    for count in (1, 3, 10):
        address = f"/desk/articles/{busy(count).slug}/notes/seen/"
        desk.post(address, said | {"severity": "standard"})
        with CaptureQueriesContext(connection) as queries:
            assert desk.post(address, said | {"severity": "standard"}).status_code == 200
        counts.append(len(queries))
    assert len(set(counts)) == 1
    assert counts[0] <= 8


def test_questions_do_not_grow_with_articles(storm, import_text, asked, published, draft):
    def all_asked():
        return [asked(address) for address in ("/", "/corrections/", "/desk/", "/desk/?q=e")]

    def add(count):
        for _ in range(count):
            number = next(numbers)
            article = import_text(f"more-{number}", f"# In {number}\n\nIt *blew* in {number}.\n")
            note = published(article, f"In {number}", "Then", sources=(("Minutes", ""),))
            published(article, f"In {number}", "Later", amends=note)
            draft(article, "blew")

    numbers = iter(range(2000, 2100))
    add(1)
    one = all_asked()
    add(2)
    three = all_asked()
    add(7)
    assert (three, all_asked()) == (one, one)


def test_a_page_view_renders_no_markdown(storm, published, draft, monkeypatch, django_assert_max_num_queries):
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    started = []
    monkeypatch.setattr(bounded, "call", lambda *call, **more: started.append(call))
    for view in ("annotated", "corrected", "original"):
        article_page(storm, view)
    article_page(storm, revision=storm.latest_revision)
    comparison_page(storm)
    desk_article_page(storm)
    assert started == []
