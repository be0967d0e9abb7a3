"""Drafting: a note keeps what the editor said at the words that were selected, or says why it cannot."""

from dataclasses import asdict
from datetime import date

import pytest

from corrections.actions import Refusal
from corrections.actions.annotate import Conflict, Place, delete_draft, draft_note, note_at, places_of, rewrite_note
from corrections.actions.content import Content, Unfit
from corrections.exports import corrected_markdown
from corrections.models import CorrectionNote, Span
from corrections.text import Look, Mark, highlight, seals, text_of
from tests.pages.reading import read

EVERYTHING = Content(
    wording="An earlier version misstated the year. It is 2019, not 2021.",
    replacement="2019",
    kind="clarification",
    severity="serious",
    error_type="date_or_place",
    memo="The mayor rang.",
    apology=True,
    confirmed_internally=True,
    withheld=True,
    topic="a year",
    reported_on=date(2026, 11, 20),
    sources=(("Council minutes", "https://example.org/minutes"), ("The mayor", ""), ("", "http://example.org/")),
)


def words_of(note):
    return [(span.field, span.quote_exact, span.replacement) for span in note.spans.all()]


def corrected(article):
    """The body of the article with its drafts carried out."""
    return corrected_markdown(article, drafts=True).split("---\n", 2)[2].split("\n\n<!-- erratum:begin")[0]


def test_a_draft_keeps_all_that_the_editor_said(storm, at, editor):
    note, told = draft_note(storm, [at(storm, "2021")], EVERYTHING, user=editor)
    note = CorrectionNote.objects.get(pk=note.pk)
    kept = {name: getattr(note, name) for name in asdict(EVERYTHING) if name not in ("replacement", "sources")}
    said = {name: value for name, value in asdict(EVERYTHING).items() if name in kept}
    assert kept == said
    assert [(source.title, source.url) for source in note.sources.all()] == list(EVERYTHING.sources)
    assert words_of(note) == [("", "2021", "2019")]
    assert (note.author, note.is_published, note.number, note.version, told) == (editor, False, None, 1, ())
    assert [(event.state, event.by) for event in note.events.all()] == [("drafted", editor)]


def test_a_span_is_sealed_by_its_words_and_their_neighbours(storm, draft):
    span = draft(storm, "40", "50").spans.get()
    assert (span.quote_prefix, span.quote_exact, span.quote_suffix) == (
        "The storm of 14 May 2021 felled ",
        "40",
        " trees in Harwich, the council s",
    )
    assert span.revision.source[span.source_start : span.source_end] == "40"
    assert span.splices == [[span.source_start, span.source_end, "50"]]
    assert span.origin == "selected"


def test_words_change_inside_bold_and_the_bold_stays(storm, draft):
    draft(storm, "14 May 2021", "15 May 2019")
    assert "The storm of **15 May 2019** felled" in corrected(storm)


def test_one_note_may_be_on_several_places(storm, draft, at):
    note = draft(storm, [at(storm, "The", occurrence=2), at(storm, "The", occurrence=3)], "A")
    assert words_of(note) == [("", "The", "A"), ("", "The", "A")]
    assert "- A harbour closed for two days.\n- A library lost its roof.\n" in corrected(storm)


def test_a_note_may_be_on_the_headline_and_on_the_body(storm, draft, at):
    note = draft(storm, [at(storm, "40", field="title"), at(storm, "40")], "50")
    assert words_of(note) == [("title", "40", "50"), ("", "40", "50")]
    assert "title: Storm fells 50 trees in Harwich\n" in corrected_markdown(storm, drafts=True)


def test_a_note_may_be_on_the_whole_article(storm, draft):
    assert words_of(draft(storm, kind="editors_note")) == []


def test_without_a_replacement_the_words_stay(storm, draft):
    assert words_of(draft(storm, "40")) == [("", "40", None)]
    assert "felled 40 trees" in corrected(storm)


