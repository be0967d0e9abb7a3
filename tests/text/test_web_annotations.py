"""Web Annotations: what is read of a stranger's file, what is refused with the annotation's name, what is written."""

import pytest

from corrections.text import (
    CONTEXT,
    Annotation,
    Quote,
    Refusal,
    Target,
    TextRange,
    TimeState,
    annotation_called,
    read_annotations,
    write_annotation,
)

QUOTE = {"type": "TextQuoteSelector", "exact": "40", "prefix": "felled ", "suffix": " trees"}
PLAIN = Annotation("", "", "It was 50.", None, (), (), ())


UNKNOWN = "of a body is unknown. Use editing, commenting, classifying, tagging or linking."
# Of the vocabulary's motivations those of which a note has nothing.
PASSED_OVER = "assessing bookmarking describing highlighting identifying moderating questioning replying".split()


def body(purpose: object, value: object, **more: object) -> dict:
    return {"type": "TextualBody", "purpose": purpose, "value": value, **more}


def annotation(**more: object) -> dict:
    return {"type": "Annotation", "body": body("commenting", "It was 50."), "target": "https://x.org/a", **more}


PAGE = {"type": "AnnotationPage", "items": [annotation()]}


def selected(*selectors: object) -> dict:
    return annotation(target={"source": "x", "selector": list(selectors)})


def refused(document: object) -> tuple[str, int | None]:
    with pytest.raises(Refusal) as refusal:
        read_annotations(document)
    return str(refusal.value), refusal.value.index


EVERYTHING = Annotation(
    id="tag:x,1",
    kind="update",
    wording="It was *50*.",
    replacement="50",
    targets=(
        Target("", Quote("40", "felled ", " trees"), TextRange(7, 9)),
        Target("title", Quote("40")),
        Target("", Quote("40")),
        Target("", None, TextRange(0, 1)),
        Target("author.name"),
    ),
    sources=(("The minutes", "https://x.org/"), ("", "https://x.org/2"), ("A book", "")),
    tags=("serious", "number"),
)


@pytest.mark.parametrize("one", [EVERYTHING, PLAIN, Annotation("", "", "", "", (), (), ())])
def test_what_is_written_reads_as_the_same(one):
    assert read_annotations(write_annotation(one, "https://x.org/a")) == [one]


def test_an_annotation_is_written_as_the_formats_describe():
    one = Annotation("tag:x,1", "update", "It was 50.", "50", (Target("title", Quote("40", "", " t")),), (("M", "u"),))
    state = TimeState("2026-11-22T14:05:00Z", "https://x.org/1")
    written = write_annotation(one, "https://x.org/a", state, created="2026", modified="")
    assert list(written) == ["@context", "id", "type", "motivation", "created", "body", "target"]
    quote = {"type": "TextQuoteSelector", "exact": "40", "suffix": " t"}
    assert written == {
        "@context": CONTEXT,
        "id": "tag:x,1",
        "type": "Annotation",
        "motivation": "editing",
        "created": "2026",
        "body": [
            body("editing", "50", format="text/plain"),
            body("commenting", "It was 50.", format="text/markdown"),
            body("classifying", "update"),
            {"type": "SpecificResource", "purpose": "linking", "source": {"id": "u", "name": "M"}},
        ],
        "target": [
            {
                "source": "https://x.org/a",
                "state": {"type": "TimeState", "sourceDate": "2026-11-22T14:05:00Z", "cached": "https://x.org/1"},
                "selector": [{"type": "FragmentSelector", "value": "title", "refinedBy": quote}],
            }
        ],
    }


def test_a_note_on_the_whole_article_has_the_article_for_its_target():
    written = write_annotation(PLAIN, "https://x.org/a", TimeState("2026"))
    assert written["target"] == [{"source": "https://x.org/a", "state": {"type": "TimeState", "sourceDate": "2026"}}]
    assert "id" not in written


