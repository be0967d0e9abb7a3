"""Hundreds of vectors go in wherever words go in, and nothing runs wherever they come out.

A page is taken apart by a walker and compared with the same page about harmless words: no element or attribute that the
product does not use itself, no script, form target or style more, no address that runs.
"""

import html
import json
import re
from functools import partial
from xml.etree import ElementTree

import feedparser
import markdown
import pytest
from django.contrib.auth.models import User
from django.utils.http import urlencode

from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.actions.publish import publish_notes
from corrections.actions.review import return_note, submit_notes
from corrections.exports import corrected_markdown, critic_markup, erratum_block
from corrections.text import quoted
from tests.hostile.strict import elements, faults, frame_of, runs, scenery_of, vectors

VECTORS = [vector for vector in vectors() if "\0" not in vector]
PLAIN = "harmless words"
NOTES = 12  # of so many vectors each consists a share; together the notes have all of them
EXTENSIONS = ["tables", "fenced_code", "footnotes", "sane_lists"]
OF_AN_ARTICLE = (
    "/articles/{slug}/",
    "/articles/{slug}/?view=corrected",
    "/articles/{slug}/?view=original",
    "/articles/{slug}/?view=comparison",
    "/articles/{slug}/revisions/1/",
    "/desk/articles/{slug}/",
    "/desk/articles/{slug}/history/",
    "/desk/articles/{slug}/publication/",
    "/desk/articles/{slug}/submission/",
    "/desk/articles/{slug}/notes/new/?whole=1",
    "/desk/articles/{slug}/notes/new/?exact=tail",
)
OF_ALL = (
    "/",
    "/corrections/",
    "/corrections/figures/",
    "/desk/",
    "/desk/review/",
    "/admin/corrections/correctionnote/",
)
OF_ALL += ("/admin/corrections/article/", "/admin/corrections/revision/", "/admin/auth/user/")


def shares(words, count):
    return [words[start::count] for start in range(count)]


def newsroom(slug, words, editor, noon):
    """An article of which every field, note and source has these words in it; with notes in each state."""
    person = User.objects.create_user(username=words[0][:150], first_name=words[1][:150], last_name=words[2][:150])
    # An article with such marks of its own is refused as CriticMarkup; in the notes they all stand.
    unmarked = [word for word in words if not re.search(r"\{(?:\+\+|--|~~|==|>>)|(?:\+\+|--|~~|==|<<)\}", word)]
    front = {"title": " ".join(words[3:9])[:400], "author": words[9], "lang": "en", "summary": " ".join(unmarked)}
    fields = "".join(f"{name}: {quoted(value)}\n" for name, value in front.items())
    fields += "tags:\n" + "".join(f"- {quoted(word)}\n" for word in unmarked)
    places = "\n\n".join(f"Here stands word{number} and then word{number}b." for number in range(NOTES))
    source = f"---\n{fields}---\n\n{places}\n\nA [link](https://e.example/) and ![a picture](/x.png) and a tail.\n"
    article = import_article(source.encode(), user=person, slug=slug, reason=words[10][:500]).article
    annotations = [annotation(number, share) for number, share in enumerate(shares(words, NOTES))]
    notes = import_corrections(article, json.dumps(annotations).encode(), user=person, now=noon).notes
    for note in notes:
        note.memo = note.wording
        note.topic = note.wording[:200]
        note.save()
    public, waiting = notes[:-3], notes[-3:]
    submit_notes(article, [note.pk for note in waiting], user=person, now=noon)
    return_note(waiting[0], " ".join(words)[:2000], user=person, now=noon)
    article.published_at, article.published_by = noon, person
    article.save()
    publish_notes(article, [note.pk for note in public], user=editor, now=noon)
    changed = source.replace("word11b", words[12].replace("\n", " ")).replace("word10 ", "")
    import_article(changed.encode(), user=person, slug=slug)
    return article, notes


def annotation(number, words):
    """One with vectors in every string that is kept. Braces would be blanks that are still to be filled."""
    said = " ".join(words).replace("{", "(").replace("}", ")")
    tags = [{"type": "TextualBody", "purpose": "tagging", "value": "withheld"}] if number == 3 else []
    sources = [{"type": "SpecificResource", "purpose": "linking", "source": {"name": word[:500]}} for word in words[:9]]
    address = "https://e.example/" + words[0].replace("\n", "")
    linked = {"type": "SpecificResource", "purpose": "linking", "source": {"name": words[1], "id": address}}
    selector = {"type": "TextQuoteSelector", "exact": f"word{number}", "prefix": "stands ", "suffix": " and"}
    return {
        "id": f"urn:x:{number}:{words[2]}"[:900],
        "type": "Annotation",
        "body": [
            {"type": "TextualBody", "purpose": "editing", "value": " ".join(words[:4]).strip() or "x"},
            {"type": "TextualBody", "purpose": "commenting", "value": said[:2900]},
            *tags,
            *sources,
            linked,
        ],
        "target": {"source": words[3], "selector": selector},
    }