def test_a_replacement_that_is_what_stands_there_leaves_the_words(storm, draft):
    span = draft(storm, "40", "40").spans.get()
    assert (span.replacement, span.splices) == (None, [])


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("only", "It was late."),
        ("only ", "It was late."),
        ("It", "was only late."),
        ("late", "It was only."),
        ("was only", "It late."),
    ],
)
def test_words_that_are_deleted_take_the_spare_space_along(import_text, draft, words, left):
    article = import_text("late", "It was only late.\n")
    assert draft(article, words, "").spans.get().replacement == ""
    assert corrected_markdown(article, drafts=True).splitlines()[0] == left


def test_words_that_moved_are_found_where_they_stand_once(storm, draft, at):
    note = draft(storm, Place("", 3, 5, "40"), "50")
    assert note.spans.get().text_start == at(storm, "40").start


def test_white_space_at_the_ends_of_a_selection_is_left_out(storm, draft):
    assert words_of(draft(storm, " 40 ", "50")) == [("", "40", "50")]


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        (
            Place("", 0, 4, "snow"),
            "“snow” does not stand in the text with these neighbours. Copy the words anew.",
        ),
        (Place("", 500, 503, "The"), "“The” stands in 4 places. Say which, by more of its neighbours."),
        (Place("", 0, 0, ""), "The quote has no words. State the exact words."),
        (
            Place("subtitle", 0, 5, "Storm"),
            "The front matter has no text “subtitle”. Choose one of the fields that it has.",
        ),
    ],
)
def test_words_that_cannot_be_found_are_refused(storm, editor, place, sentence):
    with pytest.raises(Refusal) as refused:
        draft_note(storm, [place], Content("It is right now.", "hail"), user=editor)
    assert str(refused.value) == sentence
    assert not storm.notes.exists()


def test_words_across_table_cells_cannot_be_replaced_but_can_be_told_of(storm, draft, at):
    text = storm.latest_revision.rendering.texts()[""]
    start, end = text.index("Green"), text.index("25") + 2
    cells = Place("", start, end, text[start:end])
    with pytest.raises(Refusal) as refused:
        draft(storm, cells, "Park 26")
    assert str(refused.value) == (
        "This selection begins in one table cell and ends in another. Select words in one cell."
    )
    assert [replacement for _, _, replacement in words_of(draft(storm, cells))] == [None]


def test_words_on_both_sides_of_a_footnotes_number_can_be_told_of_but_not_replaced(import_text, draft, at):
    source = "A fact[^1] and more.\n\n[^1]: The minutes.\n"
    article = import_text("fact", source)
    with pytest.raises(Refusal, match=r"^This selection crosses a footnote's number\."):
        draft(article, "fact1 and", "tale and")
    span = draft(article, "fact1 and").spans.get()
    rendering = article.latest_revision.rendering
    assert seals(span.quote, rendering.texts()[""], span.text_range)
    assert source[span.source_start : span.source_end] == "fact[^1] and"
    drawn = highlight(rendering.html, [Mark(span.text_range, "m", "n", Look.COMMENT, number="1", href="#n")])
    assert text_of(drawn) == rendering.texts()[""]
    marks = read(drawn).all("mark")
    assert [(mark.text, mark.parent.name) for mark in marks] == [("fact", "p"), ("1", "a"), ("and", "p")]
    assert corrected_markdown(article, drafts=True).startswith(source.rstrip())


def test_two_replacements_may_not_overlap(storm, draft):
    draft(storm, "May 2021", "May 2019")
    with pytest.raises(Refusal) as refused:
        draft(storm, "14 May", "15 May")
    assert str(refused.value) == (
        "Another note already replaces some of these words. Open that note, or select others."
    )


def test_words_that_are_only_told_of_may_overlap(storm, draft):
    draft(storm, "May 2021", "May 2019")
    assert words_of(draft(storm, "14 May")) == [("", "14 May", None)]


def test_the_same_words_in_the_headline_and_in_the_body_do_not_overlap(storm, draft, at):
    draft(storm, at(storm, "Storm", field="title"), "Gale")
    assert words_of(draft(storm, at(storm, "The s"), "A s")) == [("", "The s", "A s")]


