"""On the readers' page each notice stands once, where its kind and its severity put it, and is linked both ways."""

from datetime import timedelta

import pytest
from django.utils import timezone

from corrections.actions.import_article import import_article
from corrections.actions.publish import publish_page
from corrections.exports import corrected_markdown
from tests.pages.reading import read


@pytest.fixture
def page(client):
    """A function: the readers' page of an article, read."""

    def page(article, view=""):
        response = client.get(f"/articles/{article.slug}/{view and f'?view={view}'}")
        assert response.status_code == 200
        return read(response.content)

    return page


def place_of(notice):
    """Where a notice stands: above the headline, at the top, at a block, or at the foot."""
    if notice.is_within("header"):
        header = notice
        while header.name != "header":
            header = header.parent
        order = [part for part in header.all() if part.name == "h1" or part.fits(None, {"class_": "notice"})]
        return "above" if order.index(notice) < [part.name for part in order].index("h1") else "top"
    if notice.is_within("aside"):
        return "block"
    return "foot" if notice.is_within("footer") else "nowhere"


def notices(page):
    """Where each notice stands, by its id."""
    return {one.attributes["id"]: place_of(one) for one in page.all("div", class_="notice")}


def lines(page):
    """The foot's one-line links: where each leads."""
    return [line.one("a").attributes["href"] for line in page.all("ul", class_="lines") for line in line.all("li")]


def check_links(page):
    """Every mark's number leads to a notice, every notice's label back to a mark of its own; ids stand once."""
    ids = [one.attributes["id"] for one in page.all() if one.attributes.get("id")]
    assert len(ids) == len(set(ids))
    for number in page.all("a", class_="no"):
        target = number.attributes["href"].removeprefix("#")
        assert page.one("div", id=target).fits(None, {"class_": "notice"})
        assert number.attributes["aria-details"] == target
    for notice in page.all("div", class_="notice"):
        for label in notice.all("a", class_="label"):
            mark = page.one("mark", id=label.attributes["href"].removeprefix("#"))
            assert mark.attributes["data-note"] == notice.attributes["id"]
    for mark in page.all("mark"):
        page.one("div", id=mark.attributes["data-note"])
    for line in lines(page):
        assert line.removeprefix("#") in ids


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ({"kind": "correction", "severity": "minor"}, "block"),
        ({"kind": "correction"}, "block"),
        ({"kind": "correction", "severity": "serious"}, "top"),
        ({"kind": "clarification", "severity": "serious"}, "foot"),
        ({"kind": "update"}, "foot"),
        ({"kind": "editors_note", "severity": "minor"}, "top"),
        ({"kind": "concern"}, "top"),
        ({"kind": "retraction"}, "above"),
        ({"kind": "removal", "withheld": True}, "top"),
    ],
)
def test_a_notice_stands_where_its_kind_and_then_its_severity_say(storm, published, page, content, place):
    note = published(storm, "40", "50", **content)
    shown = page(storm)
    assert notices(shown) == {f"correction-{note.number}": place}
    assert lines(shown) == ([] if place == "foot" else ["#correction-1"])
    check_links(shown)
    (mark,) = shown.all("mark")
    assert mark.is_within(data_field="")


def test_a_notice_follows_the_block_that_it_is_about(storm, published, page):
    published(storm, "roof", "door")
    passage = page(storm).one("aside").parent
    assert [part.name for part in passage.parts if not isinstance(part, str)][:2] == ["ul", "aside"]


def test_a_note_on_the_headline_stands_beside_it(storm, published, page, at):
    published(storm, at(storm, "40", field="title"), "50")
    shown = page(storm)
    assert shown.one("aside").parent is shown.one("h1").parent
    assert notices(shown) == {"correction-1": "top"}
    assert shown.one("h1").all("mark")[0].text == "40 50"
    check_links(shown)


def test_a_clarification_of_the_headline_stands_at_the_foot(storm, published, page, at):
    published(storm, at(storm, "40", field="title"), "50", kind="clarification")
    shown = page(storm)
    assert notices(shown) == {"correction-1": "foot"}
    check_links(shown)


def test_a_note_on_the_headline_and_the_body_stands_at_its_block(storm, published, page, at):
    published(storm, [at(storm, "40", field="title"), at(storm, "40")], "50")
    shown = page(storm)
    assert notices(shown) == {"correction-1": "block"}
    assert [mark.attributes["id"] for mark in shown.all("mark")] == ["m1-1", "m1-2"]
    check_links(shown)


