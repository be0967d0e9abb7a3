"""Carrying: notes go on into the next revision where their words are, and nowhere else."""

import json

import pytest

from corrections.actions.annotate import delete_draft, places_of, rewrite_note
from corrections.actions.content import Content
from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.exports import annotations_of, corrected_markdown
from corrections.models import Article, Proposal, Span, ledger_of


@pytest.fixture
def revise(storm, editor):
    """A function: imports the storm again, with changes to its source or as another text; returns what was done."""

    def revise(*changes, text=None):
        source = storm.latest_revision.source if text is None else text
        for old, new in changes:
            assert source.count(old) == 1
            source = source.replace(old, new)
        return import_article(source.encode(), user=editor, slug="storm")

    return revise


def counts(imported):
    return (imported.carried, imported.incorporated, imported.lost)


def here(note):
    """A note's places in the latest revision."""
    spans = note.spans.filter(revision=note.article.latest_revision)
    return [(span.field, span.quote_exact, span.replacement, span.origin) for span in spans]


def lost(article):
    return [span.quote_exact for span in Span.objects.lost().filter(note__article=article)]


# Carried


@pytest.mark.parametrize("is_published", [True, False])
def test_words_that_stand_as_they_stood_are_carried(storm, draft, published, revise, is_published):
    note = (published if is_published else draft)(storm, "40", "50")
    imported = revise(("lost its roof.", "lost its roof, and its cat."), ("£2", "£3"))
    assert counts(imported) == (1, 0, 0)
    assert here(note) == [("", "40", "50", "carried")]
    assert "felled 50 trees" in corrected_markdown(storm, drafts=True)


def test_words_are_carried_when_all_around_moves(storm, published, revise):
    note = published(storm, "1987", "1986")
    revise(("The storm of", "## What happened\n\nA new first paragraph.\n\nThe storm of"))
    assert here(note) == [("", "1987", "1986", "carried")]
    old, new = note.spans.order_by("pk")
    assert new.carried_from == old
    assert new.source_start == new.revision.source.index("1987")
    assert new.text_start - old.text_start == len("What happened\nA new first paragraph.\n")


def test_every_place_of_a_note_is_carried(storm, draft, revise, at):
    note = draft(storm, [at(storm, "40", field="title"), at(storm, "40"), at(storm, "25")], "50")
    assert counts(revise(("£2", "£3"))) == (3, 0, 0)
    assert [(field, words) for field, words, _, _ in here(note)] == [("title", "40"), ("", "40"), ("", "25")]


def test_words_that_are_only_told_of_are_carried(storm, published, revise):
    note = published(storm, "We were lucky")
    revise(("£2", "£3"))
    assert here(note) == [("", "We were lucky", None, "carried")]


def test_a_note_on_the_whole_article_has_nothing_to_carry(storm, published, revise):
    note = published(storm, kind="editors_note")
    assert counts(revise(("£2", "£3"))) == (0, 0, 0)
    assert ledger_of(storm).notes == (note,)


def test_notes_are_carried_from_revision_to_revision(storm, draft, revise):
    note = draft(storm, "40", "50")
    revise(("£2", "£3"))
    revise(("£3", "£4"))
    assert here(note) == [("", "40", "50", "carried")]
    assert note.spans.count() == 3


def test_a_carried_draft_can_be_changed(storm, draft, revise, editor, at):
    note = draft(storm, "40", "50")
    revise(("£2", "£3"))
    rewrite_note(note, [at(storm, "1987")], Content("Wrong.", "1986"), version=1, user=editor)
    assert here(note) == [("", "1987", "1986", "selected")]
    assert note.spans.count() == 1


# Lost


def test_words_are_carried_among_other_neighbours(storm, published, revise):
    note = published(storm, "40", "50")
    assert counts(revise(("felled 40 trees", "knocked 40 branches"))) == (1, 0, 0)
    assert here(note) == [("", "40", "50", "carried")]