@pytest.mark.parametrize(
    ("content", "about", "sentence"),
    [
        ({"wording": "x" * 3001}, "wording", "The wording has 3,001 characters; 3,000 are the most."),
        (
            {"sources": (("A trick", "javascript:alert(1)"),)},
            "sources",
            "“javascript:alert(1)” is no address on the web. Begin it with https://, or give a title alone.",
        ),
        (
            {"sources": (("", "ftp://example.org/"),)},
            "sources",
            "“ftp://example.org/” is no address on the web. Begin it with https://, or give a title alone.",
        ),
        (
            {"sources": (("", ""),)},
            "sources",
            "A source has neither title nor address. Name it, or leave it out.",
        ),
        (
            {"sources": (("Minutes", "https://example.org/" + "x" * 2000),)},
            "sources",
            "A source's address may have 2,000 characters and its title 500. Shorten “Minutes”.",
        ),
        ({"topic": "x" * 201}, "topic", "The topic has 201 characters; 200 are the most."),
        (
            {"kind": "removal"},
            "withheld",
            "What is removed is withheld. Tick “Withhold the original words”, or choose another kind.",
        ),
        (
            {"withheld": True, "replacement": None},
            "replacement",
            "Words that are withheld need others in their place. Say what shall stand there.",
        ),
        (
            {"withheld": True, "replacement": "40"},
            "replacement",
            "Words that are withheld need others in their place. Say what shall stand there.",
        ),
    ],
)
def test_what_no_note_may_hold_is_refused_with_the_part_that_is_meant(storm, draft, content, about, sentence):
    with pytest.raises(Unfit) as refused:
        draft(storm, "40", **({"replacement": "50"} | content))
    assert (refused.value.about, str(refused.value)) == (about, sentence)
    assert not storm.notes.exists()


def test_an_editor_is_told_what_goes_with_the_words(import_text, editor, at):
    article = import_text("link", "See [the minutes](https://example.org/), please.\n")
    _, told = draft_note(article, [at(article, "the minutes")], Content("Wrong.", "nothing"), user=editor)
    assert told == ()
    article = import_text("short-link", "See [it](/a) now.\n")
    _, told = draft_note(article, [at(article, "See it now")], Content("Wrong.", "Go"), user=editor)
    assert told == ("The link of “it” goes with its words.",)


# Changing a draft


def test_a_draft_is_changed_by_whoever_had_it_before_them(storm, draft, at, other_editor):
    note, beside = draft(storm, "40", "50", sources=(("Old", ""),)), draft(storm, "1987", "1986")
    rewrite_note(note, [at(storm, "2021")], EVERYTHING, version=1, user=other_editor)
    note.refresh_from_db()
    assert (note.version, note.wording, note.memo, note.kind) == (
        2,
        EVERYTHING.wording,
        EVERYTHING.memo,
        "clarification",
    )
    assert words_of(note) == [("", "2021", "2019")]
    assert [source.title for source in note.sources.all()] == ["Council minutes", "The mayor", ""]
    assert words_of(beside) == [("", "1987", "1986")]


def test_a_drafts_own_words_are_no_obstacle_to_changing_it(storm, draft, at, editor):
    note = draft(storm, "May 2021", "May 2019")
    rewrite_note(note, [at(storm, "14 May 2021")], Content("Wrong.", "15 May 2019"), version=1, user=editor)
    assert words_of(note) == [("", "14 May 2021", "15 May 2019")]


def test_two_editors_do_not_overwrite_each_other(storm, draft, at, editor, other_editor):
    note = draft(storm, "40", "50", wording="Mine.")
    rewrite_note(note, [at(storm, "40")], Content("Theirs.", "60"), version=1, user=other_editor)
    with pytest.raises(Conflict) as conflict:
        rewrite_note(note, [at(storm, "40")], Content("Mine again.", "70"), version=1, user=editor)
    assert conflict.value.note.wording == "Theirs."
    assert words_of(note) == [("", "40", "60")]
    rewrite_note(note, [at(storm, "40")], Content("Both.", "70"), version=2, user=editor)
    assert words_of(note) == [("", "40", "70")]


