"""What may never be untrue of an article, a note, a source or a span, whichever way it is written."""

import hashlib
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from corrections.models import (
    Article,
    CorrectionNote,
    EventState,
    Kind,
    NoteEvent,
    Origin,
    Rendering,
    Revision,
    Source,
    Status,
)
from corrections.text import Quote, SafeHtml, SourceRange, Splice, TextRange, render_inline

# Articles


def test_two_articles_have_two_slugs(storm, others, change, refused):
    with refused("corrections_article_slug" if connection.vendor == "postgresql" else "corrections_article.slug"):
        change(storm.article, {"slug": others.slug})


def test_an_article_has_a_slug(storm, change, refused):
    with refused("article_has_a_slug"):
        change(storm.article, {"slug": ""})


def test_an_article_has_a_language(storm, change, refused):
    with refused("article_has_a_language"):
        change(storm.article, {"language": ""})


def test_a_published_article_knows_by_whom(storm, grace, change, refused, noon):
    for values in ({"published_at": noon}, {"published_by": grace}):
        with refused("article_published_knows_by_whom"):
            change(Article.objects.get(pk=storm.article_id), values)
    change(storm.article, {"published_at": noon, "published_by": grace})
    assert Article.objects.published().get() == storm.article


# Revisions and renderings


def test_a_revision_number_is_unique_in_its_article(storm, ada, refused):
    with refused("revision_number_is_unique_in_its_article"):
        Revision.objects.create(article=storm.article, number=1, source="Again.\n", imported_by=ada)


def test_two_articles_both_have_a_first_revision(storm, others):
    assert [storm.number, others.revisions.first().number] == [1, 1]


def test_revisions_are_counted_from_one(storm, ada, refused):
    with refused("revision_number_starts_at_one"):
        Revision.objects.create(article=storm.article, number=0, source="Before.\n", imported_by=ada)


def test_a_revision_knows_the_digest_of_its_bytes(import_text):
    source = "\ufeff# Über\r\n\r\n🐦\tand trailing  \r\n"
    revision = import_text("birds", source)
    revision.refresh_from_db()
    assert revision.source == source
    assert revision.sha256 == hashlib.sha256(source.encode()).hexdigest()


def test_a_revision_without_its_digest_is_refused(storm, ada, refused):
    with refused("revision_sha256_has_64_digits"):
        Revision.objects.bulk_create([Revision(article=storm.article, number=2, source="New.\n", imported_by=ada)])


def test_a_renderer_renders_a_revision_once(storm, refused):
    for renderer in ("1", "2"):
        Rendering.objects.create(revision=storm, renderer=renderer, html=SafeHtml("<p>The storm</p>"))
    with refused("rendering_is_made_once_a_renderer"):
        Rendering.objects.create(revision=storm, renderer="2", html=SafeHtml("<p>The storm</p>"))


def test_html_that_was_not_sanitised_is_not_kept(storm, change):
    with pytest.raises(TypeError, match="html keeps SafeHtml, not str"), transaction.atomic():
        Rendering.objects.create(revision=storm, renderer="1", html="<script>")
    rendering = Rendering.objects.create(revision=storm, renderer="1", html=SafeHtml("<p>The storm</p>"))
    with pytest.raises(TypeError, match="html keeps SafeHtml, not str"), transaction.atomic():
        change(rendering, {"html": SafeHtml("<p>") + "<script>"})


def test_html_that_was_kept_is_safe_when_it_comes_back(storm):
    Rendering.objects.create(revision=storm, renderer="1", html=SafeHtml("<p>The storm</p>"), fields=[["title", "T"]])
    kept = storm.renderings.get()
    assert type(kept.html) is SafeHtml
    assert (kept.html, kept.fields) == ("<p>The storm</p>", [["title", "T"]])


# Notes


def test_a_published_note_knows_its_number_when_and_by_whom(draft, grace, change, refused, noon):
    values = {"status": Status.PUBLISHED, "number": 1, "published_at": noon, "publisher": grace}
    for missing in ("number", "published_at", "publisher"):
        with refused("note_published_knows_when_and_by_whom"):
            change(CorrectionNote.objects.get(pk=draft.pk), values | {missing: None})