@pytest.mark.parametrize(
    "change",
    [
        ("felled 40 trees", "felled many trees"),
        ("The storm of **14 May 2021** felled 40 trees in Harwich, the council said on Friday.", "It rained."),
    ],
    ids=["other-words", "gone"],
)
def test_words_that_changed_are_lost_and_listed(storm, draft, published, revise, change):
    note, beside = published(storm, "40", "50"), draft(storm, "Jane", "Mary")
    assert counts(revise(change)) == (1, 0, 1)
    assert (here(note), lost(storm)) == ([], ["40"])
    assert here(beside) == [("", "Jane", "Mary", "carried")]


def test_words_that_stand_twice_now_are_lost(storm, published, revise):
    note = published(storm, "1987", "1986")
    line = "It was the worst since 1987, and it cost £2 million."
    assert counts(revise((line, f"{line}\n\n{line}"))) == (0, 0, 1)
    assert here(note) == []


def test_a_field_that_is_gone_loses_its_note(storm, draft, revise, at):
    note = draft(storm, at(storm, "Ada Byron", field="author"), "Ada Lovelace")
    assert counts(revise(("author: Ada Byron\n", ""))) == (0, 0, 1)
    assert here(note) == []


def test_a_replacement_that_no_longer_holds_is_lost_alone(import_text, draft, editor):
    article = import_text("lines", "It was Jane\nSmith who came, on a fine day in the spring of 1987.\n")
    note, beside = draft(article, "Jane\nSmith", "Mary"), draft(article, "1987", "1986")
    # The same words, but in two paragraphs now.
    split = article.latest_revision.source.replace("Jane\n", "Jane\n\n")
    assert counts(import_article(split.encode(), user=editor, slug="lines")) == (1, 0, 1)
    assert (here(note), here(beside)) == ([], [("", "1987", "1986", "carried")])


def test_what_is_lost_is_found_when_its_words_come_back(storm, published, revise):
    note, first = published(storm, "40", "50"), storm.latest_revision.source
    revise(("felled 40 trees", "felled many trees"))
    assert lost(storm) == ["40"]
    assert counts(revise(text=first.replace("£2", "£3"))) == (1, 0, 0)
    assert here(note) == [("", "40", "50", "carried")]


def test_what_was_lost_long_ago_is_looked_for_in_its_own_words(storm, published, revise):
    """Offsets of an old revision say nothing in a newer one."""
    note = published(storm, "40", "50")
    published(storm, "1987", "19860")
    revise(
        (
            "The storm of **14 May 2021** felled 40 trees in Harwich, the council said on Friday.",
            "A gale of **14 May 2021** felled trees in Harwich and beyond it; the council said so on Friday.",
        )
    )
    assert lost(storm) == ["40"]
    revise(("beyond it;", "beyond;"))
    assert (here(note), lost(storm)) == ([], ["40"])


def test_a_draft_that_lost_a_place_twice_can_be_changed_and_deleted(storm, draft, revise, editor, at):
    note = draft(storm, ["40", "Jane"], "x")
    revise(("£2", "£3"))
    revise(("felled 40 trees", "felled many trees"))
    assert [words for _, words, _, _ in here(note)] == ["Jane"]
    rewrite_note(note, places_of(note)[0], Content("Wrong.", "y"), version=1, user=editor)
    assert (here(note), lost(storm)) == ([("", "Jane", "y", "selected")], ["40"])
    delete_draft(note)
    assert not Span.objects.filter(note__article=storm).exists()


# Proposed


def proposals(article):
    """The words that are proposed for each lost place, by its own, with how sure they are."""
    spans = Span.objects.filter(note__article=article, proposal__isnull=False).select_related("proposal__revision")
    return [
        (span.quote_exact, text[span.proposal.text_start : span.proposal.text_end], span.proposal.certainty)
        for span in spans
        for text in [span.proposal.revision.rendering.texts()[span.proposal.field]]
    ]


def test_words_that_became_others_are_proposed_where_they_stood(storm, published, draft, revise, at):
    published(storm, "40", "50")
    draft(storm, at(storm, "fells", field="title"), "fell")
    imported = revise(("felled 40 trees", "felled some thirty trees"), ("Storm fells", "Storm takes"))
    assert (counts(imported), imported.proposed) == ((0, 0, 2), 2)
    assert proposals(storm) == [("40", "some thirty", "changed"), ("fells", "takes", "changed")]