def test_a_note_on_the_byline_is_marked_there(storm, published, page, at):
    published(storm, at(storm, "Byron", field="author"), "Lovelace")
    shown = page(storm)
    assert notices(shown) == {"correction-1": "top"}
    assert shown.one("p", class_="byline").one("mark").text == "Byron Lovelace"
    check_links(shown)
    assert page(storm, "corrected").one("p", class_="byline").text == "Ada Lovelace · 20 November 2026"


def test_a_note_on_a_field_that_readers_do_not_see_stands_at_the_foot(storm, published, page, at):
    published(storm, at(storm, "2026-11-20", field="date"), "2026-11-21")
    shown = page(storm)
    assert notices(shown) == {"correction-1": "foot"}
    assert shown.one("p", class_="byline").text == "Ada Byron · 21 November 2026"
    check_links(shown)


def test_a_note_on_the_whole_article_stands_at_the_foot_unless_it_belongs_to_the_top(storm, published, page):
    published(storm)
    published(storm, kind="editors_note")
    shown = page(storm)
    assert notices(shown) == {"correction-1": "foot", "correction-2": "top"}
    check_links(shown)


def test_three_notices_stand_at_a_block_and_the_rest_at_the_foot(storm, draft, publish, page):
    publish(*(draft(storm, words, "x") for words in ("14", "40", "Harwich", "council", "Friday")))
    shown = page(storm)
    assert notices(shown) == {
        "correction-1": "block",
        "correction-2": "block",
        "correction-3": "block",
        "correction-4": "foot",
        "correction-5": "foot",
    }
    assert lines(shown) == ["#correction-1", "#correction-2", "#correction-3"]
    check_links(shown)


@pytest.mark.parametrize(("count", "place"), [(1, "block"), (12, "block"), (13, "foot"), (30, "foot")])
def test_more_than_twelve_notices_stand_at_the_foot(import_text, draft, publish, page, count, place):
    article = import_text("long", "\n\n".join(f"Paragraph {n} has word{n}." for n in range(100, 100 + count)))
    publish(*(draft(article, f"word{n}", "x") for n in range(100, 100 + count)))
    shown = page(article)
    assert notices(shown) == {f"correction-{n}": place for n in range(1, count + 1)}
    assert len(shown.all("mark")) == len(shown.all("a", class_="no")) == count
    check_links(shown)


def test_the_lines_at_the_foot_are_ordered_by_their_numbers(storm, draft, publish, page, noon):
    publish(draft(storm, "roof", "door"), draft(storm, "40", "50"))
    publish(draft(storm, "Jane", "Mary"), draft(storm, kind="editors_note"), when=noon + timedelta(days=1))
    assert lines(page(storm)) == ["#correction-1", "#correction-2", "#correction-3", "#correction-4"]


# The line under the headline


@pytest.mark.parametrize(
    ("notes", "line"),
    [
        ([{}], "Corrected 22 November 2026 · 1 correction"),
        ([{}, {}, {"kind": "update"}], "Corrected 22 November 2026 · 3 corrections"),
        ([{"severity": "serious"}], "Corrected 22 November 2026 · 1 correction, serious"),
        (
            [{}, {"severity": "serious"}, {}],
            "Corrected 22 November 2026 · 3 corrections, 1 of them serious",
        ),
        ([{}, {"kind": "minor_fix"}], "Corrected 22 November 2026 · 1 correction"),
    ],
)
def test_one_line_says_how_much_was_corrected_and_leads_down(storm, draft, publish, page, notes, line):
    words = iter(("40", "1987", "Jane"))
    publish(*(draft(storm, next(words), "x", **content) for content in notes))
    shown = page(storm)
    status = shown.one("p", class_="status")
    assert status.text == line
    assert shown.one(id=status.one("a").attributes["href"].removeprefix("#")).name == "footer"


@pytest.mark.parametrize("content", [None, {"kind": "minor_fix"}])
def test_no_line_stands_there_without_notices(storm, published, draft, page, content):
    draft(storm, "1987", "1986")
    if content:
        published(storm, "40", "50", **content)
    assert page(storm).all("p", class_="status") == []


def test_the_line_tells_the_last_correction(storm, published, page, noon):
    published(storm, "40", "50")
    published(storm, "1987", "1986", when=noon + timedelta(days=8))
    assert page(storm).one("p", class_="status").text == "Corrected 30 November 2026 · 2 corrections"


# The words


