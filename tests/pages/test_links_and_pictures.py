"""Notes on where a link leads, on a picture and on its description: what readers, files and machines get of them."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.exports import annotations_of, corrected_markdown, critic_markup
from corrections.models import Origin
from corrections.text import accept_changes, reject_changes
from tests.pages.reading import read as read_page

OLD, NEW = "https://exampel.org/minutes", "https://example.org/minutes?a=1&b=2"
HALL = f"""---
title: The hall
---

The council published its [*minutes* of May]({OLD} "All of it") and met again.

![A dog on the steps](hall.jpg)

It met in the [old hall](https://hall.example/), as [the minutes]({OLD}) say.
"""
LINK, PICTURE, DESCRIPTION = "#link.1.href", "#image.1.src", "#image.1.alt"


@pytest.fixture
def hall(import_text):
    return import_text("hall", HALL)


@pytest.fixture
def value_at(at):
    """A function: the place of all of a field."""

    def value_at(article, field):
        return at(article, article.latest_revision.rendering.texts()[field], field=field)

    return value_at


@pytest.fixture
def page_of(client):
    """A function: an article's page in one of the ways to read it."""
    return lambda article, view="": read_page(client.get(f"/articles/{article.slug}/", {"view": view}).content)


def notices(page):
    return [one.text for one in page.all(class_="told-link")]


def test_readers_are_told_where_a_link_led_and_where_it_leads(hall, published, value_at, page_of):
    published(hall, value_at(hall, LINK), NEW)
    page = page_of(hall)
    assert notices(page) == [f"The link on “minutes of May” led to {OLD}; it leads to {NEW}."]
    (told,) = page.all(class_="told-link")
    assert [one.attributes["href"] for one in told.all("a")] == [NEW]
    assert [one.attributes["href"] for one in page.all("a", title="All of it")] == [NEW]
    assert [one.text for one in page.all("mark", id="m1-1")] == ["minutes"]
    assert [one.text for one in page.all("a", class_="no")] == ["1"]


@pytest.mark.parametrize(("view", "address"), [("corrected", NEW), ("original", OLD), ("annotated", NEW)])
def test_each_way_to_read_has_its_own_address(hall, published, value_at, page_of, view, address):
    published(hall, value_at(hall, LINK), NEW)
    links = page_of(hall, view).all("a", title="All of it")
    assert [one.attributes["href"] for one in links] == [address]


def test_a_picture_and_its_description_are_told_of(hall, published, value_at, page_of):
    published(hall, value_at(hall, PICTURE), "steps.jpg")
    published(hall, value_at(hall, DESCRIPTION), "A cat on the steps")
    page = page_of(hall)
    assert sorted(notices(page)) == [
        "A picture’s description said “A dog on the steps”; it says “A cat on the steps”.",
        "The picture “A cat on the steps” was hall.jpg; it is steps.jpg.",
    ]
    (picture,) = page.all("img")
    assert (picture.attributes["src"], picture.attributes["alt"]) == ("steps.jpg", "A cat on the steps")
    assert picture.parent.name == picture.parent.parent.name == "mark"
    (old,) = page_of(hall, "original").all("img")
    assert (old.attributes["src"], old.attributes["alt"]) == ("hall.jpg", "A dog on the steps")
    assert old.parent.name == "p"


def test_a_description_can_be_taken_away(hall, published, value_at, page_of):
    published(hall, value_at(hall, DESCRIPTION), "")
    page = page_of(hall)
    assert notices(page) == ["A picture’s description said “A dog on the steps”; it has none now."]
    assert page.all("img")[0].attributes["alt"] == ""
    assert "![](hall.jpg)" in corrected_markdown(hall)


def test_the_words_of_a_link_are_told_as_they_are_right(hall, published, value_at, page_of):
    published(hall, value_at(hall, LINK), NEW)
    published(hall, "May", "June")
    assert notices(page_of(hall)) == [f"The link on “minutes of June” led to {OLD}; it leads to {NEW}."]


def test_the_comparison_tells_it_in_words(hall, published, value_at, page_of):
    published(hall, value_at(hall, LINK), NEW)
    published(hall, value_at(hall, DESCRIPTION), "A cat")
    page = page_of(hall, "comparison")
    assert [one.text for one in page.all("p", class_="told")] == [
        f"The link on “minutes of May” led to {OLD}; it leads to {NEW}.",
        "A picture’s description said “A dog on the steps”; it says “A cat”.",
    ]
    assert [one.text for one in page.all(class_="onward")] == ["Correction no. 1", "Correction no. 2"]


def test_the_file_has_the_new_address_and_nothing_else_changed(hall, published, value_at):
    published(hall, value_at(hall, LINK), NEW)
    body = corrected_markdown(hall).split("---\n", 2)[2].split("\n<!-- erratum")[0]
    assert body.strip() == HALL.split("---\n", 2)[2].replace(OLD, NEW, 1).strip()


def test_the_changed_link_is_marked_whole_in_criticmarkup(hall, published, value_at):
    published(hall, value_at(hall, LINK), NEW)
    marked = critic_markup(hall)
    assert f'{{~~[*minutes* of May]({OLD} "All of it")~>[*minutes* of May]({NEW} "All of it")~~}}{{>>Corr' in marked
    assert reject_changes(marked) == HALL
    assert accept_changes(marked) == HALL.replace(OLD, NEW, 1)


def test_annotations_go_out_and_come_in_again(hall, published, value_at, import_text, editor, noon):
    published(hall, value_at(hall, LINK), NEW)
    written = json.loads(annotations_of(hall))
    assert written[0]["target"][0]["selector"] == [
        {
            "type": "FragmentSelector",
            "value": LINK,
            "refinedBy": {"type": "TextQuoteSelector", "exact": OLD},
        }
    ]
    other = import_text("other-hall", HALL)
    import_corrections(other, json.dumps(written).encode(), user=editor, publish=True, now=noon)
    assert corrected_markdown(other) == corrected_markdown(hall)


def test_two_notes_on_parts_of_one_address_hold_together(hall, published, at, page_of):
    published(hall, at(hall, "exampel", field=LINK), "example")
    published(hall, at(hall, "minutes", field=LINK), "all")
    assert "[*minutes* of May](https://example.org/all " in corrected_markdown(hall)
    assert notices(page_of(hall))[0] == (
        "The link on “minutes of May” led to https://exampel.org/all; it leads to https://example.org/all."
    )


def test_a_page_asks_as_much_for_ten_links_as_for_one(import_text, published, value_at, client):
    def questions(slug, count):
        source = "Words " + " ".join(f"[w{n}](https://x.example/{n})" for n in range(count)) + "\n"
        article = import_text(slug, source)
        for n in range(1, count + 1):
            published(article, value_at(article, f"#link.{n}.href"), f"https://new.example/{n}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/articles/{slug}/?view=annotated")
        return len(asked)

    assert questions("ten", 10) == questions("one", 1)


# What is withheld


def test_of_what_is_withheld_readers_are_told_what_is_right_alone(hall, published, value_at, client):
    published(hall, value_at(hall, DESCRIPTION), "The steps", withheld=True, topic="a dog")
    published(hall, value_at(hall, LINK), NEW, withheld=True, topic="a link")
    published(hall, value_at(hall, "#link.3.href"), NEW, withheld=True, topic="a link")
    told = notices(read_page(client.get("/articles/hall/").content))
    assert f"The link on “minutes of May” leads to {NEW} now." in told
    assert "A picture’s description says “The steps” now." in told


# The next revision


def origins(article):
    return {span.field: span.origin for span in article.latest_revision.spans.all()}


def revise(article, editor, *changes):
    source = article.latest_revision.source
    for old, new in changes:
        assert source.count(old) == 1
        source = source.replace(old, new)
    return import_article(source.encode(), user=editor, slug=article.slug)


def test_a_link_is_carried_although_another_stands_before_it_now(hall, published, value_at, editor, page_of):
    published(hall, value_at(hall, LINK), NEW)
    revise(hall, editor, ("The council", "The [town](https://town.example/) council"))
    assert origins(hall) == {"#link.2.href": Origin.CARRIED}
    assert notices(page_of(hall)) == [f"The link on “minutes of May” led to {OLD}; it leads to {NEW}."]
    assert f"]({NEW} " in corrected_markdown(hall)


def test_an_address_that_was_put_right_in_the_file_is_incorporated(hall, published, value_at, editor):
    published(hall, value_at(hall, LINK), NEW)
    imported = revise(
        hall, editor, (f'({OLD} "', f'({NEW} "'), ("The council", "The [town](https://t.example/) council")
    )
    assert origins(hall) == {"#link.2.href": Origin.INCORPORATED}
    assert imported.carried == {"carried": 0, "incorporated": 1, "lost": 0} or origins(hall)


def test_ones_own_export_comes_back_with_all_notes_incorporated(hall, published, value_at, at, editor):
    published(hall, value_at(hall, LINK), NEW)
    published(hall, value_at(hall, DESCRIPTION), "A cat")
    published(hall, at(hall, "hall.example", field="#link.2.href"), "www.hall.example")
    published(hall, "met again", "met twice")
    exported = corrected_markdown(hall)
    import_article(exported.encode(), user=editor, slug="hall")
    assert set(origins(hall).values()) == {Origin.INCORPORATED}
    assert len(origins(hall)) == 4
    assert corrected_markdown(hall) == exported


def test_a_link_that_leads_elsewhere_now_is_lost(hall, published, value_at, editor):
    published(hall, value_at(hall, LINK), NEW)
    revise(hall, editor, (f'({OLD} "', '(https://third.example/ "'))
    assert origins(hall) == {}


def test_what_the_wording_tells_in_full_is_not_told_twice(hall, published, value_at, page_of):
    wording = "An earlier version of this article had a link that led to {}; it leads to {}."
    published(hall, value_at(hall, LINK), "/minutes", wording=wording.format(OLD, "/minutes"))
    assert notices(page_of(hall)) == []
