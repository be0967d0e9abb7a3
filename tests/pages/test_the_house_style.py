"""The house's language, dates, clock and keys are settings; what was exported under others is still ours."""

from datetime import UTC, datetime, timedelta

import pytest

from corrections.actions.import_article import import_article
from corrections.exports import corrected_markdown, erratum_block
from corrections.models import Kind
from corrections.text import Refusal
from tests.pages.reading import read

LATE = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
CHINESE = {"LANGUAGE_CODE": "zh-hans", "ERRATUM_LANGUAGE": "zh-hans"}
STYLES = [
    {},
    CHINESE,
    {"DATE_STYLE": "mdy", "TIME_ZONE": "America/New_York"},
    {"ERRATUM_LANGUAGE": "zh-hans", "DATE_STYLE": "iso", "TIME_ZONE": "Asia/Kathmandu"},
]


@pytest.fixture
def house(settings):
    """A function: the house has these settings from now on, and the defaults for all others."""

    def house(**changed):
        defaults = {"LANGUAGE_CODE": "en", "ERRATUM_LANGUAGE": "en", "DATE_STYLE": "dmy", "TIME_ZONE": "UTC"}
        for name, value in (defaults | changed).items():
            setattr(settings, name, value)

    return house


def test_a_chinese_erratum_is_chinese_from_its_heading_to_its_sources(storm, published, house):
    sources = (("市议会", "https://example.org/a"), ("年报", ""))
    published(storm, "40", "50", wording="应为50棵，而非40棵。", apology=True, sources=sources)
    published(storm, kind="removal", withheld=True, topic="x", wording="有关内容已删除。", severity="serious")
    house(**CHINESE, TIME_ZONE="Asia/Shanghai")
    assert erratum_block(storm, bare=True) == (
        "## 更正与说明\n\n"
        "**编者按（内容已删除）第2号，2026年11月22日 22:05（北京时间）：** 有关内容已删除。\n\n"
        "**更正第1号，2026年11月22日 22:05（北京时间）：** 应为50棵，而非40棵。谨向读者致歉。"
        "来源：[市议会](https://example.org/a)；年报\n"
    )


def test_the_erratum_may_be_in_another_language_than_the_pages(storm, published, house, client):
    published(storm, "40", "50", wording="It was 50.")
    house(ERRATUM_LANGUAGE="zh-hans")
    assert (
        erratum_block(storm, bare=True) == "## 更正与说明\n\n**更正第1号，2026年11月22日 14:05（UTC）：** It was 50.\n"
    )
    page = read(client.get("/articles/storm/").content)
    assert page.one("div", id="correction-1").one("a", class_="label").text == "Correction no. 1"


def test_the_pages_of_a_chinese_house_are_chinese_whatever_a_browser_asks_for(storm, published, house, client):
    published(storm, "40", "50", apology=True)
    house(**CHINESE)
    page = read(client.get("/articles/storm/", headers={"accept-language": "en"}).content)
    notice = page.one("div", id="correction-1")
    assert page.one("html").attributes["lang"] == "zh-Hans"
    assert notice.one("a", class_="label").text == "更正第1号"
    assert notice.one("time").text == "2026年11月22日"
    assert notice.one("p", class_="wording").text.endswith("is right now. 谨向读者致歉。")
    assert Kind.CORRECTION.label == "更正"


@pytest.mark.parametrize("earlier", STYLES)
@pytest.mark.parametrize("now", STYLES)
def test_a_file_that_was_exported_under_other_settings_is_still_ours(storm, published, house, editor, earlier, now):
    house(**earlier)
    published(storm, "40", "50", wording="It was 50.", apology=True, sources=(("A", "https://example.org/"),))
    published(storm, "1987", "1986", wording="It was 1986.", when=LATE)
    exported = corrected_markdown(storm)
    house(**now)
    again = import_article(exported.encode(), user=editor, slug="storm")
    assert again.revision.own_erratum
    exported = corrected_markdown(storm)
    assert exported.count("erratum:begin") == 1
    import_article(exported.encode(), user=editor, slug="storm")
    assert corrected_markdown(storm) == exported


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("22 November 2026", "20 November 2026"),
        ("14:05 UTC", "noon"),
        (", 22 November 2026, 14:05 UTC", ""),
        ("no. 1", "no. 2"),
        ("It was 50.", "It was 60."),
    ],
)
def test_a_block_that_says_otherwise_is_not_ours(storm, published, editor, ours, theirs):
    published(storm, "40", "50", wording="It was 50.")
    source = storm.latest_revision.source + "\n\n" + erratum_block(storm).replace(ours, theirs)
    assert not import_article(source.encode(), user=editor, slug="storm").revision.own_erratum


