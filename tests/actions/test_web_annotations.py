"""Notes come and go as Web Annotations: all of a file or none, and the same notes on the other side."""

import json
from uuid import UUID

import pytest

from corrections.actions import Refusal
from corrections.actions.import_corrections import import_corrections
from corrections.exports import annotations_of, corrected_markdown
from corrections.models import CorrectionNote, place_in_article

QUOTE = {"type": "TextQuoteSelector", "exact": "40", "prefix": "felled ", "suffix": " trees"}
EVERYTHING = {
    "@context": "http://www.w3.org/ns/anno.jsonld",
    "id": "tag:partner.example,2026:1",
    "type": "Annotation",
    "motivation": "editing",
    "body": [
        {"type": "TextualBody", "purpose": "editing", "format": "text/plain", "value": "50"},
        {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown", "value": "It was *50*, not 40."},
        {"type": "TextualBody", "purpose": "classifying", "value": "clarification"},
        {"type": "TextualBody", "purpose": "tagging", "value": "serious"},
        {"type": "TextualBody", "purpose": "tagging", "value": "number"},
        {"type": "TextualBody", "purpose": "tagging", "value": "apology"},
        {"type": "TextualBody", "purpose": "tagging", "value": "withheld"},
        {
            "type": "SpecificResource",
            "purpose": "linking",
            "source": {"id": "https://example.org/", "name": "The minutes"},
        },
        {"type": "SpecificResource", "purpose": "linking", "source": "https://example.org/2"},
    ],
    "target": [
        {"source": "x", "selector": [QUOTE, {"type": "TextPositionSelector", "start": 32, "end": 34}]},
        {
            "source": "x",
            "selector": {
                "type": "FragmentSelector",
                "value": "title",
                "refinedBy": {"type": "TextQuoteSelector", "exact": "40"},
            },
        },
    ],
}


def annotation(*selectors, replacement="50", wording="It was 50, not 40.", more=(), **properties):
    bodies = [{"type": "TextualBody", "purpose": "commenting", "value": wording}, *more]
    if replacement is not None:
        bodies.append({"type": "TextualBody", "purpose": "editing", "value": replacement})
    targets = [{"source": "x", "selector": [selector]} for selector in selectors] or [{"source": "x"}]
    return {"type": "Annotation", "body": bodies, "target": targets} | properties


def quote(exact, prefix="", suffix=""):
    return {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}


def field(name, **selector):
    return {"type": "FragmentSelector", "value": name} | selector


def tagged(*tags):
    return [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in tags]


@pytest.fixture
def do_import(storm, editor, noon):
    """A function: imports annotations, as Python or as bytes, into the storm."""

    def do_import(content, article=storm, **more):
        content = content if isinstance(content, bytes) else json.dumps(content).encode()
        return import_corrections(article, content, user=editor, now=noon, **more)

    return do_import


def notes_of(article):
    """All that an annotation tells of the notes of an article."""
    return [
        (
            note.kind,
            note.severity,
            note.error_type,
            note.apology,
            note.withheld,
            note.wording,
            [(source.title, source.url) for source in note.sources.all()],
            [
                (span.field, span.text_start, span.quote_exact, span.replacement)
                for span in sorted(note.spans.all(), key=place_in_article)
            ],
        )
        for note in article.notes.order_by("pk")
    ]


def test_an_annotation_tells_all_of_a_note(storm, do_import, editor):
    (note,) = do_import(EVERYTHING).notes
    assert notes_of(storm) == [
        (
            "clarification",
            "serious",
            "number",
            True,
            True,
            "It was *50*, not 40.",
            [("The minutes", "https://example.org/"), ("", "https://example.org/2")],
            [("title", 12, "40", "50"), ("", 32, "40", "50")],
        )
    ]
    assert (note.external_id, note.author, note.status) == ("tag:partner.example,2026:1", editor, "draft")
    assert {span.origin for span in note.spans.all()} == {"imported"}


def test_what_an_annotation_does_not_say_is_a_standard_correction(storm, do_import):
    do_import(annotation(quote("1987"), replacement=None, wording=""))
    assert notes_of(storm) == [
        ("correction", "standard", "", False, False, "", [], [("", 104, "1987", None)]),
    ]


@pytest.mark.parametrize(
    "wrapped",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"type": "AnnotationPage", "items": [one]},
        lambda one: {"type": "AnnotationCollection", "first": {"type": "AnnotationPage", "items": [one]}},
        lambda one: {"type": ["AnnotationCollection"], "total": 1, "items": [one]},
    ],
    ids=["one", "array", "page", "collection", "collection-of-items"],
)
def test_a_file_may_hold_annotations_in_every_way_of_the_standard(storm, do_import, wrapped):
    imported = do_import(wrapped(annotation(quote("1987"), replacement="1986")))
    assert [note.spans.get().replacement for note in imported.notes] == ["1986"]


