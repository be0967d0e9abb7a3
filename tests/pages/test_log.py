"""The log of all notices: what it lists, how it is filtered and searched, and how its pages are turned."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

import pytest

from corrections.actions.publish import publish_page
from corrections.models import LogEntry, fill_log
from corrections.pages import turns
from corrections.pages.log import log_page
from tests.pages.reading import read


@pytest.fixture
def gale(import_text):
    return import_text("gale", "---\ntitle: A gale of 2021\nlang: de\n---\nIt blew in 2021, and then 2021 ended.\n")


def found(**asked):
    """The wordings of the notices that are listed, without those of the harbour elsewhere."""
    return [str(line.notice.wording) for line in log_page(asked).notices if "harbour" not in line.href]


def query(href):
    return dict(parse_qsl(href.removeprefix("?")))


# What it lists


def test_the_log_tells_every_notice_of_public_articles_the_newest_first(storm, import_text, published, draft, noon):
    hidden = import_text("hidden", "It rained in 2021.\n", public=False)
    published(hidden, "2021", "2019")
    first = published(storm, "40", "50", wording="It was 50.", sources=(("Minutes", ""),))
    published(storm, "1987", "1986", wording="It was 1986.", kind="minor_fix", when=noon + timedelta(days=1))
    published(storm, "40", "60", wording="It was 60.", amends=first, when=noon + timedelta(days=2))
    draft(storm, "roof", "door")
    told = [
        (line.href, line.notice.label, str(line.notice.wording), line.notice.amended_by)
        for line in log_page().notices
        if line.article_title == "Storm fells 40 trees in Harwich"
    ]
    assert told == [
        ("/articles/storm/#correction-3", "Correction no. 3", "It was 60.", None),
        ("/articles/storm/", "Minor fix no. 2", "It was 1986.", None),
        ("/articles/storm/#correction-1", "Correction no. 1", "It was 50.", 3),
    ]
    assert [line.notice.amends.number for line in log_page().notices if line.notice.amends] == [1]
    assert {line.href for line in log_page().notices if line.notice.number and "harbour" in line.href} == {
        "/articles/harbour/#correction-1",
        "/articles/harbour/#correction-2",
    }
    assert len(log_page().notices) == 5


def test_the_log_names_an_article_once_for_all_that_was_published_together(storm, gale, draft, publish, client):
    publish(draft(storm, "40", "50"), draft(storm, "1987", "1986"))
    publish(draft(gale, "blew", "roared"))
    items = read(client.get("/corrections/").content).one("ol", class_="list").all("li")
    told = {item.one("h2").one("a").attributes["href"]: len(item.all("div", class_="notice")) for item in items}
    assert told == {"/articles/storm/": 2, "/articles/gale/": 1, "/articles/harbour/": 2}
    assert {item.one("h2").one("a").attributes["lang"] for item in items} == {"en", "de"}


def test_the_moment_stands_once_where_all_of_a_group_were_published_together(storm, gale, draft, publish, client, noon):
    publish(draft(storm, "40", "50"), draft(storm, "1987", "1986"))
    publish(draft(gale, "blew", "roared"), when=noon + timedelta(days=1))
    publish(draft(gale, "ended", "began"), when=noon + timedelta(days=2))
    items = read(client.get("/corrections/").content).one("ol", class_="list").all("li")
    told = {item.one("h2").one("a").attributes["href"]: item for item in items}
    assert [time.text for time in told["/articles/storm/"].all("time")] == ["22 November 2026, 14:05 UTC"]
    assert [time.text for time in told["/articles/gale/"].all("time")] == [
        "24 November 2026, 14:05 UTC",
        "23 November 2026, 14:05 UTC",
    ]


def test_a_filtered_log_says_that_these_are_the_notices_that_match(storm, published, client):
    published(storm, "40", "50", kind="clarification")
    told = "Notices that match, the newest first"
    assert told not in read(client.get("/corrections/").content).text
    assert told in read(client.get("/corrections/?kind=clarification").content).text
    assert told not in read(client.get("/corrections/?kind=removal").content).text


def test_a_minor_fix_has_no_place_in_its_article_and_leads_to_the_article(storm, published, client):
    published(storm, "40", "50", kind="minor_fix")
    published(storm, "1987", "1986")
    page = read(client.get("/corrections/").content)
    links = {(link.text, link.attributes["href"]) for link in page.all("a", class_="label")}
    assert {("Minor fix no. 1", "/articles/storm/"), ("Correction no. 2", "/articles/storm/#correction-2")} <= links


def test_an_article_brings_its_notices_along_once_its_page_is_public(import_text, published, editor, noon):
    hidden = import_text("hidden", "It rained in 2021.\n", public=False)
    published(hidden, "2021", "2019", wording="Rain came in 2019.")
    assert found(q="rain") == []
    publish_page(hidden, user=editor, now=noon)
    assert found(q="rain") == ["Rain came in 2019."]


# Filters


@pytest.fixture
def told(storm, published):
    """Notices of several kinds and months; the month begins and ends in UTC."""
    first = datetime(2026, 5, 1, tzinfo=UTC)
    published(storm, "40", "50", wording="April.", when=first - timedelta(milliseconds=1))
    published(storm, "1987", "1986", wording="May.", when=first, severity="serious")
    published(storm, "roof", "door", wording="May, an update.", kind="update", when=first + timedelta(days=30))
    published(storm, "Jane", "Mary", wording="June.", when=datetime(2026, 6, 1, tzinfo=UTC))


def test_the_log_is_filtered_by_kind_severity_and_month(told):
    assert found(kind="update") == ["May, an update."]
    assert found(severity="serious") == ["May."]
    assert found(month="2026-05") == ["May, an update.", "May."]
    assert found(month="2026-05", kind="correction", severity="serious") == ["May."]
    assert found(month="2026-05", kind="correction", severity="minor") == []
    assert found(kind="", severity="", month="", q=" ") == ["June.", "May, an update.", "May.", "April."]


def test_the_form_offers_the_months_that_have_notices_and_keeps_what_was_chosen(told, client):
    form = read(client.get("/corrections/?month=2026-05&kind=update&q=an+update").content).one("form", role="search")
    months = form.one("select", id="month")
    assert [group.attributes["label"] for group in months.all("optgroup")] == ["2026"]
    assert [option.attributes["value"] for option in months.all("option")] == [
        "",
        "2026-06",
        "2026-05",
        "2026-04",
        "2026-01",
    ]
    chosen = [option.text for option in form.all("option") if "selected" in option.attributes]
    assert (chosen, form.one("input", id="q").attributes["value"]) == (["Update", "May 2026"], "an update")


def test_each_filter_in_force_is_told_in_words_and_can_be_cleared_by_itself(told, client):
    page = read(client.get("/corrections/?kind=update&severity=&month=2026-05&q=an+%26+update").content)
    told = {item.text: item.one("a").attributes["href"] for item in page.one("ul", class_="in-force").all("li")}
    assert told == {
        "Update Clear the kind": "/corrections/?" + urlencode({"month": "2026-05", "q": "an & update"}),
        "May 2026 Clear the month": "/corrections/?" + urlencode({"kind": "update", "q": "an & update"}),
        "Containing “an & update” Clear the search": "/corrections/?kind=update&month=2026-05",
    }
    assert all(client.get(href).status_code == 200 for href in told.values())


def test_where_nothing_is_found_the_log_says_what_to_do_next(told, client):
    for asked, advice in (("q=snow", "Search with fewer words"), ("kind=removal", "Remove a filter.")):
        page = read(client.get(f"/corrections/?{asked}").content)
        said = page.one("div", class_="said")
        assert "No notice matches." in said.text
        assert advice in said.text
        assert said.one("a", href="/corrections/").text == "Show all corrections"
        assert page.one("form", role="search")


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("kind=x", "There is no such kind of notice."),
        ("severity=grave", "There is no such severity."),
        ("month=2026-13", "There is no such month. Write it as 2026-11."),
        ("month=2026", "There is no such month. Write it as 2026-11."),
        ("month=0000-01", "There is no such month. Write it as 2026-11."),
        ("before=x", "This address names no page of the list; a part of it may be missing."),
        ("before=-1", "This address names no page of the list; a part of it may be missing."),
        ("before=²", "This address names no page of the list; a part of it may be missing."),
        (f"after={10**19}", "This address names no page of the list; a part of it may be missing."),
        (f"after={2**63}", "This address names no page of the list; a part of it may be missing."),
        ("after=1&before=2", "This address asks for two pages at once."),
        ("q=" + "x" * 201, "That is a long search: 200 characters are the most. Take the words that tell most."),
    ],
)
def test_what_cannot_be_meant_is_answered_with_a_sentence_and_no_list(told, client, asked, sentence):
    response = client.get(f"/corrections/?{asked}")
    page = read(response.content)
    assert (response.status_code, page.one("div", role="alert").all("p")[0].text) == (400, sentence)
    assert page.all("ol", class_="list") == []
    assert page.one("form", role="search")


@pytest.mark.parametrize(
    "asked",
    ["month=0001-01", "month=9999-12", "before=0", f"after={2**63 - 1}", "q=%00", "q=%00a%00", "page=9", "q=%FF"],
)
def test_what_is_odd_and_yet_means_something_is_answered(told, client, asked):
    assert client.get(f"/corrections/?{asked}").status_code == 200


# Search


def test_every_word_is_found_in_the_wording_or_in_the_title_in_any_case(storm, published):
    published(storm, "40", "50", wording="It felled *fifty* trees, not forty; see [the count](https://example.org/x).")
    published(storm, "1987", "1986", wording="The year was 1986.")
    assert len(found(q="FIFTY trees")) == 1
    assert len(found(q="harwich")) == 2
    assert found(q="harwich 1986") == ["The year was 1986."]
    assert found(q="fifty 1986") == []
    assert found(q="em example") == []
    assert len(found(q="fift")) == 1
    assert found(q="ifty") == []
    assert found(q="198") == ["The year was 1986."]
    assert found(q="19") == []


@pytest.mark.parametrize(
    "asked", ["%", "_", "*", '"', "'", "50%", "fif*y", "NEAR(a b)", "words:fifty", "-fifty", "a OR b", "\\", "AND"]
)
def test_signs_are_signs_and_no_patterns(storm, published, client, asked):
    published(storm, "40", "50", wording="It felled some.")
    assert client.get(f"/corrections/?{urlencode({'q': asked})}").status_code == 200
    assert found(q=asked) == []


def test_words_of_any_script_are_found(import_text, published):
    article = import_text("bridge", "---\ntitle: 宁波新桥\n---\n大桥 costs ten, über ten, десять. Naïve.\n")
    published(article, "大桥", "小桥", wording="造价为五亿元。")
    published(article, "десять", "девять", wording="Не ДЕСЯТЬ, а девять.")
    published(article, "über", "uber", wording="Über, ZÜRICH, naïve; हिन्दी में; باب; ไทย.")
    assert found(q="价") == found(q="造价") == found(q="五亿 桥") == ["造价为五亿元。"]
    assert found(q="价造") == []
    assert found(q="десять") == ["Не ДЕСЯТЬ, а девять."]
    for word in ("über", "UBER", "zürich", "zurich", "naive", "हिन्दी", "باب", "ไทย"):
        assert len(found(q=word)) == 1, word
    assert len(found(q="宁波")) == 3


def test_what_a_note_withholds_later_is_not_found_in_the_notice_before(storm, published):
    first = published(storm, "Jane Smith", "John Brown", wording="It was John Brown, not Jane Smith, who stole.")
    assert len(found(q="stole")) == 1
    published(
        storm,
        "Jane Smith",
        "The mayor",
        amends=first,
        withheld=True,
        topic="a person",
        wording="A name has been removed.",
    )
    assert found(q="stole") == found(q="brown") == []
    assert found(q="removed") == ["A name has been removed."]


def test_a_title_is_found_as_it_was_corrected_and_no_longer_as_it_stood(gale, published, at):
    note = published(gale, "blew", "roared", wording="It roared.")
    assert found(q="gale 2021") == ["It roared."]
    published(gale, at(gale, "gale of 2021", field="title"), "tempest", wording="It was one.")
    assert found(q="gale 2021") == []
    assert found(q="tempest") == ["It roared.", "It was one."]
    assert LogEntry.objects.get(note=note).words == "a tempest it roared"


def test_a_title_of_a_later_revision_is_the_one_that_is_found(gale, published, import_text):
    published(gale, "blew", "roared", wording="It roared.")
    import_text("gale", "---\ntitle: A breeze\n---\nIt blew in 2021, and then 2021 ended.\n")
    assert (found(q="breeze"), found(q="gale")) == (["It roared."], [])


def test_the_log_of_an_older_database_is_filled_with_the_same(storm, gale, published, at, others):
    first = published(storm, "40", "50", wording="Fifty.")
    published(storm, "40", "60", wording="Sixty.", amends=first)
    published(gale, at(gale, "gale", field="title"), "tempest", wording="It was one.")
    kept = list(LogEntry.objects.values("note", "kind", "severity", "words", "counted_on", "days"))
    LogEntry.objects.all().delete()
    assert (found(), found(q="fifty")) == ([], [])
    fill_log()
    assert list(LogEntry.objects.values("note", "kind", "severity", "words", "counted_on", "days")) == kept
    assert found(q="sixty") == ["Sixty."]


# Turning pages


@pytest.fixture
def many(monkeypatch, storm, published, noon):
    """Seven notices on pages of two; three of them at the same time."""
    monkeypatch.setattr(turns, "A_PAGE", 2)
    for at, words in enumerate(("40", "1987", "harbour", "library", "roof", "mayor", "crews")):
        when = noon + timedelta(days=min(at, 4))
        published(
            storm,
            words,
            f"{words}x",
            wording=f"No. {at + 1} it is.",
            when=when,
            severity="serious" if at % 2 else "minor",
        )


def walked(page, turn, **asked):
    """The wordings page by page, in the direction of `next_href` or of `previous_href`."""
    pages = [[str(line.notice.wording) for line in page.notices]]
    while href := getattr(page, turn):
        assert asked.items() <= query(href).items()
        page = log_page(query(href))
        pages.append([str(line.notice.wording) for line in page.notices])
    return pages, page


def test_every_notice_stands_on_one_page_on_the_way_there_and_back(many):
    older, last = walked(log_page({"q": "it"}), "next_href", q="it")
    assert older == [
        ["No. 5 it is.", "No. 6 it is."],
        ["No. 7 it is.", "No. 4 it is."],
        ["No. 3 it is.", "No. 2 it is."],
        ["No. 1 it is."],
    ]
    newer, first = walked(last, "previous_href", q="it")
    assert newer[1:] == [
        ["No. 3 it is.", "No. 2 it is."],
        ["No. 7 it is.", "No. 4 it is."],
        ["No. 5 it is.", "No. 6 it is."],
    ]
    assert first == log_page({"q": "it"})


def test_turning_keeps_the_filters(many):
    pages, _ = walked(log_page({"severity": "serious"}), "next_href", severity="serious")
    assert pages == [["No. 6 it is.", "No. 4 it is."], ["No. 2 it is."]]
    pages, _ = walked(log_page({"month": "2026-11"}), "next_href", month="2026-11")
    assert sum(map(len, pages)) == 7


def test_a_notice_published_meanwhile_moves_nothing_on_the_next_page(many, storm, published, noon):
    href = log_page().next_href
    before = log_page(query(href))
    published(storm, "Friday", "Monday", when=noon + timedelta(days=9))
    assert [line.notice for line in log_page(query(href)).notices] == [line.notice for line in before.notices]


def test_the_log_says_where_it_ends(many, client):
    page = read(client.get("/corrections/?before=1").content)
    said = page.one("div", class_="said")
    assert (said.all("p")[0].text, said.one("a", href="/corrections/").text) == (
        "The log ends before this page.",
        "Show the newest corrections",
    )