def test_only_the_words_that_changed_are_struck(storm, published, page):
    published(storm, "felled 40 trees", "felled 50 trees")
    (mark,) = page(storm).all("mark")
    assert [one.text for one in mark.all("del")] == ["40"]
    assert [one.text for one in mark.all("ins")] == ["50"]
    assert mark.text == "felled 40 50 trees"


def test_words_that_are_only_told_of_keep_their_place(storm, published, page):
    published(storm, "We were lucky")
    (mark,) = page(storm).all("mark")
    assert (mark.classes, mark.text, mark.all("del")) == (["comment"], "We were lucky", [])


def test_a_minor_fix_is_not_marked_and_the_foot_counts_it(storm, published, page):
    for words in ("40", "1987"):
        published(storm, words, "x", kind="minor_fix")
    published(storm, "Jane", kind="minor_fix")
    shown = page(storm)
    assert (shown.all("mark"), shown.all("a", class_="no"), notices(shown)) == ([], [], {})
    assert "felled x trees" in shown.one("article").text
    assert "3 minor fixes" in [link.text for link in shown.one("footer").all("a", href="/corrections/")]


SENTENCE = "“We were lucky,” she said."


@pytest.mark.parametrize(
    ("words", "replacement"),
    [
        ("The storm of 14 May 2021 felled 40 trees in Harwich, the council said", "Nothing fell, they told us"),
        (SENTENCE, "Nobody spoke."),
    ],
)
def test_a_long_stretch_waits_in_its_notice(storm, published, page, words, replacement):
    published(storm, words, replacement)
    shown = page(storm)
    details = shown.one("div", id="correction-1").one("details")
    assert details.one("del").text == words
    assert "open" not in details.attributes
    (mark,) = shown.all("mark")
    assert (mark.all("del"), mark.text) == ([], replacement)
    check_links(shown)


def test_what_was_put_right_in_the_file_tells_its_old_words_in_the_notice(storm, published, page, editor):
    published(storm, "40", "50")
    import_article(corrected_markdown(storm).encode(), user=editor, slug="storm")
    import_article(corrected_markdown(storm).replace("£2", "£3").encode(), user=editor, slug="storm")
    shown = page(storm)
    (mark,) = shown.all("mark")
    assert (mark.classes, mark.text) == (["comment"], "50")
    assert shown.one("div", id="correction-1").one("details").one("del").text == "40"
    check_links(shown)


def test_what_was_deleted_in_the_file_deletes_nothing_more(storm, published, page, editor):
    published(storm, ", the council said on Friday", "", kind="minor_fix")
    import_article(corrected_markdown(storm).encode(), user=editor, slug="storm")
    for view in ("", "corrected"):
        assert "felled 40 trees in Harwich." in page(storm, view).one("article").text


def test_words_of_several_notes_are_all_marked(storm, published, page):
    published(storm, "40 trees", "50 trees")
    published(storm, "felled 40")
    shown = page(storm)
    assert {mark.attributes["data-note"] for mark in shown.all("mark")} == {"correction-1", "correction-2"}
    check_links(shown)


def test_a_notice_tells_where_its_evidence_is(storm, published, page):
    published(
        storm,
        "40",
        "50",
        wording="It was *50*, not <b>40</b>.",
        apology=True,
        sources=(("The minutes", "https://example.org/a?b=1&c=2"), ("The mayor", "")),
    )
    notice = page(storm).one("div", id="correction-1")
    assert notice.one("p", class_="wording").text == "It was 50, not 40. We regret the error."
    assert notice.one("p", class_="sources").text == "Sources: The minutes; The mayor"
    assert notice.one("p", class_="sources").one("a").attributes["href"] == "https://example.org/a?b=1&c=2"
    assert notice.one("time").text == "22 Nov 2026"
    assert notice.one("time").attributes["title"] == "22 November 2026, 14:05 UTC"
    assert notice.one("time").attributes["datetime"] == "2026-11-22T14:05:00+00:00"
    assert notice.one("a", class_="label").text == "Correction no. 1"


# Amended


@pytest.mark.parametrize("content", [{"severity": "serious"}, {"kind": "update"}])
def test_a_notice_away_from_its_words_tells_the_time_in_full(storm, published, page, client, content):
    published(storm, "40", "50", **content)
    assert page(storm).one("div", id="correction-1").one("time").text == "22 November 2026, 14:05 UTC"
    told = read(client.get("/corrections/").content).all("time")
    assert [time.text for time in told if time.attributes["datetime"].startswith("2026-11")] == [
        "22 November 2026, 14:05 UTC"
    ]


