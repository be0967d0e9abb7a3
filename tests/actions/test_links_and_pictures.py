"""Notes on where links lead and on what pictures say: drafted, refused, amended, placed again."""

import pytest

from corrections.actions import Refusal
from corrections.actions.annotate import Place, draft_note, note_at
from corrections.actions.content import Content
from corrections.actions.import_article import import_article
from corrections.actions.place import place_span
from corrections.exports import corrected_markdown
from corrections.models import CorrectionNote, Origin, Span

OLD, NEW = "https://old.example/a", "https://new.example/b"
SOURCE = f"""# The paper

It says so [here]({OLD}), and [there][r], and in [the register][r].

![A dog](dog.jpg)

[r]: {OLD}
"""
HERE, THERE, REGISTER = "#link.1.href", "#link.2.href", "#link.3.href"


@pytest.fixture
def paper(import_text):
    return import_text("paper", SOURCE)


def place(field, exact=OLD, start=0):
    return Place(field, start, start + len(exact), exact)


def told(article, places, replacement, user):
    content = Content(wording="It led elsewhere, and now leads there.", replacement=replacement)
    return draft_note(article, places, content, user=user)[1]


def test_a_note_on_a_link_keeps_its_field_its_seal_and_its_splice(paper, draft):
    span = draft(paper, place(HERE), NEW).spans.get()
    start = SOURCE.index(OLD)
    assert (span.field, span.quote_exact, span.replacement) == (HERE, OLD, NEW)
    assert (span.source_start, span.source_end) == (start, start + len(OLD))
    assert span.splices == [[start, start + len(OLD), NEW]]


def test_an_address_is_kept_without_the_white_space_that_was_pasted_with_it(paper, draft):
    assert draft(paper, place(HERE), f" {NEW}\n").spans.get().replacement == NEW
    assert draft(paper, place("#image.1.alt", "dog", start=2), "dog ").spans.get().replacement == "dog "


def test_an_address_that_runs_is_refused_and_nothing_is_kept(paper, draft):
    notes = CorrectionNote.objects.count()
    with pytest.raises(Refusal, match="no address that a page may lead to"):
        draft(paper, place(HERE), "javascript:alert(1)")
    with pytest.raises(Refusal, match="Type the right address"):
        draft(paper, place(HERE), "")
    assert CorrectionNote.objects.count() == notes


def test_the_editor_is_told_that_other_links_share_the_address(paper, editor):
    (warning,) = told(paper, [place(THERE)], NEW, editor)
    assert warning.startswith("The address of “there” is defined once for several links.")
    assert told(paper, [place(HERE)], NEW, editor) == ()


def test_several_links_are_corrected_by_one_note(paper, published):
    published(paper, [place(HERE), place(THERE), place(REGISTER)], NEW)
    assert f"[here]({NEW}), and [there]({NEW}), and in [the register]({NEW})." in corrected_markdown(paper)


def test_words_and_target_of_a_link_have_a_note_each(paper, published):
    published(paper, place(HERE), NEW)
    published(paper, "here", "in print")
    assert f"[in print]({NEW})" in corrected_markdown(paper)


def test_a_second_note_on_the_same_target_opens_the_first(paper, draft):
    first = draft(paper, place(HERE), NEW)
    assert note_at(paper, place(HERE, "old", start=8)) == first
    assert note_at(paper, place(THERE)) is None
    with pytest.raises(Refusal, match="Another note already replaces"):
        draft(paper, place(HERE, "old", start=8), "new")


def test_an_amendment_takes_the_target_over(paper, published, draft, publish):
    first = published(paper, place(HERE), NEW)
    publish(draft(paper, place(HERE), "https://third.example/", amends=first))
    assert "[here](https://third.example/)" in corrected_markdown(paper)


def test_a_lost_link_is_placed_on_another(paper, published, editor):
    note = published(paper, place(HERE), NEW)
    source = SOURCE.replace(f"[here]({OLD})", "[here](https://other.example/)")
    import_article(source.encode(), user=editor, slug="paper")
    (lost,) = Span.objects.lost().filter(note=note)
    placed = place_span(lost, place(HERE, "https://other.example/"), user=editor).span
    assert (placed.field, placed.origin) == (HERE, Origin.PLACED)
    assert f"[here]({NEW})" in corrected_markdown(paper)


def test_a_revision_that_was_read_before_links_had_fields_has_them_too(paper, draft):
    rendering = paper.latest_revision.rendering
    rendering.fields = [["#image.1.alt", "a key that is spelled like one"]]
    rendering.save()
    assert draft(paper, place("#image.1.alt", "A dog"), "A cat").spans.get().quote_exact == "A dog"