def test_each_revision_proposes_anew(storm, published, revise):
    published(storm, "40", "50")
    first = storm.latest_revision.source
    revise(("felled 40 trees", "felled some thirty trees"))
    revise(("£2", "£3"))
    assert proposals(storm) == [("40", "some thirty", "changed")]
    assert Proposal.objects.get().revision == storm.latest_revision
    revise(text=first.replace("£2", "£4"))
    assert (proposals(storm), lost(storm)) == ([], [])


def test_what_an_amended_note_lost_is_proposed_to_nobody(storm, published, revise):
    published(storm, "1987", "1986", amends=published(storm, "40", "50"))
    assert revise(("felled 40 trees", "felled many trees")).proposed == 0
    assert proposals(storm) == []


def test_a_replacement_that_no_longer_holds_is_shown_where_its_words_are(import_text, draft, editor):
    article = import_text("lines", "It was Jane\nSmith who came, on a fine day in the spring of 1987.\n")
    draft(article, "Jane\nSmith", "Mary")
    split = article.latest_revision.source.replace("Jane\n", "Jane\n\n")
    assert import_article(split.encode(), user=editor, slug="lines").proposed == 1
    assert proposals(article) == [("Jane\nSmith", "Jane\nSmith", "same")]


# Put right by hand


@pytest.mark.parametrize(
    ("words", "right", "change"),
    [
        ("40", "50", ("felled 40 trees in Harwich", "brought down 50 old trees in Harwich")),
        ("the worst", "not the worst", ("It was the worst since", "It was not the worst storm since")),
        ("1987", "the 1980s", ("since 1987, and", "since the 1980s, they say, and")),
        ("“We were lucky,” she", "“They were lucky,” she", ("“We were lucky,” she", '"They were lucky," she')),
        ("£2 million", "£20", ("cost £2 million", "has cost £20")),
    ],
)
def test_right_words_that_came_with_other_changes_are_put_right(storm, published, draft, revise, words, right, change):
    note, beside = published(storm, words, right), draft(storm, "Jane", "Mary")
    imported = revise(change, ("the crews.", "the crews, and all others."))
    assert (counts(imported), imported.proposed) == ((1, 1, 0), 0)
    assert [(field, origin) for field, _, _, origin in here(note)] == [("", "incorporated")]
    assert here(note)[0][1].replace('"', "”") == right.replace("“", "”")
    assert here(beside) == [("", "Jane", "Mary", "carried")]


def test_a_draft_whose_right_words_stand_there_is_put_right(storm, draft, revise):
    note = draft(storm, "£2 million", "£20")
    assert counts(revise(("it cost £2 million", "it has cost £20"))) == (0, 1, 0)
    assert here(note) == [("", "£20", "£20", "incorporated")]


def test_signs_count_where_they_are_all_that_is_set_right(import_text, published, editor):
    article = import_text("signs", "The years 1914-1918 were years of war, and nobody had seen it coming.\n")
    note = published(article, "1914-1918", "1914–1918")
    again = article.latest_revision.source.replace("nobody", "few")
    assert counts(import_article(again.encode(), user=editor, slug="signs")) == (1, 0, 0)
    assert counts(import_article(again.replace("-", "–").encode(), user=editor, slug="signs")) == (0, 1, 0)
    assert here(note) == [("", "1914–1918", "1914–1918", "incorporated")]


def test_words_that_were_deleted_by_hand_are_put_right(storm, published, revise):
    note = published(storm, ", the council said on Friday", "")
    assert counts(revise((", the council said on Friday", ""), ("£2", "£3"))) == (0, 1, 0)
    assert here(note) == [("", "Harwich", "", "incorporated")]


def test_words_that_were_to_go_and_became_others_are_not_put_right(storm, published, revise):
    published(storm, ", the council said on Friday", "")
    imported = revise((", the council said on Friday", ", officials told us"), ("£2", "£3"))
    assert (counts(imported), lost(storm)) == ((0, 0, 1), [", the council said on Friday"])