@pytest.mark.parametrize(
    ("wording", "line"),
    [
        (
            "An earlier version of this article misstated how many trees fell since 1972. It is 50, not 40.",
            "Misstated how many trees fell since 1972",
        ),
        (
            "An earlier version of this article and of its headline misstated the year. It is 2035.",
            "Misstated the year",
        ),
        ("An earlier version of the map was shown. It was replaced.", "An earlier version of the map was shown"),
        ("An earlier headline said that it fell. It stands.", "An earlier headline said that it fell"),
        (
            "This article was amended on 2 May 2026. An earlier version said that Mrs. Smith left. She stayed.",
            "Said that Mrs. Smith left",
        ),
        ("The U.S. Army sent no. 3. It did not ask.", "The U.S. Army sent no. 3"),
        ("Was it so? It was not.", "Was it so?"),
        (
            "The council has found no record of the year in which the last of all those cranes was taken down",
            "The council has found no record of the year in which the last of all those…",
        ),
        (
            "本文先前的版本误称旅行者2号于1987年飞越海王星。实为1989年。",
            "本文先前的版本误称旅行者2号于1987年飞越海王星",
        ),
        ("字" * 50, "字" * 39 + "…"),
    ],
)
def test_a_line_at_the_foot_says_what_the_notice_says_first(storm, published, page, wording, line):
    published(storm, "40", "50", wording=wording)
    assert page(storm).one("ul", class_="lines").one("a").text == line


def test_an_amended_notice_says_so_and_stands_at_the_foot(storm, published, page):
    first = published(storm, "40", "50", wording="It was 50.", severity="serious")
    published(storm, "40", "60", wording="It was 60.", amends=first)
    shown = page(storm)
    assert notices(shown) == {"correction-2": "block", "correction-1": "foot"}
    old, new = shown.one("div", id="correction-1"), shown.one("div", id="correction-2")
    assert ("amended" in old.classes, "top" in old.classes) == (True, False)
    assert old.one("p", class_="chain").one("a").attributes["href"] == "#correction-2"
    assert old.one("p", class_="chain").text == "Amended by no. 2"
    assert new.one("p", class_="chain").text == "Amends no. 1"
    assert shown.one("mark").text == "40 60"
    assert shown.one("p", class_="status").text == "Corrected 22 November 2026 · 1 correction"
    check_links(shown)


def test_a_chain_leads_from_notice_to_notice(storm, published, page):
    note = None
    for replacement in ("50", "60", "70"):
        note = published(storm, "40", replacement, amends=note)
    shown = page(storm)
    assert notices(shown) == {"correction-3": "block", "correction-1": "foot", "correction-2": "foot"}
    assert [one.text for one in shown.one("div", id="correction-2").all("p", class_="chain")] == [
        "Amends no. 1",
        "Amended by no. 3",
    ]
    check_links(shown)


def test_a_note_that_became_a_minor_fix_is_still_told_at_the_foot(storm, published, page):
    first = published(storm, "40", "50")
    published(storm, "40", "50", kind="minor_fix", amends=first)
    assert notices(page(storm)) == {"correction-1": "foot"}


# What every notice has


@pytest.mark.parametrize("content", [{}, {"kind": "update"}, {"severity": "serious"}, {"kind": "retraction"}])
def test_a_notice_tells_its_time_and_has_a_link_of_its_own(storm, published, page, content):
    published(storm, "40", "50", **content)
    notice = page(storm).one("div", id="correction-1")
    assert notice.one("a", class_="when").attributes["href"] == "#correction-1"
    assert "14:05 UTC" in notice.text + notice.one("time").attributes.get("title", "")
    assert notice.one("time").attributes["datetime"] == "2026-11-22T14:05:00+00:00"


def test_many_notices_at_the_top_are_a_list_of_what_they_say(storm, draft, publish, page):
    words = ["40", "1987", "Jane Smith", "two days"]
    notes = [draft(storm, one, "x", severity="serious", sources=(("Minutes", ""),)) for one in words]
    publish(*notes[:3])
    assert page(storm).all("div", class_="many") == []
    publish(notes[3])
    shown = page(storm)
    listed = shown.one("div", class_="many").all("div", class_="notice")
    assert [place_of(one) for one in listed] == ["top"] * 4
    assert [time.text for time in shown.one("div", class_="many").all("time")] == ["22 November 2026, 14:05 UTC"]
    for one in listed:
        assert one.one("p", class_="wording").text.endswith(
            " · serious An earlier version was wrong about this, and is right now."
        )
        assert one.one("p", class_="sources").text == "Source: Minutes"
        assert one.all("details") == []
    check_links(shown)