@pytest.mark.parametrize(
    ("more", "read"),
    [
        ({"body": "It was 50."}, PLAIN),
        ({"body": {"value": "It was 50."}}, PLAIN),
        ({"body": None, "bodyValue": "It was 50."}, PLAIN),
        ({"body": ["It was", "50."]}, Annotation("", "", "It was\n\n50.", None, ())),
        ({"body": [body("commenting", "It was"), "50."]}, Annotation("", "", "It was\n\n50.", None, ())),
        ({"body": body(["editing", "commenting"], "50")}, Annotation("", "", "50", "50", ())),
        ({"body": [body("editing", "50"), body("editing", "50")]}, Annotation("", "", "", "50", ())),
        ({"body": body("editing", None)}, Annotation("", "", "", "", ())),
        ({"body": body("classifying", "update")}, Annotation("", "update", "", None, ())),
        ({"body": [body("classifying", "update")] * 2}, Annotation("", "update", "", None, ())),
        ({"body": body("tagging", "serious")}, Annotation("", "", "", None, (), (), ("serious",))),
        ({"body": {"purpose": "linking", "id": "u"}}, Annotation("", "", "", None, (), (("", "u"),))),
        ({"body": {"purpose": "linking", "source": "u"}}, Annotation("", "", "", None, (), (("", "u"),))),
        ({"body": {"purpose": "describing", "value": "x"}}, Annotation("", "", "", None, ())),
        ({"type": ["Annotation", "x:Mine", 3]}, PLAIN),
        ({"target": [{"source": "x"}, "y", {"source": "x", "selector": None}]}, PLAIN),
        ({"first": "https://x.org/p", "next": "https://x.org/q", "total": 9}, PLAIN),
    ],
)
def test_the_many_shapes_of_an_annotation_are_read(more, read):
    assert read_annotations(annotation(**more)) == [read]


@pytest.mark.parametrize("purpose", PASSED_OVER)
def test_bodies_of_a_purpose_that_no_note_has_are_passed_over(purpose):
    read = read_annotations(annotation(body=[body(purpose, "50"), body("commenting", "It was 50.")]))
    assert read == [PLAIN]


def test_a_quote_and_a_position_are_one_place_however_they_are_nested():
    place = Target("title", Quote("40", "felled ", " trees"), TextRange(7, 9))
    position = {"type": "TextPositionSelector", "start": 7, "end": 9}
    inner = {"type": "FragmentSelector", "value": "title", "refinedBy": {**QUOTE, "refinedBy": [position]}}
    for one in (selected(inner), selected({"type": "FragmentSelector", "value": "title"}, QUOTE, position)):
        assert read_annotations(one)[0].targets == (place,)


@pytest.mark.parametrize(
    "document",
    [
        [annotation(), annotation()],
        {"type": "AnnotationPage", "items": [annotation(), annotation()]},
        {
            "type": ["AnnotationPage"],
            "items": [annotation()],
            "next": {"type": "AnnotationPage", "items": [annotation()]},
        },
        {
            "type": "AnnotationCollection",
            "total": 2,
            "first": {"type": "AnnotationPage", "items": [annotation(), annotation()]},
        },
        [{"type": "AnnotationPage", "items": [annotation()]}, annotation()],
        [
            {"id": "p1", "type": "AnnotationPage", "items": [annotation()], "next": "p2"},
            {"id": "p2", "type": "AnnotationPage", "items": [annotation()], "prev": "p1"},
        ],
        [
            {"type": "AnnotationCollection", "first": "p", "total": True},
            {"id": "p", "type": "AnnotationPage"},
            *[annotation()] * 2,
        ],
    ],
)
def test_a_file_holds_its_annotations_in_any_container(document):
    assert read_annotations(document) == [PLAIN, PLAIN]


def test_an_empty_page_holds_nothing():
    assert read_annotations({"type": "AnnotationPage"}) == []
    assert read_annotations([]) == []


@pytest.mark.parametrize("key", ["first", "prev", "next"])
def test_a_page_that_is_elsewhere_is_asked_for_by_its_address(key):
    page = {"type": "AnnotationPage", "items": [annotation()], key: "https://x.org/p"}
    for document in (page, [page], {"type": "AnnotationCollection", "first": page}, {**PAGE, "next": page}):
        assert "more of it is at https://x.org/p" in refused(document)[0]


def test_a_file_with_fewer_annotations_than_it_says_is_not_the_whole():
    page = {"type": "AnnotationPage", "items": [annotation()]}
    said = "of 1,002 annotations 1 are here"
    assert said in refused({"type": "AnnotationCollection", "total": 1002, "first": page})[0]
    assert said in refused([{**page, "total": 1002}])[0]
    assert said in refused({"type": "AnnotationCollection", "first": {**page, "total": 1002}})[0]
    assert read_annotations({**page, "total": 1}) == [PLAIN]


@pytest.mark.parametrize("document", ["words", 3, None])
def test_what_holds_no_annotations_is_refused(document):
    assert refused(document)[0].startswith("The file holds no Web Annotations")