# Amended


def test_an_amendment_and_what_it_amends_are_both_carried(storm, published, revise):
    first = published(storm, "40", "50")
    second = published(storm, "40 trees", "60 trees", amends=first)
    third = published(storm, "40", "70", amends=second)
    assert counts(revise(("£2", "£3"))) == (1, 0, 0)
    assert [here(note) for note in (first, second, third)] == [
        [("", "40", "50", "carried")],
        [("", "40 trees", "60 trees", "carried")],
        [("", "40", "70", "carried")],
    ]
    assert "felled 70 trees" in corrected_markdown(storm)


def test_what_an_amended_note_lost_is_nobodys_loss(storm, published, revise):
    first = published(storm, "40", "50")
    published(storm, "1987", "1986", amends=first)
    assert counts(revise(("felled 40 trees", "felled many trees"))) == (1, 0, 0)
    assert Article.objects.with_desk_counts().get(pk=storm.pk).lost_count == 0


def test_an_amendment_that_is_a_draft_is_carried_beside_what_it_amends(storm, draft, published, revise):
    first = published(storm, "40", "50")
    second = draft(storm, "40", "60", amends=first)
    assert counts(revise(("£2", "£3"))) == (1, 0, 0)
    assert (here(first), here(second)) == ([("", "40", "50", "carried")], [("", "40", "60", "carried")])


# Our own export, come back


def test_our_own_export_come_back_is_put_right_already(storm, published, draft, revise, at):
    notes = [
        published(storm, "40", "50"),
        published(storm, [at(storm, "Harwich", field="title"), at(storm, "Harwich")], "Ipswich"),
        published(storm, "the worst", "not the worst"),
        published(storm, ", the council said on Friday", ""),
        published(storm, "lucky"),
        published(storm, kind="editors_note"),
    ]
    exported = corrected_markdown(storm)
    imported = revise(text=exported)
    assert counts(imported) == (1, 5, 0)
    assert corrected_markdown(storm) == exported
    assert [[(field, words, origin) for field, words, _, origin in here(note)] for note in notes] == [
        [("", "50", "incorporated")],
        [("title", "Ipswich", "incorporated"), ("", "Ipswich", "incorporated")],
        [("", "not the worst", "incorporated")],
        [("", "Ipswich", "incorporated")],  # deleted words leave the word before them
        [("", "lucky", "carried")],
        [],
    ]


def test_our_own_export_come_back_is_the_same_ever_after(storm, published, revise):
    published(storm, "40", "50")
    exported = corrected_markdown(storm)
    for _ in range(3):
        revise(text=exported)
        assert corrected_markdown(storm) == exported
    assert storm.revisions.count() == 2


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("tail", ["", "\n", "\n\n\n"])
def test_the_export_of_an_imported_export_is_that_export(import_text, published, editor, newline, tail):
    source = f"\ufeff---\ntitle: 'A gale'  # loud\n---\n\nIt blew in 2021.  \n\tAnd how{tail}".replace("\n", newline)
    article = import_text("gale", source)
    published(article, "2021", "2019")
    exported = corrected_markdown(article)
    import_article(exported.encode(), user=editor, slug="gale")
    assert corrected_markdown(article) == exported
    import_article(exported.encode(), user=editor, slug="another")
    assert corrected_markdown(Article.objects.get(slug="another")) == exported


def test_a_sample_comes_back_as_it_went(sample, editor):
    for slug in ("leap-second-vote", "utf-8-story", "voyager-golden-record"):
        article = sample(slug)
        exported = corrected_markdown(article)
        before = Span.objects.filter(note__in=article.notes.effective()).count()
        imported = import_article(exported.encode(), user=editor, slug=slug)
        assert (imported.lost, imported.revision.own_erratum, proposals(article)) == (0, True, [])
        assert corrected_markdown(article) == exported
        assert exported.count("<!-- erratum:begin -->") == 1
        led_on = Span.objects.filter(note__in=article.notes.effective(), revision=imported.revision)
        assert led_on.count() == before
        # What only comments on words has nothing to put right.
        for span in led_on:
            assert span.origin == ("carried" if span.replacement is None else "incorporated")