def test_a_byte_order_mark_is_no_obstacle(do_import):
    content = json.dumps(annotation(quote("1987"))).encode("utf-8-sig")
    assert len(do_import(content).notes) == 1


def test_a_target_without_a_selector_is_the_whole_article(storm, do_import):
    do_import(annotation(replacement=None))
    assert [spans for *_, spans in notes_of(storm)] == [[]]


@pytest.mark.parametrize(
    ("selector", "place"),
    [
        (quote("40"), ("", 32, "40")),
        (quote("The", suffix=" library"), ("", 168, "The")),
        (quote("closed  for\ntwo", prefix="harbour \n"), ("", 147, "closed for two")),
        (field("title", refinedBy=quote("40")), ("title", 12, "40")),
        (field("author"), ("author", 0, "Ada Byron")),
        ({"type": "TextPositionSelector", "start": 32, "end": 34}, ("", 32, "40")),
    ],
)
def test_a_selector_finds_its_words(storm, do_import, selector, place):
    (note,) = do_import(annotation(selector, replacement="x")).notes
    span = note.spans.get()
    assert (span.field, span.text_start, span.quote_exact) == place


def test_a_position_chooses_among_the_fits_of_a_quote(storm, do_import):
    text = storm.latest_revision.rendering.texts()[""]
    start = text.index("The library")
    both = annotation(quote("The"))
    both["target"][0]["selector"].append({"type": "TextPositionSelector", "start": start, "end": start + 3})
    assert do_import(both).notes[0].spans.get().text_start == start


def test_a_position_beside_the_fits_of_a_quote_chooses_none(do_import):
    both = annotation(quote("The"))
    both["target"][0]["selector"].append({"type": "TextPositionSelector", "start": 1, "end": 4})
    with pytest.raises(Refusal, match="“The” stands in 4 places"):
        do_import(both)


def test_a_quote_that_fits_once_needs_no_right_position(storm, do_import):
    both = annotation(quote("1987"))
    both["target"][0]["selector"].append({"type": "TextPositionSelector", "start": 1, "end": 5})
    assert do_import(both).notes[0].spans.get().quote_exact == "1987"


def test_positions_are_code_points(import_text, do_import):
    article = import_text("emoji", "🌪🌪🌪 It blew in 2021.\n")
    do_import(annotation({"type": "TextPositionSelector", "start": 15, "end": 19}, replacement="2019"), article)
    assert corrected_markdown(article, drafts=True).startswith("🌪🌪🌪 It blew in 2019.")


