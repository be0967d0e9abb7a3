"""The named questions that the desk and the pages ask, each among articles and notes that are not meant."""

from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from corrections.models import Article, CorrectionNote, Kind, Origin, Place, Revision, Severity, Span, Status


@pytest.fixture
def second(import_text):
    def second(source="# The storm\n\nIn 2021 a storm came.\n", **more):
        return import_text("storm", source, **more)

    return second


# Notes


def test_drafts_are_all_that_is_not_published(storm, write_note, published):
    drafts = [write_note(storm.article, status=status) for status in ("draft", "submitted", "returned")]
    assert list(storm.article.notes.drafts()) == drafts
    assert list(storm.article.notes.published()) == [published]


def test_the_effective_note_is_the_newest_of_its_chain(storm, published, write_note, publish):
    alone = publish(write_note(storm.article))
    amendment = publish(write_note(storm.article, amends=published))
    last = publish(write_note(storm.article, amends=amendment))
    write_note(storm.article, amends=last)
    assert list(storm.article.notes.effective()) == [alone, last]
    assert list(storm.article.notes.superseded()) == [published, amendment]
    assert list(storm.article.notes.published()) == [published, alone, amendment, last]


def test_a_draft_of_an_amendment_supersedes_nothing(published, write_note):
    write_note(published.article, amends=published)
    assert list(published.article.notes.effective()) == [published]


@pytest.mark.parametrize(
    ("kind", "severity", "place"),
    [
        (Kind.CORRECTION, Severity.MINOR, Place.INLINE),
        (Kind.CORRECTION, Severity.STANDARD, Place.INLINE),
        (Kind.CORRECTION, Severity.SERIOUS, Place.TOP),
        (Kind.CLARIFICATION, Severity.SERIOUS, Place.FOOT),
        (Kind.UPDATE, Severity.STANDARD, Place.FOOT),
        (Kind.EDITORS_NOTE, Severity.MINOR, Place.TOP),
        (Kind.MINOR_FIX, Severity.SERIOUS, Place.FOOT),
        (Kind.CONCERN, Severity.MINOR, Place.TOP),
        (Kind.RETRACTION, Severity.MINOR, Place.TOP),
        (Kind.REMOVAL, Severity.STANDARD, Place.TOP),
    ],
)
def test_a_notice_stands_where_its_kind_and_then_its_severity_say(kind, severity, place):
    assert kind.placement(severity) is place
    assert CorrectionNote(kind=kind.value, severity=severity.value).placement is place


def test_every_kind_has_a_place_and_a_label_for_readers():
    assert [kind.label for kind in Kind] == [
        "Correction",
        "Clarification",
        "Update",
        "Editor's note",
        "Minor fix",
        "Under review",
        "Retraction",
        "Editor's note: content removed",
    ]
    assert all(kind.placement(severity) in Place for kind in Kind for severity in Severity)


def test_a_note_is_told_by_its_kind_and_number(published, draft):
    assert [str(published), str(draft)] == ["Correction no. 1", "Correction, draft"]
    assert [published.is_published, draft.is_published] == [True, False]


# Spans


def test_a_span_is_lost_when_nothing_leads_on_from_it(published, draft, others, second, carry_span):
    assert not Span.objects.lost().filter(note__article=published.article).exists()
    revision = second()
    lost = published.spans.get()
    carried = carry_span(draft.spans.get(), revision)
    assert list(Span.objects.lost()) == [lost]
    placed = carry_span(lost, revision, origin=Origin.PLACED)
    assert not Span.objects.lost().exists()
    second("# The storm\n\nNo year.\n")
    assert set(Span.objects.lost()) == {carried, placed}


def test_the_current_spans_are_those_of_the_latest_revision(published, draft, second, carry_span):
    first = set(Span.objects.filter(note__article=published.article))
    assert set(Span.objects.current().filter(note__article=published.article)) == first
    carried = carry_span(published.spans.get(), second())
    assert list(Span.objects.current().filter(note__article=published.article)) == [carried]


# Revisions