def test_our_own_export_pasted_without_a_name_is_known_by_its_title(import_text, published, editor):
    article = import_text("a-gale", "---\ntitle: A gale\n---\nIt blew in 2021.\n")
    published(article, "2021", "2019")
    exported = corrected_markdown(article)
    imported = import_article(exported.encode(), user=editor)
    assert (imported.article, imported.revision.own_erratum) == (article, True)
    assert corrected_markdown(article) == exported


def test_a_draft_beside_the_corrections_is_carried_into_their_export(storm, published, draft, revise):
    published(storm, "40", "forty-five")
    beside, told = draft(storm, "trees", "elms"), draft(storm, "felled 40 trees in")
    assert counts(revise(text=corrected_markdown(storm))) == (2, 1, 0)
    assert here(beside) == [("", "trees", "elms", "carried")]
    assert here(told)[0][:2] == ("", "felled forty-five trees in")


def test_new_notes_on_our_own_export_are_added_to_its_block(storm, published, revise):
    published(storm, "40", "50", wording="It was 50.")
    revise(text=corrected_markdown(storm))
    published(storm, "1987", "1986", wording="It was 1986.")
    exported = corrected_markdown(storm)
    assert exported.count("<!-- erratum:begin -->") == exported.count("\ncorrected: ") == 1
    assert "felled 50 trees" in exported
    assert "since 1986" in exported
    assert exported.index("It was 1986.") > exported.index("It was 50.")


def test_an_amendment_that_is_a_draft_is_carried_into_the_export_of_what_it_amends(storm, published, draft, revise):
    amendment = draft(storm, "40 trees", "60 elms", amends=published(storm, "40", "50"))
    gone = draft(storm, "on Friday", "on Monday", amends=published(storm, ", the council said on Friday", ""))
    assert counts(revise(text=corrected_markdown(storm))) == (1, 0, 1)
    assert (here(amendment), here(gone)) == ([("", "50 trees", "60 elms", "carried")], [])


def test_what_the_newsroom_put_right_itself_is_put_right_already(storm, published, revise):
    """Without our block: somebody copied the right words into their file."""
    note = published(storm, "14 May 2021", "14 May 2019")
    assert counts(revise(("14 May 2021", "14 May 2019"), ("£2", "£3"))) == (0, 1, 0)
    assert here(note) == [("", "14 May 2019", "14 May 2019", "incorporated")]


def test_an_amended_note_is_put_right_with_what_amends_it(storm, published, revise):
    first = published(storm, "40", "50")
    second = published(storm, "40", "60", amends=first)
    exported = corrected_markdown(storm)
    assert counts(revise(text=exported)) == (0, 1, 0)
    assert here(second) == [("", "60", "60", "incorporated")]
    assert corrected_markdown(storm) == exported


def test_what_is_put_right_already_can_be_amended(storm, published, revise, draft, publish):
    first = published(storm, "40", "50")
    gone = published(storm, ", the council said on Friday", "")
    revise(text=corrected_markdown(storm))
    (place,), replacement = places_of(first)
    assert (place.exact, replacement) == ("50", None)
    amendment = publish(draft(storm, place, "60", amends=first))[0]
    assert here(amendment) == [("", "50", "60", "selected")]
    assert "felled 60 trees" in corrected_markdown(storm)
    (place,), replacement = places_of(gone)
    assert (place.exact, replacement) == ("Harwich", None)


def test_what_is_put_right_already_can_still_be_withheld(storm, published, revise, draft):
    first = published(storm, "Jane Smith", "Jane Doe", withheld=True)
    revise(text=corrected_markdown(storm))
    (place,), _ = places_of(first)
    assert draft(storm, place, "Jane Doe", withheld=True, amends=first).withheld