@pytest.fixture
def desk(client):
    """A browser in which somebody is signed in who may see everything."""
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def hostile(editor, noon):
    return newsroom("hostile", VECTORS, editor, noon)


@pytest.fixture
def harmless(editor, noon):
    return newsroom("harmless", [f"{PLAIN} {number}" for number in range(len(VECTORS))], editor, noon)


def page(desk, address):
    response = desk.get(address)
    assert (address, response.status_code) == (address, 200)
    return response.content.decode()


@pytest.mark.django_db
def test_nothing_runs_on_any_page(desk, editor, noon):
    # Harmless first, and alone: the lists are then compared as well.
    article, notes = newsroom("harmless", [f"{PLAIN} {number}" for number in range(len(VECTORS))], editor, noon)
    of_notes = [f"/desk/notes/{notes[-1].pk}/", f"/desk/notes/{notes[-1].pk}/return/"]
    of_notes += [f"/desk/notes/{notes[-1].pk}/deletion/", f"/desk/notes/{notes[0].pk}/amendment/"]
    of_notes += [f"/admin/corrections/correctionnote/{note.pk}/change/" for note in notes[:4]]
    of_notes += [f"/admin/corrections/article/{article.pk}/change/", f"/admin/auth/user/{notes[0].author_id}/change/"]
    plain = {address: page(desk, address.format(slug="harmless")) for address in (*OF_AN_ARTICLE, *OF_ALL)}
    plain_of_notes = [page(desk, address) for address in of_notes]
    scenery = scenery_of(*plain.values(), *plain_of_notes)
    other, others = newsroom("hostile", VECTORS, editor, noon)

    told = {}
    for address in (*OF_AN_ARTICLE, *OF_ALL):
        found = page(desk, address.format(slug="hostile"))
        told[address] = faults(found, scenery=scenery, whole=True)
        if "{slug}" in address:
            # The comparison may stack or join what it shows; what makes the page is the same all the same.
            assert (address, frame_of(found)) == (address, frame_of(plain[address]))
    moved = {str(one.pk): str(another.pk) for one, another in zip(notes, others, strict=True)}
    moved_pages = [
        *(re.sub(r"(?<=notes/)\d+|(?<=note/)\d+", lambda match: moved[match[0]], one) for one in of_notes[:8]),
        f"/admin/corrections/article/{other.pk}/change/",
        f"/admin/auth/user/{others[0].author_id}/change/",
    ]
    for address, before in zip(moved_pages, plain_of_notes, strict=True):
        found = page(desk, address)
        told[address] = faults(found, scenery=scenery, whole=True)
        assert (address, frame_of(found)) == (address, frame_of(before))
    assert {address: one for address, one in told.items() if one} == {}

    # What machines get out of the same newsroom.
    _nothing_runs_in_the_file(other)
    _nothing_runs_in_feeds(desk)
    _nothing_runs_in_linked_data(page(desk, "/articles/hostile/"))
    _nothing_runs_in_annotations(desk)
    ElementTree.fromstring(desk.get("/sitemap.xml").content)


def _nothing_runs_in_the_file(article):
    """The erratum block, rendered as a site may render it: without anybody who cleans up."""
    block = erratum_block(article)
    assert len(block) > 10_000
    raw = markdown.markdown(block, extensions=EXTENSIONS)
    assert faults(raw) == []
    assert not re.search(r"\{\{|\{%|\{#", block)
    exported = corrected_markdown(article)
    ending = exported[exported.rindex("<!-- erratum:begin -->") :]
    assert faults(markdown.markdown(ending, extensions=EXTENSIONS)) == []
    comments = re.findall(r"\{>>(.*?)<<\}", critic_markup(article), re.S)
    assert len(comments) >= NOTES - 3
    assert [told for told in comments if faults(markdown.markdown(told, extensions=EXTENSIONS))] == []
    assert not re.search(r"\{\{|\{%|\{#", "".join(comments))


def _nothing_runs_in_feeds(desk):
    feedparser.SANITIZE_HTML = 0
    for address in ("/corrections/feed.atom", "/articles/hostile/feed.atom"):
        raw = desk.get(address).content
        ElementTree.fromstring(raw)
        read = feedparser.parse(raw)
        assert (read.bozo, len(read.entries) >= NOTES - 3) == (False, True)
        for entry in read.entries:
            for content in (*entry.get("content", ()), entry.get("summary_detail") or {"type": "", "value": ""}):
                assert "html" not in content["type"] or faults(content["value"], scenery={("p", "class")}) == []
            assert not any(runs(link.href) for link in entry.links)
            assert "html" not in entry.title_detail.type
    for address in ("/corrections/feed.json", "/articles/hostile/feed.json"):
        for item in json.loads(desk.get(address).content)["items"]:
            assert faults(item.get("content_html", ""), scenery={("p", "class")}) == []
            assert not runs(item["url"])
            assert not any(runs(source.get("url", "")) for source in item["_corrections"]["sources"])