def test_a_draft_has_no_number_yet_and_nobody_published_it(draft, grace, change, refused, noon):
    for status in (Status.DRAFT, Status.SUBMITTED, Status.RETURNED):
        for values in ({"number": 1}, {"published_at": noon}, {"publisher": grace}):
            with refused("note_published_knows_when_and_by_whom"):
                change(CorrectionNote.objects.get(pk=draft.pk), values | {"status": status})


def test_a_published_note_has_its_wording(draft, grace, change, refused, noon):
    with refused("note_published_has_its_wording"):
        change(
            draft,
            {"wording": "", "status": Status.PUBLISHED, "number": 1, "published_at": noon, "publisher": grace},
        )


def test_a_draft_may_still_lack_its_wording(draft, change):
    change(draft, {"wording": ""})


def test_a_note_number_is_unique_in_its_article(published, draft, grace, change, refused, noon):
    values = {"status": Status.PUBLISHED, "number": published.number, "published_at": noon, "publisher": grace}
    with refused("note_number_is_unique_in_its_article"):
        change(draft, values)


def test_the_ledger_of_each_article_begins_at_one(published, others):
    assert [published.number, others.notes.published().first().number] == [1, 1]


def test_notes_are_counted_from_one(draft, grace, change, refused, noon):
    with refused("note_number_starts_at_one"):
        change(draft, {"status": Status.PUBLISHED, "number": 0, "published_at": noon, "publisher": grace})


def test_a_removal_is_withheld(draft, change, refused):
    with refused("note_removal_is_withheld"):
        change(draft, {"kind": Kind.REMOVAL})
    change(draft, {"kind": Kind.REMOVAL, "withheld": True})


def test_a_note_is_amended_once_published(published, write_note, publish, grace, change, refused, noon):
    first, second = (write_note(published.article, amends=published) for _ in range(2))
    publish(first)
    with refused("note_is_amended_once_published"):
        change(second, {"status": Status.PUBLISHED, "number": 3, "published_at": noon, "publisher": grace})


def test_an_imported_annotation_is_known_by_its_id_in_its_article(storm, others, write_note, refused):
    write_note(storm.article, external_id="https://example.org/anno/1")
    write_note(others, external_id="https://example.org/anno/1").delete()
    with refused("note_external_id_is_unique_in_its_article"):
        write_note(storm.article, external_id="https://example.org/anno/1")


def test_two_notes_have_two_uids(storm, write_note, refused):
    uid = uuid4()
    write_note(storm.article, uid=uid)
    with refused("corrections_correctionnote_uid" if connection.vendor == "postgresql" else "correctionnote.uid"):
        write_note(storm.article, uid=uid)


def test_a_note_speaks_the_newsrooms_words(draft, change, refused):
    for field, value in {"kind": "recast", "severity": "dire", "error_type": "typo", "status": "deleted"}.items():
        with refused(f"note_{field}_is_known"):
            change(CorrectionNote.objects.get(pk=draft.pk), {field: value})


def test_the_wording_becomes_html_when_it_is_saved(draft):
    assert draft.wording_html == render_inline("It was 2019, not 2021.")
    draft.wording = "It was *2018*. <script>alert(1)</script>"
    draft.save(update_fields=["wording", "version"])
    draft.refresh_from_db()
    assert draft.wording_html == render_inline(draft.wording)
    assert type(draft.wording_html) is SafeHtml
    assert "<script" not in draft.wording_html


def test_the_html_of_the_wording_stays_when_something_else_is_saved(draft):
    draft.memo, draft.wording = "rang the harbour", "not saved"
    draft.save(update_fields=["memo"])
    draft.refresh_from_db()
    assert (draft.memo, draft.wording_html) == ("rang the harbour", render_inline("It was 2019, not 2021."))


def test_the_form_says_what_a_note_lacks(draft):
    draft.kind = Kind.REMOVAL
    with pytest.raises(ValidationError, match="What is removed is withheld"):
        draft.full_clean()


# Sources


def test_a_source_has_an_address_or_a_title(draft, change, refused):
    with refused("source_has_address_or_title"):
        change(draft.sources.get(position=1), {"title": "", "url": ""})