@pytest.mark.parametrize(
    ("contact", "href", "told"),
    [
        ("corrections@example.org", "mailto:corrections@example.org", "corrections@example.org"),
        ("https://example.org/contact", "https://example.org/contact", "Tell us"),
        ("Harwich 4711", None, "Harwich 4711"),
        ("javascript:alert(1)", None, "javascript:alert(1)"),
    ],
)
def test_a_page_leads_to_the_policy_and_to_whoever_wants_to_hear_of_errors(
    storm, page, settings, client, contact, href, told
):
    settings.CORRECTIONS_POLICY_URL, settings.CORRECTIONS_CONTACT = "https://example.org/policy", contact
    for address in ("/articles/storm/", "/articles/storm/?view=comparison"):
        foot = read(client.get(address).content).one("footer")
        links = {link.attributes["href"]: link.text for link in foot.all("a")}
        assert links["https://example.org/policy"] == "Our corrections policy"
        assert f"Seen an error? {told}" in foot.text
        assert links.get(href) == (told if href else None)


# The ways to read it


def test_there_are_ways_to_read_a_corrected_article(storm, published, page):
    assert page(storm).all("nav", class_="views") == []
    published(storm, "40", "50")
    for view, words in (("", "40 501 trees"), ("corrected", "50 trees"), ("original", "40 trees")):
        shown = page(storm, view)
        links = shown.one("nav", class_="views").all("a")
        assert [link.attributes["href"] for link in links] == [
            "/articles/storm/",
            "/articles/storm/?view=corrected",
            "/articles/storm/?view=original",
            "/articles/storm/?view=comparison",
        ]
        (current,) = (link for link in links if link.attributes.get("aria-current"))
        assert current.attributes["href"] == f"/articles/storm/{view and f'?view={view}'}"
        assert f"felled {words} in" in shown.one("div", class_="body").all("p")[0].text


def test_the_original_is_what_readers_got_first(storm, published, page, import_text):
    published(storm, "40", "50")
    import_text("storm", storm.latest_revision.source.replace("1987", "1988").replace("Jane", "Mary"))
    original = page(storm, "original")
    assert "felled 40 trees" in original.one("article").text
    assert ("1987" in original.text, "Jane" in original.text, "Mary" in original.text) == (True, True, False)
    assert "1988" in page(storm).text


def test_the_original_of_a_page_that_was_published_late_is_what_stood_then(import_text, editor, page):
    article = import_text("rain", "It rained.\n", public=False)
    import_text("rain", "It poured.\n", public=False)
    publish_page(article, user=editor, now=timezone.now())
    import_text("rain", "It snowed.\n", public=False)
    assert page(article, "original").one("div", class_="body").text == "It poured."


def test_the_plain_ways_mark_nothing_and_list_all_at_the_foot(storm, draft, publish, page):
    publish(draft(storm, "40", "50"), draft(storm, kind="editors_note"), draft(storm, kind="retraction"))
    for view in ("corrected", "original"):
        shown = page(storm, view)
        assert (shown.all("mark"), shown.all("a", class_="no")) == ([], [])
        assert notices(shown) == {"correction-1": "top", "correction-2": "above", "correction-3": "foot"}
        check_links(shown)


def test_a_headline_in_the_body_is_the_pages_headline(import_text, published, page):
    article = import_text("gale", "# A gale of 2021\n\nIt blew in 2021.\n")
    published(article, "gale of 2021", "gale of 2019")
    shown = page(article)
    assert shown.one("h1").text == "A gale of 2021 20191"
    assert shown.one("title").text.startswith("A gale of 2019 ·")
    assert notices(shown) == {"correction-1": "top"}
    check_links(shown)


def test_a_headline_taken_from_a_heading_further_down_is_corrected(import_text, published, page):
    article = import_text("gale", "It blew.\n\n## In 2021\n\nAnd how.\n")
    published(article, "2021", "2019")
    for view in ("", "corrected"):
        shown = page(article, view)
        assert shown.one("h1").text == "In 2019"
        assert shown.one("title").text.startswith("In 2019 ·")
    assert page(article, "original").one("h1").text == "In 2021"