def _nothing_runs_in_linked_data(found):
    (script,) = [
        node for node in elements(found, whole=True) if node.get("type") == "application/ld+json" and node.text
    ]
    told = json.loads(script.text)
    assert len(told["correction"]) >= NOTES - 4
    cited = [one["url"] for note in told["correction"] for one in note.get("citation", ()) if "url" in one]
    assert cited
    assert not any(map(runs, cited))
    metas = [node for node in elements(found, whole=True) if node.get("property", "").startswith("og:")]
    assert len(metas) >= 4


def _nothing_runs_in_annotations(desk):
    raw = desk.get("/articles/hostile/annotations.jsonld").content
    told = json.loads(raw)
    for one in told["first"]["items"]:
        for body in one["body"]:
            source = body.get("source", {})
            assert not runs(source.get("id", "") if isinstance(source, dict) else source)


def questions(word):
    """Addresses that ask with a word."""
    ask = partial(urlencode, doseq=True)
    return (
        f"/corrections/?{ask({'q': word})}",
        f"/desk/?{ask({'q': word})}",
        f"/desk/search/?{ask({'q': word})}",
        f"/desk/articles/storm/others/?{ask({'q': word})}",
        f"/sign-in/?{ask({'next': word})}",
        f"/corrections/?{ask({'kind': word, 'month': word, 'severity': word, 'before': word})}",
        f"/desk/articles/storm/?{ask({'exact': word, 'field': word, 'start': word, 'like': word})}",
        f"/desk/articles/storm/notes/new/?{ask({'exact': word, 'field': word})}",
        f"/desk/new-article/?{ask({'slug': word})}",
        f"/admin/corrections/article/?{ask({'q': word})}",
        f"/admin/login/?{ask({'next': word})}",
        f"/{word.lstrip('/')}",
    )


@pytest.mark.django_db
def test_nothing_runs_at_a_question(desk, storm, elsewhere):
    words = ("harmless", "1987", "Harwich")
    scenery = scenery_of(*(desk.get(address).content.decode() for word in words for address in questions(word)))
    for at, vector in enumerate(vectors()):
        asked = questions(vector[:190])
        address = asked[at % len(asked)]
        response = desk.get(address)
        assert response.status_code in (200, 302, 400, 404, 422), address
        assert faults(response.content.decode(), scenery=scenery, whole=True) == [], address
        if response.status_code == 302:
            assert response["Location"].startswith("/")


# What is typed into the desk's own forms


@pytest.mark.django_db
def test_nothing_runs_in_a_form_that_comes_back(desk, editor, storm):
    """Refused, what was typed stands in the form again."""
    scenery = scenery_of(
        *(page(desk, address) for address in ("/desk/new-article/", "/desk/articles/storm/notes/new/?whole=1")),
        desk.post("/desk/new-article/", {"text": ""}).content.decode(),
        desk.post("/desk/articles/storm/notes/new/", {"exact": "nowhere"}).content.decode(),
        desk.post("/desk/articles/storm/notes/new/", {"source_url": "x:y"}).content.decode(),
        page(desk, "/desk/articles/storm/notes/new/?exact=1987"),
        desk.post(
            "/desk/articles/storm/notes/new/", {"exact": "1987", "kind": "x", "source_url": "x:y"}
        ).content.decode(),
        desk.post("/sign-in/", {"username": "x", "password": "y"}).content.decode(),
        desk.get("/articles/nothing/").content.decode(),
    )
    names = ("exact field start end places version uid replacement wording kind severity error_type topic memo").split()
    names += ["source_url", "source_title", "reported_on", "also"]
    for at, vector in enumerate(vectors()):
        sent = dict.fromkeys(names, vector) | ({"exact": "1987"} if at % 3 else {})
        if at % 4 == 0:
            response = desk.post(
                "/desk/new-article/", {"text": "", "slug": vector, "reason": vector, "line_ends": vector}
            )
        elif at % 4 == 1:
            response = desk.post("/desk/articles/storm/notes/new/", sent)
        elif at % 4 == 2:
            response = desk.post("/desk/articles/storm/notes/seen/", sent | {"kind": "correction", "severity": "minor"})
        else:
            response = desk.post("/desk/articles/storm/notes/new/", sent | {"places": "", "kind": "correction"})
        assert response.status_code in (200, 204, 302, 422), (at, vector)
        assert faults(response.content.decode(), scenery=scenery, whole=True) == [], vector
    assert storm.notes.count() == 0


@pytest.mark.django_db
def test_a_file_is_named_by_what_an_address_can_hold(editor, others):
    for vector in vectors():
        article = import_article(b"# Snow\n\nIt snowed.\n", user=editor, file_name=f"{vector}.md").article
        assert re.fullmatch(r"[\w-]+", article.slug)
        assert html.escape(article.slug) == article.slug