def test_a_source_lies_on_the_web(draft, change, refused):
    for url in ("javascript:alert(1)", "ftp://example.org/", "data:text/html,x", " https://example.org/"):
        with refused("source_address_is_on_the_web"):
            change(draft.sources.get(position=1), {"url": url})
        with pytest.raises(ValidationError):
            Source(note=draft, url=url).full_clean()


def test_a_source_has_an_address_in_capitals_too(draft, change):
    change(draft.sources.get(position=1), {"url": "HTTPS://EXAMPLE.ORG/"})


# Spans


def test_a_span_is_not_empty(draft, change, refused):
    span = draft.spans.get()
    with refused("span_is_not_empty", "span_quote_is_as_long_as_its_text"):
        change(span, {"text_end": span.text_start})
    with refused("span_is_not_empty"):
        change(draft.spans.get(), {"text_end": span.text_start, "quote_exact": ""})


def test_a_span_has_a_source_that_is_not_empty(draft, change, refused):
    span = draft.spans.get()
    with refused("span_source_is_not_empty"):
        change(span, {"source_end": span.source_start})


def test_a_span_is_sealed_by_a_quote_of_its_own_length(draft, change, refused):
    for words in ("", "202", "2021 "):
        with refused("span_quote_is_as_long_as_its_text"):
            change(draft.spans.get(), {"quote_exact": words})


def test_a_quote_is_as_long_as_its_code_points(import_text, write_note, mark_span):
    revision = import_text("birds", "# 🐦🐦 Üb\n")
    span = mark_span(write_note(revision.article), revision, "🐦🐦 Ü")
    assert len(span.text_range) == 4


def test_a_replacement_has_its_splices(draft, change, refused):
    with refused("span_replacement_has_its_splices"):
        change(draft.spans.get(), {"splices": []})
    with refused("span_replacement_has_its_splices"):
        change(draft.spans.get(), {"replacement": None})
    change(draft.spans.get(), {"replacement": None, "splices": []})


def test_words_can_be_deleted(draft, change):
    change(draft.spans.get(), {"replacement": "", "splices": [[17, 22, ""]]})


def test_words_that_the_newsroom_put_right_itself_need_no_splices(published, import_text, carry_span):
    revision = import_text("storm", "# The storm\n\nThe storm of 2019.\n")
    span = carry_span(
        published.spans.get(), revision, words="2019", replacement="2019", origin=Origin.INCORPORATED, splices=[]
    )
    assert span.splices == []


def test_a_carried_span_knows_where_from(draft, change, refused):
    for origin in (Origin.CARRIED, Origin.PLACED, Origin.INCORPORATED):
        with refused("span_carried_knows_where_from"):
            change(draft.spans.get(), {"origin": origin})


def test_a_new_span_comes_from_nowhere(draft, import_text, carry_span, refused):
    revision = import_text("storm", "# The storm\n\nIn 2021.\n")
    for origin in (Origin.SELECTED, Origin.IMPORTED):
        with refused("span_carried_knows_where_from"):
            carry_span(draft.spans.get(), revision, origin=origin)


def test_a_span_came_from_somewhere_known(draft, change, refused):
    with refused("span_origin_is_known"):
        change(draft.spans.get(), {"origin": "guessed"})


def test_a_span_is_carried_once(published, import_text, carry_span, refused):
    second = import_text("storm", "# The storm\n\nIn 2021.\n")
    third = import_text("storm", "# The storm\n\nIt was 2021.\n")
    span = published.spans.get()
    carry_span(span, second)
    with refused("carried_from_id"):
        carry_span(span, third)


def test_a_span_gives_its_ranges_as_the_library_takes_them(draft):
    span = draft.spans.get()
    assert span.text_range == TextRange(26, 30)
    assert span.source_range == SourceRange(26, 30)
    assert span.quote == Quote("2021")
    assert span.proven_splices == (Splice(SourceRange(4, 8), "2019"),)


# Events


def test_what_happens_to_a_note_is_known(draft, ada, refused):
    with refused("event_state_is_known"):
        NoteEvent.objects.create(note=draft, state="forgotten", by=ada)
    assert set(EventState.values) >= set(Status.values) - {"draft"}