def test_all_selectors_are_of_the_untouched_text(storm, do_import):
    do_import([annotation(quote("40 trees"), replacement="forty elms"), annotation(quote("1987", prefix="since "))])
    assert [spans[0][1] for *_, spans in notes_of(storm)] == [32, 104]


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        (annotation(quote("snow")), "“snow” does not stand in the text with these neighbours. Copy the words anew."),
        (annotation(quote("The")), "“The” stands in 4 places. Say which, by more of its neighbours."),
        (
            annotation(quote("40", prefix="bent ")),
            "“40” does not stand in the text with these neighbours. Copy the words anew.",
        ),
        (
            annotation(field("subtitle")),
            "The front matter has no text “subtitle”. Choose one of the fields that it has.",
        ),
        (
            annotation({"type": "TextPositionSelector", "start": 5, "end": 5000}),
            "its position ends at 5000, but the text has 305 characters.",
        ),
        (annotation({"type": "TextPositionSelector", "start": 5, "end": 5}), "its position runs from 5 to 5."),
        (
            annotation({"type": "XPathSelector", "value": "/p"}),
            "the selector “XPathSelector” is not read here. Use TextQuoteSelector, TextPositionSelector or "
            "FragmentSelector.",
        ),
        (annotation(quote("")), "its quote has no exact words."),
        (
            annotation(quote("1987"), more=[{"purpose": "classifying", "value": "error"}]),
            "the kind “error” is not known here. Use one of correction, clarification, update, editors_note, "
            "minor_fix, concern, retraction, removal.",
        ),
        (
            annotation(quote("1987"), replacement=None, more=[{"purpose": "editng", "value": "1986"}]),
            "the purpose “editng” of a body is unknown. Use editing, commenting, classifying, tagging or linking.",
        ),
        (
            annotation(quote("1987"), more=tagged("urgent")),
            "the tag “urgent” is neither a severity nor an error type, nor withheld or apology.",
        ),
        (
            annotation(quote("1987"), more=tagged("serious", "minor")),
            "it has two tags of one sort: serious and minor.",
        ),
        (
            annotation(quote("1987"), more=[{"purpose": "editing", "value": "60"}]),
            "it has more than one replacement. Write one annotation for each.",
        ),
        (
            annotation(),
            "it has a replacement but no words to replace. Give its target a selector.",
        ),
        (annotation(quote("1987"), target=[]), "it has no target."),
        ({"type": "Note"}, "it is no object of type Annotation."),
        (
            annotation(quote("40")),
            "Another note already replaces some of these words. Open that note, or select others.",
        ),
        (
            annotation(quote("Green25"), replacement="x"),
            "“Green25” does not stand in the text with these neighbours. Copy the words anew.",
        ),
        (
            annotation(quote("Green\n25"), replacement="Park 26"),
            "This selection begins in one table cell and ends in another. Select words in one cell.",
        ),
        (
            annotation(quote("1987"), more=[{"purpose": "linking", "source": "javascript:alert(1)"}]),
            "“javascript:alert(1)” is no address on the web. Begin it with https://, or give a title alone.",
        ),
        (
            annotation(quote("1987"), replacement=None, more=tagged("withheld")),
            "Words that are withheld need others in their place. Say what shall stand there.",
        ),
        (
            annotation(quote("1987"), wording="x" * 3001),
            "The wording has 3,001 characters; 3,000 are the most.",
        ),
        (
            annotation(quote("1987"), wording="a\0b"),
            "its “value” has characters that no text has (NUL or half of a pair).",
        ),
    ],
)
def test_one_annotation_that_is_refused_keeps_all_out_and_is_named(storm, do_import, second, sentence):
    second = {"id": "tag:partner.example,2026:2"} | second
    with pytest.raises(Refusal) as refused:
        do_import([annotation(quote("40"), id="tag:partner.example,2026:1"), second], publish=True)
    assert str(refused.value) == f"Annotation 2 (tag:partner.example,2026:2): {sentence}"
    assert not storm.notes.exists()


def test_an_annotation_without_an_id_is_named_by_its_number(do_import):
    with pytest.raises(Refusal, match=r"^Annotation 2: “snow” does not stand"):
        do_import([annotation(quote("40")), annotation(quote("snow"))])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "The file is no JSON (line 1: Expecting property name enclosed in double quotes)."),
        (b"[\n\xff]", "The file is not UTF-8: byte 3 does not belong there."),
        (b"[" * 100_000, "The file cannot be read as JSON: it is nested too deeply, or has too long a number."),
        (b"1" * 5000, "The file cannot be read as JSON: it is nested too deeply, or has too long a number."),
        (
            b'"words"',
            "The file holds no Web Annotations: an array, an AnnotationPage or an AnnotationCollection.",
        ),
        (
            b'{"type": "AnnotationPage", "items": 3}',
            "The page's “items” is no list. Export the annotations again.",
        ),
        (b" " * (8 * 1024 * 1024 + 1), "The file has more than 8,388,608 bytes. Split it."),
    ],
)
def test_a_file_that_holds_no_annotations_is_refused(storm, do_import, content, sentence):
    with pytest.raises(Refusal) as refused:
        do_import(content)
    assert str(refused.value) == sentence