def test_a_block_that_this_desk_does_not_know_is_text(storm, published, import_text, revise):
    block = "<!-- erratum:begin -->\n\n## Corrections\n\n**Correction no. 1:** It did not.\n\n<!-- erratum:end -->\n"
    foreign = f"It rained.\n\n\n{block}"
    article = import_text("rain", foreign)
    assert not article.latest_revision.own_erratum
    assert corrected_markdown(article) == foreign
    published(article, "rained", "snowed", wording="It snowed.")
    exported = corrected_markdown(article)
    assert exported.count("<!-- erratum:begin -->") == 2
    assert exported.startswith(foreign.replace("rained", "snowed"))


def test_the_export_in_another_article_keeps_its_block_as_text(storm, published, import_text, revise):
    published(storm, "40", "50")
    exported = corrected_markdown(storm)
    other = import_text("another-storm", exported)
    assert not other.latest_revision.own_erratum
    assert corrected_markdown(other) == exported


def test_markers_inside_code_are_no_block(import_text, published):
    source = "A block looks like this:\n\n\n    <!-- erratum:begin -->\n\n    <!-- erratum:end -->\n"
    article = import_text("manual", source)
    published(article, "block", "erratum")
    assert corrected_markdown(article).count("\n<!-- erratum:begin -->\n") == 1


def test_notes_of_our_own_annotations_come_back_as_known(storm, published, draft, editor, noon):
    published(storm, "40", "50")
    draft(storm, "1987", "1986")
    told = annotations_of(storm, drafts=True).encode()
    imported = import_corrections(storm, told, user=editor, now=noon)
    assert (imported.notes, imported.known) == ((), 2)


@pytest.mark.parametrize(
    ("source", "words", "right"),
    [
        ("It is open", "open", "open today"),
        ("Ann\n", "Ann", "Annabel"),
        ("Mayor resigns\n", "Mayor", "Former Mayor"),
        ("Former Mayor resigns\n", "Former Mayor", "Mayor"),
    ],
)
def test_right_words_that_hold_the_old_ones_are_not_applied_twice(import_text, published, editor, source, words, right):
    article = import_text("short", source)
    published(article, words, right, wording=f"An earlier version said {words}. It is {right}.")
    exported = corrected_markdown(article)
    assert import_article(exported.encode(), user=editor, slug="short").incorporated == 1
    assert corrected_markdown(article) == exported


def test_an_error_that_comes_back_with_an_older_text_is_put_right_again(storm, published, editor, import_text):
    older = storm.latest_revision.source
    published(storm, "40", "50")
    published(storm, "1987", "1986")
    corrected = corrected_markdown(storm)
    import_article(corrected.encode(), user=editor, slug="storm")
    again = import_article(older.encode(), user=editor, slug="storm")
    assert (again.carried, again.incorporated, again.lost) == (2, 0, 0)
    assert corrected_markdown(storm) == corrected


@pytest.mark.parametrize(
    ("field", "words", "right", "kept"),
    [("", "40 trees fell.", "  50  oaks ", "50  oaks"), ("#link.1.href", "/a_b", "trail ", "trail")],
)
def test_right_words_that_were_sent_with_white_space_around_them_are_known_in_the_export(
    import_text, editor, noon, field, words, right, kept
):
    article = import_text("gale", "A gale blew.\n\n40 trees fell.\n\nSee [it](/a_b) in May.\n")
    selector = {"type": "TextQuoteSelector", "exact": words}
    if field:
        selector = {"type": "FragmentSelector", "value": field, "refinedBy": selector}
    bodies = {"commenting": "It said otherwise.", "editing": right}
    told = {
        "type": "Annotation",
        "body": [{"type": "TextualBody", "purpose": purpose, "value": value} for purpose, value in bodies.items()],
        "target": [{"source": "x", "selector": [selector]}],
    }
    import_corrections(article, json.dumps(told).encode(), user=editor, publish=True, now=noon)
    exported = corrected_markdown(article)
    assert counts(import_article(exported.encode(), user=editor, slug="gale")) == (0, 1, 0)
    assert article.latest_revision.spans.get().quote_exact == kept
    assert corrected_markdown(article) == exported