def test_the_newest_revision_of_each_article(storm, others, second):
    latest = second()
    assert set(Revision.objects.newest()) == {latest, others.revisions.get(number=2)}
    assert storm.article.latest_revision == latest


def test_an_article_before_its_first_import_has_no_revision(others):
    article = Article.objects.create(slug="empty")
    with pytest.raises(Revision.DoesNotExist):
        assert article.latest_revision
    assert Article.objects.with_latest().values_list("latest_number", "latest_title").get(pk=article.pk) == (
        None,
        "empty",
    )


def test_the_latest_revision_is_found_among_prefetched_ones(storm, others, second, django_assert_num_queries):
    second()
    with django_assert_num_queries(2):
        articles = Article.objects.prefetch_related("revisions").order_by("slug")
        assert [article.latest_revision.number for article in articles] == [2, 2]


# Articles


def slugs(articles):
    return [article.slug for article in articles.order_by("slug")]


def test_the_desk_counts_each_articles_notes_and_lost_spans(storm, complete_note, publish, second, carry_span):
    notes = [complete_note(storm) for _ in range(4)]
    publish(notes[0])
    publish(notes[1])
    CorrectionNote.objects.filter(pk=notes[2].pk).update(status=Status.SUBMITTED)
    carry_span(notes[0].spans.get(), second())
    Article.objects.create(slug="empty")
    counted = Article.objects.with_desk_counts().order_by("slug")
    assert [(a.slug, a.draft_count, a.published_count, a.lost_count) for a in counted] == [
        ("empty", 0, 0, 0),
        ("harbour", 1, 2, 0),
        ("storm", 2, 2, 3),
    ]


def test_readers_are_told_how_many_corrections_hold_and_since_when(storm, write_note, publish, noon):
    serious = {"severity": Severity.SERIOUS}
    wrong = publish(write_note(storm.article, **serious), noon)
    publish(write_note(storm.article, amends=wrong), noon + timedelta(days=1))
    publish(write_note(storm.article, **serious), noon + timedelta(hours=1))
    write_note(storm.article, **serious)
    Article.objects.create(slug="empty")
    counted = Article.objects.with_reader_counts().order_by("slug")
    assert [(a.slug, a.effective_count, a.serious_count, a.corrected_at) for a in counted] == [
        ("empty", 0, 0, None),
        ("harbour", 1, 0, noon),
        ("storm", 2, 1, noon + timedelta(days=1)),
    ]


def test_counting_costs_one_query_however_many_articles_there_are(storm, draft, import_text, django_assert_num_queries):
    for number in range(3):
        import_text(f"piece-{number}")
    with django_assert_num_queries(1) as asked:
        assert isinstance(asked, CaptureQueriesContext)
        articles = Article.objects.search("").with_desk_counts().with_reader_counts()
        assert len([(a.latest_title, a.draft_count, a.effective_count) for a in articles]) == 5


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("storm", ["storm"]),
        ("STO", ["storm"]),
        ("the", ["harbour", "storm"]),
        ("old the harb", ["harbour"]),
        ("москве", ["moscow"]),
        ("ÜBERSCHWEMMUNG", ["moscow"]),
        ("100%", ["moscow"]),
        ("_", []),
        ("[a] (b)", ["moscow"]),
        (".*", []),
        ("\\", []),
        ("\0", ["harbour", "moscow", "storm"]),
        ("  ", ["harbour", "moscow", "storm"]),
        ("storm harbour", []),
        ("2021", []),
    ],
)
def test_articles_are_searched_by_slug_and_latest_title(storm, import_text, words, found):
    import_text("moscow", title="Überschwemmung in МОСКВЕ: 100% [a] (b)")
    assert slugs(Article.objects.search(words)) == found


def test_an_older_title_is_not_searched(storm, second):
    second(title="A gale")
    assert slugs(Article.objects.search("gale")) == ["storm"]
    assert slugs(Article.objects.search("the")) == ["harbour"]


def test_an_article_without_a_title_goes_by_its_slug(storm, import_text):
    import_text("untitled", title="")
    assert Article.objects.with_latest().get(slug="untitled").latest_title == "untitled"