# What is known


def test_an_annotation_whose_id_is_known_adds_nothing(storm, do_import):
    do_import(EVERYTHING)
    before = notes_of(storm)
    changed = EVERYTHING | {"target": [{"source": "x"}]}
    imported = do_import([changed, annotation(quote("1987"))])
    assert (len(imported.notes), imported.known) == (1, 1)
    assert notes_of(storm)[:1] == before


def test_an_annotation_without_an_id_is_known_by_all_that_it_says(storm, do_import):
    told = [annotation(quote("40")), annotation(replacement=None), annotation(replacement=None)]
    assert (len(do_import(told, publish=True).notes), do_import(told).known) == (2, 3)
    imported = do_import([annotation(replacement=None, wording="Another note.")])
    assert (len(imported.notes), imported.known) == (1, 0)


def test_an_id_is_known_in_its_own_article_only(storm, import_text, do_import, others):
    theirs = others[0].notes.first()
    told = annotation(quote("1987"), id=theirs.external_id)
    assert len(do_import(told).notes) == 1
    again = annotation(quote("40"), id=theirs.uid.urn)
    assert len(do_import(again).notes) == 1


def test_an_id_that_stands_twice_in_a_file_is_refused(storm, do_import):
    with pytest.raises(Refusal) as refused:
        do_import([annotation(quote("40"), id="tag:1"), annotation(quote("1987"), id="tag:1")])
    assert str(refused.value) == (
        "Annotation 1 (tag:1): this id stands twice in the file. Give each annotation its own."
    )
    assert not storm.notes.exists()


def test_an_id_that_is_too_long_to_keep_is_refused(do_import):
    with pytest.raises(Refusal, match=r"^Annotation 1: its id has 1,001 characters; 1,000 are the most\.$"):
        do_import(annotation(quote("40"), id="x" * 1001))


# Published at once


def test_the_notes_of_a_file_are_published_together(storm, do_import, noon):
    imported = do_import([annotation(quote("1987"), replacement="1986"), annotation(quote("40"))], publish=True)
    assert [(note.number, note.published_at) for note in imported.notes] == [(2, noon), (1, noon)]


def test_a_note_that_may_not_be_published_keeps_all_out_and_is_named(storm, do_import):
    with pytest.raises(Refusal) as refused:
        do_import(
            [annotation(quote("1987")), annotation(quote("40"), wording="It is {right}.", id="tag:2")], publish=True
        )
    assert str(refused.value) == "Annotation 2 (tag:2): “{right}” is still to be filled in."
    assert not storm.notes.exists()


def test_what_goes_with_the_words_is_told_by_the_annotations_name(import_text, do_import):
    article = import_text("links", "See [it](/a) now.\n")
    imported = do_import(annotation(quote("See it now"), id="tag:1"), article)
    assert imported.told == ("Annotation 1 (tag:1): The link of “it” goes with its words.",)


# Out again


def test_what_was_exported_gives_the_same_notes_elsewhere(storm, do_import, import_text, draft, published, at):
    published(storm, [at(storm, "40"), at(storm, "40", field="title")], "50", kind="update", severity="serious")
    published(storm, ", the council said on Friday", "", error_type="attribution", apology=True)
    published(storm, "lucky", wording="She said *so*.", sources=(("Minutes", "https://example.org/"), ("Mayor", "")))
    published(storm, kind="editors_note")
    published(storm, "Jane Smith", "The mayor", withheld=True)
    published(storm, at(storm, "Byron", field="author"), "Lovelace", withheld=True)
    draft(storm, "1987", "1986", severity="minor")
    told = annotations_of(storm, drafts=True)
    other = import_text("another-storm", storm.latest_revision.source)
    do_import(told.encode(), other)
    by_wording = sorted(notes_of(other)), sorted(notes_of(storm))
    assert by_wording[0] == by_wording[1]
    assert sorted(one["id"] for one in json.loads(annotations_of(other, drafts=True))) == sorted(
        one["id"] for one in json.loads(told)
    )


