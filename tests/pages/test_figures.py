"""The figures for readers: what is counted, what is told, and that the tallies are what a count would find."""

from collections import Counter
from datetime import UTC, date, timedelta

import pytest

from corrections.actions.publish import publish_page
from corrections.models import SET_RIGHT, CorrectionNote, DelayTally, MonthTally
from corrections.pages.figures import figures_page
from tests.pages.reading import read


class TestAlone:
    @pytest.fixture
    def others(self):
        """Here the figures are those of the articles under test."""

    @pytest.fixture
    def gale(self, import_text):
        """It gives itself no day, so it counts from the publication of its page."""
        return import_text("gale", "It blew in 2021, and then 2021 ended.\n")

    def test_notices_are_counted_by_kind_severity_and_month(self, storm, gale, published, noon):
        published(storm, "40", "50")
        published(storm, "1987", "1986", severity="serious", when=noon + timedelta(days=31))
        published(gale, kind="retraction", severity="serious", when=noon + timedelta(days=31))
        published(gale, "blew", "roared", kind="minor_fix")
        page = figures_page()
        assert (page.total_text, page.minor_fixes_text, page.since) == ("3", "1", "November 2026")
        assert [(row.label, row.count, row.share) for row in page.kinds] == [
            ("Correction", "2", "67%"),
            ("Retraction", "1", "33%"),
        ]
        assert [(row.label, row.count) for row in page.severities] == [
            ("Serious", "2"),
            ("Standard", "1"),
            ("Minor", "0"),
        ]
        assert [(bar.label, bar.count, bar.serious) for bar in page.months] == [
            ("November 2026", "1", "0"),
            ("December 2026", "2", "2"),
        ]

    def test_an_amended_notice_counts_once_as_it_stands_in_the_month_of_the_first(self, storm, published, noon):
        first = published(storm, "40", "50")
        published(storm, "40", "60", severity="serious", amends=first, when=noon + timedelta(days=31))
        page = figures_page()
        assert (page.total, [bar.label for bar in page.months], [row.count for row in page.severities]) == (
            1,
            ["November 2026"],
            ["1", "0", "0"],
        )
        assert [row.count for row in page.waits] == ["0", "1", "0", "0", "0"]

    def test_the_wait_runs_from_the_articles_day_to_the_notice(self, storm, gale, published, noon):
        waits = ((storm, "40", -2), (storm, "1987", 5), (storm, "roof", 6), (storm, "Jane", 28), (gale, "blew", 0))
        for article, words, days in waits:
            published(article, words, "x", when=noon + timedelta(days=days))
        published(storm, "crews", "x", kind="update", when=noon + timedelta(days=900))
        page = figures_page()
        assert [(row.label, row.count) for row in page.waits] == [
            ("The same day", "2"),
            ("Within a week", "1"),
            ("Within a month", "2"),
            ("Within a year", "0"),
            ("Later", "0"),
        ]
        assert (page.median, page.waited) == (7, "5")

    def test_an_article_that_takes_another_day_is_counted_from_that(self, storm, published, import_text):
        published(storm, "40", "50")
        assert DelayTally.objects.get(counted=1).days == 2
        import_text("storm", storm.latest_revision.source.replace("2026-11-20", "2026-11-12"))
        assert DelayTally.objects.get(counted=1).days == 10

    def test_the_table_beneath_the_chart_has_its_numbers(self, storm, published, noon, client):
        published(storm, "40", "50", severity="serious")
        published(storm, "1987", "1986", when=noon + timedelta(days=70))
        main = read(client.get("/corrections/figures/").content).one("main")
        chart = main.one("svg", role="img")
        assert chart.one("title").text.startswith(
            "Notices a month since November 2026; the most were 1, in January 2027."
        )
        heights = [int(bar.attributes["height"]) for bar in chart.all("rect", class_="all")]
        rows = [[cell.text for cell in row.all()] for row in main.all("table")[0].one("tbody").all("tr")]
        assert heights == [100, 0, 100]
        assert [row[:1] + row[-2:] for row in rows] == [
            ["January 2027", "1", "0"],
            ["December 2026", "0", "0"],
            ["November 2026", "1", "1"],
        ]
        assert "style" not in str([element.attributes for element in main.all()])

    def test_many_years_are_told_by_the_year_and_the_last_months_by_the_month(self, storm, published, noon):
        for at, words in enumerate(("40", "1987", "roof")):
            published(storm, words, "x", when=noon + timedelta(days=400 * at))
        page = figures_page()
        assert (len(page.months), page.months[0].label, page.has_earlier) == (24, "February 2027", True)
        assert [(row.label, row.count, row.share) for row in page.years] == [
            ("2029", "1", ""),
            ("2027", "1", ""),
            ("2026", "1", ""),
        ]

    def test_the_month_with_the_most_is_one_that_is_drawn(self, storm, published, noon, client):
        published(storm, "40", "50")
        published(storm, "1987", "1986")
        published(storm, "roof", "x", when=noon + timedelta(days=800))
        page = figures_page()
        assert (page.most, page.most_month) == ("1", "January 2029")
        told = read(client.get("/corrections/figures/").content).one("main")
        assert told.one("h2", id="months").text == "The last 24 months"

    def test_one_or_two_months_are_told_without_a_chart(self, storm, published, noon, client):
        published(storm, "40", "50")
        published(storm, "1987", "1986", when=noon + timedelta(days=31))
        main = read(client.get("/corrections/figures/").content).one("main")
        assert main.all("svg", role="img") == []
        assert len(main.one("table", **{"aria-labelledby": "months"}).one("tbody").all("tr")) == 2

    def test_months_say_that_they_are_utc_where_the_house_has_another_clock(self, storm, published, settings, client):
        published(storm, "40", "50")
        for zone, told in (("UTC", "Month"), ("Asia/Shanghai", "Month (UTC)")):
            settings.TIME_ZONE = zone
            main = read(client.get("/corrections/figures/").content).one("main")
            assert main.all("table")[0].one("thead").all("th")[0].text == told
            form = read(client.get("/corrections/").content).one("form", role="search")
            assert told in [label.text for label in form.all("label")]

    def test_without_notices_the_page_says_what_to_do_next(self, storm, client):
        main = read(client.get("/corrections/figures/").content).one("main")
        assert "No correction has been published yet." in main.text
        assert main.one("a", class_="btn").attributes["href"] == "/"

    def test_the_figures_count_public_articles_alone(self, import_text, published):
        published(import_text("hidden", "It rained in 2021.\n", public=False), "2021", "2019")
        assert figures_page().total == 0