def test_a_change_that_is_refused_changes_nothing(storm, draft, at, editor):
    note = draft(storm, "40", "50")
    draft(storm, "2021", "2019")
    with pytest.raises(Refusal):
        rewrite_note(note, [at(storm, "14 May 2021")], Content("Wrong.", "then"), version=1, user=editor)
    note.refresh_from_db()
    assert (note.version, words_of(note)) == (1, [("", "40", "50")])


def test_a_note_that_was_published_meanwhile_is_not_changed(storm, draft, publish, editor):
    note = draft(storm, "40", "50")
    publish(note)
    with pytest.raises(Refusal) as refused:
        rewrite_note(note, [], Content("Wrong."), version=1, user=editor)
    assert str(refused.value) == (
        "This note was published meanwhile, and a published note never changes. Amend it instead."
    )


def test_a_note_that_was_deleted_meanwhile_is_not_changed(storm, draft, editor):
    note = draft(storm, "40", "50")
    CorrectionNote.objects.filter(pk=note.pk).delete()
    with pytest.raises(Refusal, match=r"^This draft was deleted meanwhile\."):
        rewrite_note(note, [], Content("Wrong."), version=1, user=editor)


def test_a_draft_tells_its_places_for_the_card(storm, draft, at):
    places = [at(storm, "40", field="title"), at(storm, "40")]
    assert places_of(draft(storm, places, "50")) == (places, "50")
    assert places_of(draft(storm, "1987")) == ([at(storm, "1987")], None)
    assert places_of(draft(storm)) == ([], None)


# The note that has the words already


def test_words_lead_to_the_note_that_replaces_some_of_them(storm, draft, published, at, django_assert_num_queries):
    trees, year = draft(storm, "40 trees", "50 shrubs"), published(storm, "1987", "1986")
    title = draft(storm, at(storm, "40", field="title"), "50")
    places = (at(storm, "felled 40"), at(storm, "1987"), at(storm, "40", field="title"), at(storm, "trees in"))
    assert [note_at(storm, place) for place in places] == [trees, year, title, trees]
    line = at(storm, "felled 40 trees in Harwich, the council")
    with django_assert_num_queries(2):
        assert note_at(storm, line) == trees


def test_words_that_are_free_lead_to_no_note(storm, draft, published, at):
    draft(storm, "40", "50")
    draft(storm, "1987")
    assert [note_at(storm, at(storm, words)) for words in ("felled ", "1987", " trees")] == [None, None, None]
    assert note_at(storm, at(storm, "40", field="title")) is None


def test_amended_words_lead_to_the_newest_note_of_the_chain(storm, draft, published, publish, at):
    first = published(storm, "40", "50")
    second = draft(storm, "40", "60", amends=first)
    assert note_at(storm, at(storm, "40")) == second
    (second,) = publish(second)
    assert note_at(storm, at(storm, "40")) == second
    draft(storm, "1987", "1986", amends=second)
    assert note_at(storm, at(storm, "40")) == second


def test_words_that_a_later_revision_has_right_lead_to_no_note(storm, published, import_text, at):
    published(storm, "1987", "1986")
    import_text("storm", storm.latest_revision.source.replace("1987", "1986"))
    assert note_at(storm, at(storm, "1986")) is None


# Deleting a draft


def test_a_draft_is_deleted_with_its_places(storm, draft):
    note, beside = draft(storm, "40", "50"), draft(storm, "1987", "1986")
    delete_draft(note)
    assert list(storm.notes.all()) == [beside]
    assert list(Span.objects.filter(note__article=storm)) == list(beside.spans.all())
    delete_draft(note)


def test_words_are_free_again_when_their_draft_is_deleted(storm, draft):
    delete_draft(draft(storm, "40", "50"))
    assert words_of(draft(storm, "40 trees", "50 trees")) == [("", "40 trees", "50 trees")]


def test_a_published_note_is_never_deleted(storm, published):
    note = published(storm, "40", "50")
    with pytest.raises(Refusal, match=r"^A published note is never removed\. Amend it instead\.$"):
        delete_draft(note)
    assert list(storm.notes.all()) == [note]