def test_the_samples_give_the_same_notes_elsewhere(sample, do_import, import_text):
    article = sample("voyager-golden-record")
    other = import_text("another", article.latest_revision.source)
    do_import(annotations_of(article, drafts=True).encode(), other)
    assert sorted(map(repr, notes_of(other))) == sorted(map(repr, notes_of(article)))


def test_an_exported_annotation_has_the_shape_of_the_contract(storm, published, at, settings):
    settings.SITE_URL = "https://news.example"
    note = published(
        storm,
        [at(storm, "40"), at(storm, "40", field="title")],
        "50",
        wording="It was *50*, not 40.",
        severity="serious",
        error_type="number",
        apology=True,
        memo="The mayor rang.",
        sources=(("The minutes", "https://example.org/"), ("The mayor", ""), ("", "https://example.org/2")),
    )
    (told,) = json.loads(annotations_of(storm))
    address = "https://news.example/articles/storm/"
    assert told == {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:uuid:{note.uid}",
        "type": "Annotation",
        "motivation": "editing",
        "created": "2026-11-22T14:05:00Z",
        "body": [
            {"type": "TextualBody", "purpose": "editing", "format": "text/plain", "value": "50"},
            {
                "type": "TextualBody",
                "purpose": "commenting",
                "format": "text/markdown",
                "value": "It was *50*, not 40.",
            },
            {"type": "TextualBody", "purpose": "classifying", "value": "correction"},
            {"type": "TextualBody", "purpose": "tagging", "value": "serious"},
            {"type": "TextualBody", "purpose": "tagging", "value": "number"},
            {"type": "TextualBody", "purpose": "tagging", "value": "apology"},
            {
                "type": "SpecificResource",
                "purpose": "linking",
                "source": {"id": "https://example.org/", "name": "The minutes"},
            },
            {"type": "SpecificResource", "purpose": "linking", "source": {"name": "The mayor"}},
            {"type": "SpecificResource", "purpose": "linking", "source": {"id": "https://example.org/2"}},
        ],
        "target": [
            {
                "source": address,
                "selector": [
                    {
                        "type": "FragmentSelector",
                        "value": "title",
                        "refinedBy": {
                            "type": "TextQuoteSelector",
                            "exact": "40",
                            "prefix": "Storm fells ",
                            "suffix": " trees in Harwich",
                        },
                    }
                ],
            },
            {
                "source": address,
                "selector": [
                    {
                        "type": "TextQuoteSelector",
                        "exact": "40",
                        "prefix": "The storm of 14 May 2021 felled ",
                        "suffix": " trees in Harwich, the council s",
                    },
                    {"type": "TextPositionSelector", "start": 32, "end": 34},
                ],
            },
        ],
    }


def test_a_note_on_the_whole_article_targets_the_article(storm, published):
    published(storm, kind="editors_note")
    (told,) = json.loads(annotations_of(storm))
    assert told["target"] == [{"source": "/articles/storm/"}]


def test_drafts_are_exported_only_when_asked_for(storm, draft, published):
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    assert [len(json.loads(annotations_of(storm, drafts=drafts))) for drafts in (False, True)] == [1, 2]


def test_an_imported_id_is_exported_again(storm, do_import):
    do_import(EVERYTHING)
    (told,) = json.loads(annotations_of(storm, drafts=True))
    assert told["id"] == "tag:partner.example,2026:1"


def test_a_name_made_of_what_an_annotation_says_is_a_uuid(do_import):
    (note,) = do_import(annotation(quote("40"))).notes
    assert (note.external_id, note.uid.version) == ("", 5)
    assert CorrectionNote.objects.get(uid=UUID(str(note.uid))) == note