def test_a_wording_tells_the_day_of_its_publication_by_the_houses_clock(storm, published, house):
    house(TIME_ZONE="Asia/Tokyo", DATE_STYLE="mdy")
    note = published(storm, "40", "50", wording="Amended on {date of publication}: it was 50.", when=LATE)
    assert note.wording == "Amended on January 1, 2027: it was 50."


def test_pages_tell_days_by_the_houses_clock_and_style(storm, published, house, client):
    published(storm, "40", "50", when=LATE)
    house(TIME_ZONE="Asia/Tokyo", DATE_STYLE="mdy")
    page = read(client.get("/articles/storm/").content)
    assert page.one("p", class_="byline").text == "Ada Byron · November 20, 2026"
    assert page.one("p", class_="status").text == "Corrected January 1, 2027 · 1 correction"
    time = page.one("div", id="correction-1").one("time")
    assert (time.text, time.attributes["title"]) == ("Jan 1, 2027", "January 1, 2027, 08:30 JST")
    assert datetime.fromisoformat(time.attributes["datetime"]) == LATE
    line = next(li for li in read(client.get("/").content).all("li") if "Storm" in li.text)
    assert "Corrected January 1, 2027" in line.text


# The key for a file's last change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("lastmod: 2026-11-20", "lastmod: 2026-11-22T14:05:00Z"),
        ('lastmod:   "2026-11-20T10:00:00+01:00"  # by hand', 'lastmod:   "2026-11-22T14:05:00Z"  # by hand'),
        ("lastmod: 'some day'", "lastmod: '2026-11-22T14:05:00Z'"),
        ("lastmod:", "lastmod: 2026-11-22T14:05:00Z"),
        ("lastmod: # never", "lastmod: 2026-11-22T14:05:00Z # never"),
        ("lastmod: 2026-12-24", "lastmod: 2026-12-24"),
    ],
)
def test_the_day_of_the_last_change_is_set_where_it_stands(import_text, published, settings, editor, before, after):
    settings.FRONT_MATTER_LASTMOD = "lastmod"
    source = f"---\ntitle: Rain  # kept\n{before}\nn:   0x10\n---\n\nIt rained.\n"
    article = import_text("rain", source)
    published(article, "rained", "snowed")
    exported = corrected_markdown(article)
    head = source.split("---\n\n")[0].replace(before, after)
    assert exported.startswith(f"{head}corrected: 2026-11-22T14:05:00Z\ncorrections:\n")
    import_article(exported.encode(), user=editor, slug="rain")
    assert corrected_markdown(article) == exported


def test_the_day_of_the_last_change_is_added_where_it_is_missing(storm, published, settings, editor, noon):
    settings.FRONT_MATTER_LASTMOD = "updated"
    published(storm, "40", "50")
    exported = corrected_markdown(storm)
    assert "\nlang: en\nupdated: 2026-11-22T14:05:00Z\ncorrected: 2026-11-22T14:05:00Z\ncorrections:\n" in exported
    import_article(exported.encode(), user=editor, slug="storm")
    assert corrected_markdown(storm) == exported
    published(storm, "1987", "1986", kind="minor_fix", when=noon + timedelta(days=1))
    assert "\nupdated: 2026-11-23T14:05:00Z\ncorrected: 2026-11-22T14:05:00Z\n" in corrected_markdown(storm)


def test_no_day_is_set_unless_a_note_is_published_and_the_house_asks(storm, draft, published, settings):
    draft(storm, "1987", "1986")
    settings.FRONT_MATTER_LASTMOD = "lastmod"
    assert "lastmod" not in corrected_markdown(storm)
    settings.FRONT_MATTER_LASTMOD = ""
    published(storm, "40", "50")
    assert "lastmod" not in corrected_markdown(storm)


@pytest.mark.parametrize(
    "matter", ["lastmod:\n  by: Ada", "date: &d 2026-11-20\nlastmod: *d", "lastmod: >\n  2026-11-20"]
)
def test_a_day_that_cannot_be_set_alone_is_refused(import_text, published, settings, matter):
    settings.FRONT_MATTER_LASTMOD = "lastmod"
    article = import_text("rain", f"---\n{matter}\n---\n\nIt rained.\n")
    with pytest.raises(Refusal, match="“lastmod”"):
        published(article, "rained", "snowed")