def counted():
    """The tallies, made anew from the notes themselves."""
    public = CorrectionNote.objects.published().filter(article__published_at__isnull=False).select_related("article")
    notes = {note.pk: note for note in public}
    amended = {note.amends_id for note in notes.values()}
    months, delays = Counter(), Counter()
    for note in notes.values():
        months[note.published_at.date().replace(day=1), note.kind, note.severity, "listed"] += 1
        if note.pk in amended:
            continue
        first = note
        while first.amends_id:
            first = notes[first.amends_id]
        day = first.published_at.astimezone(UTC).date()
        months[day.replace(day=1), note.kind, note.severity, "counted"] += 1
        if note.kind in SET_RIGHT:
            delays[max(0, (day - (note.article.dated or note.article.published_at.date())).days)] += 1
    return months, delays


def tallied():
    months = Counter()
    for row in MonthTally.objects.all():
        months[row.month, row.kind, row.severity, "listed"] = row.listed
        months[row.month, row.kind, row.severity, "counted"] = row.counted
    return +months, +Counter(dict(DelayTally.objects.values_list("days", "counted")))


def test_the_tallies_are_what_a_count_finds_whatever_happens(storm, import_text, published, draft, editor, noon):
    assert tallied() == counted()
    first = published(storm, "40", "50")
    second = published(storm, "40", "60", amends=first, severity="serious", when=noon + timedelta(days=40))
    assert tallied() == counted()
    published(storm, "40", "70", amends=second, kind="clarification", when=noon + timedelta(days=80))
    published(storm, kind="retraction", when=noon + timedelta(days=80))
    draft(storm, "1987", "1986")
    hidden = import_text("hidden", "It rained in 2021.\n", public=False)
    published(hidden, "2021", "2019")
    assert tallied() == counted()
    publish_page(hidden, user=editor, now=noon)
    import_text("storm", storm.latest_revision.source.replace("2026-11-20", "2026-10-01"))
    import_text("hidden", "---\ndate: 2026-11-01\n---\nIt rained in 2021.\n")
    assert tallied() == counted()
    assert DelayTally.objects.filter(counted__gt=0).count() > 1
    assert min(MonthTally.objects.values_list("month", flat=True)) == date(2026, 1, 1)