def test_items_that_are_no_list_are_refused():
    assert "“items” is no list" in refused({"type": "AnnotationPage", "items": {"a": 1}})[0]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"type": "Note"}, "it is no object of type Annotation."),
        ({"type": None}, "it is no object of type Annotation."),
        ({"body": 3}, "a body is neither text nor an object."),
        ({"body": [body("editing", "1"), body("editing", "2")]}, "it has more than one replacement."),
        ({"body": [body("classifying", "a"), body("classifying", "b")]}, "it has more than one kind (a, b)."),
        ({"target": None}, "it has no target."),
        ({"target": []}, "it has no target."),
        ({"target": 3}, "a target is neither an address nor an object."),
        ({"id": 3}, "its “id” is no text."),
        ({"body": [body("commenting", "x"), body("editng", "1")]}, f"the purpose “editng” {UNKNOWN}"),
        ({"body": body(["editing", "Commenting"], "1")}, f"the purpose “Commenting” {UNKNOWN}"),
        ({"body": body("oa:editing", "1")}, f"the purpose “oa:editing” {UNKNOWN}"),
        ({"body": body([None], "1")}, f"the purpose “” {UNKNOWN}"),
        ({"body": body(3, "1")}, "its “purpose” is no text."),
        ({"body": body("\ud800", "1")}, "its “purpose” has characters that no text has"),
        ({"body": body("commenting", 3)}, "its “value” is no text."),
        ({"body": body("commenting", "a\0")}, "its “value” has characters that no text has"),
        ({"body": body("commenting", "\ud800")}, "its “value” has characters that no text has"),
        ({"body": body("commenting", chr(0xDFFF))}, "its “value” has characters that no text has"),
        ({"body": {"purpose": "linking", "source": 3}}, "a source is neither an address nor an object."),
        ({"body": {"purpose": "linking", "source": {}}}, "a source has neither name nor address."),
        ({"body": {"purpose": "linking", "source": {"name": 3}}}, "its “name” is no text."),
        ({"body": {"purpose": "linking", "source": {"id": 3}}}, "its “id” is no text."),
    ],
)
def test_what_cannot_be_read_is_refused_by_the_annotation_s_number(more, said):
    sentence, index = refused([annotation(), annotation(**more)])
    assert sentence.startswith(f"Annotation 2: {said}")
    assert index == 1


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("40", "a selector is no object."),
        ({"type": "TextQuoteSelector"}, "its quote has no exact words."),
        ({"type": "TextQuoteSelector", "exact": 3}, "its “exact” is no text."),
        ({"type": "TextQuoteSelector", "exact": "a", "prefix": 3}, "its “prefix” is no text."),
        ({"type": "TextQuoteSelector", "exact": "a", "suffix": 3}, "its “suffix” is no text."),
        ({"type": "TextPositionSelector", "start": 3}, "its position runs from 3 to None."),
        ({"type": "TextPositionSelector", "start": 3, "end": 3}, "its position runs from 3 to 3."),
        ({"type": "TextPositionSelector", "start": -1, "end": 3}, "its position runs from -1 to 3."),
        ({"type": "TextPositionSelector", "start": True, "end": 3}, "its position runs from True to 3."),
        ({"type": "TextPositionSelector", "start": 0, "end": True}, "its position runs from 0 to True."),
        ({"type": "FragmentSelector"}, "its fragment has no value"),
        ({"type": "FragmentSelector", "value": 3}, "its “value” is no text."),
        ({"type": "XPathSelector"}, "the selector “XPathSelector” is not read here."),
        ({"type": ["b", "a"]}, "the selector “a, b” is not read here."),
        ({}, "the selector “without type” is not read here."),
    ],
)
def test_a_selector_that_cannot_be_read_is_refused(selector, said):
    for one in (selected(selector), selected({"type": "FragmentSelector", "value": "title", "refinedBy": selector})):
        assert said in refused(one)[0]


def test_an_annotation_is_called_by_its_number_and_its_id_where_it_has_one():
    assert refused([annotation(id="tag:x,1", target=[])])[0].startswith("Annotation 1 (tag:x,1): ")
    assert refused(["words"])[0].startswith("Annotation 1: ")
    assert refused([[{**PAGE, "next": "https://x.org/p"}]])[0] == "Annotation 1: it is no object of type Annotation."
    assert [annotation_called(2, name) for name in ("", "a")] == ["Annotation 2", "Annotation 2 (a)"]
