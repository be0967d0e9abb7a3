"""What leaves the desk: the corrected file with its front matter and its erratum block, to the letter."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from corrections.exports import annotations_of, corrected_markdown, erratum_block
from corrections.text import render_body, text_of
from tests.pages.reading import read


def test_an_article_without_corrections_is_exported_as_it_came(import_text):
    source = "\ufeff---\r\ntitle: 'A'   # loud\r\n---\r\n\r\nIt\train ed.  \r\n\r\n\r\n- *x*"
    article = import_text("rain", source)
    assert corrected_markdown(article) == source
    assert (erratum_block(article), erratum_block(article, bare=True), annotations_of(article)) == ("", "", "[]\n")


def test_the_export_is_the_file_with_these_words_these_keys_and_this_block(storm, draft, publish, noon):
    publish(
        draft(storm, "40", "50", wording="It was 50, not 40.", sources=(("The [minutes]", "https://example.org/a b"),)),
        draft(storm, kind="editors_note", wording="We “checked”.", severity="serious"),
    )
    publish(
        draft(
            storm,
            "1987",
            "1986",
            kind="update",
            wording="It was 1986.",
            apology=True,
            sources=(("The mayor", ""), ("", "https://example.org/")),
        ),
        when=noon + timedelta(hours=22),
    )
    source = storm.latest_revision.source
    head, body = source.split("---\n\n", 1)
    assert corrected_markdown(storm) == (
        head
        + """corrected: 2026-11-23T12:05:00Z
corrections:
- number: 1
  kind: editors_note
  date: 2026-11-22T14:05:00Z
  place: top
  note: "We “checked”."
- number: 3
  kind: update
  date: 2026-11-23T12:05:00Z
  place: foot
  note: "It was 1986. We regret the error."
- number: 2
  kind: correction
  date: 2026-11-22T14:05:00Z
  place: inline
  note: "It was 50, not 40."
---

"""
        + body.replace("felled 40 trees", "felled 50 trees").replace("1987", "1986")
        + """

<!-- erratum:begin -->

## Corrections

**Editor's note no. 1, 22 November 2026, 14:05 UTC:** We “checked”.

**Update no. 3, 23 November 2026, 12:05 UTC:** It was 1986. We regret the error. Sources: The mayor; """
        + """[https://example.org/](https://example.org/)

**Correction no. 2, 22 November 2026, 14:05 UTC:** It was 50, not 40. """
        + """Sources: [The \\[minutes\\]](https://example.org/a%20b)

<!-- erratum:end -->
"""
    )


def test_within_one_publication_notices_stand_by_their_place(storm, draft, publish):
    publish(*(draft(storm, words, "x", wording=f"About {words}.") for words in ("Jane", "40", "1987")))
    block = erratum_block(storm)
    assert block.index("About 40.") < block.index("About 1987.") < block.index("About Jane.")


def test_two_exports_are_the_same_bytes(storm, published):
    published(storm, "40", "50")
    assert corrected_markdown(storm) == corrected_markdown(storm)


def test_an_article_without_front_matter_gains_none(import_text, published):
    article = import_text("rain", "It rained.")
    published(article, "rained", "snowed", wording="It snowed.")
    assert corrected_markdown(article) == (
        "It snowed.\n\n<!-- erratum:begin -->\n\n## Corrections\n\n"
        "**Correction no. 1, 22 November 2026, 14:05 UTC:** It snowed.\n\n<!-- erratum:end -->\n"
    )


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_what_is_added_has_the_files_line_ends(import_text, published, newline):
    article = import_text("rain", f"---{newline}title: Rain{newline}---{newline}{newline}It rained.{newline}")
    published(article, "rained", "snowed")
    lines = corrected_markdown(article).split(newline)
    assert lines[1:4] == ["title: Rain", "corrected: 2026-11-22T14:05:00Z", "corrections:"]
    assert lines[-6:-4] == ["## Corrections", ""]
    assert not any(end in line for line in lines for end in "\r\n")


def test_a_minor_fix_is_carried_out_and_listed_only_when_asked(storm, published, settings):
    published(storm, "40", "50", kind="minor_fix", wording="A typing error.")
    exported = corrected_markdown(storm)
    assert "felled 50 trees" in exported
    assert ("typing" in exported, "erratum" in exported, "corrected:" in exported) == (False, False, False)
    settings.EXPORT_MINOR_FIXES = True
    assert corrected_markdown(storm).count("A typing error.") == 2


def test_drafts_are_exported_when_asked_and_the_block_says_so(storm, draft, published):
    published(storm, "40", "50", wording="It was 50.")
    draft(storm, "1987", "1986", wording="It was 1986.")
    assert "1986" not in corrected_markdown(storm)
    exported = corrected_markdown(storm, drafts=True)
    assert "since 1986" in exported
    assert "\n**Correction (draft, not published):** It was 1986.\n" in exported
    assert exported.index("It was 50.", exported.index("erratum:begin")) < exported.index("(draft, not")
    assert exported.count("number: ") == 1


def test_the_house_style_is_a_setting(storm, published, settings):
    settings.ERRATUM_HEADING_LEVEL = 4
    settings.FRONT_MATTER_CORRECTED, settings.FRONT_MATTER_CORRECTIONS = "amended_on", "amendments"
    published(storm, "40", "50")
    exported = corrected_markdown(storm)
    assert "\n\n#### Corrections\n\n" in exported
    assert "\namended_on: 2026-11-22T14:05:00Z\namendments:\n- number: 1\n" in exported


def test_readers_are_told_the_time_of_the_house_and_machines_that_of_utc(storm, published, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    published(storm, "40", "50", when=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))
    exported = corrected_markdown(storm)
    assert "1 January 2027, 08:30 JST:" in exported
    assert "corrected: 2026-12-31T23:30:00Z" in exported
    assert '"created": "2026-12-31T23:30:00Z"' in annotations_of(storm)


def test_a_note_runs_nothing_and_borrows_nothing(import_text, published):
    article = import_text("rain", "It rained [sic].\n\n[sic]: https://evil.example/\n")
    published(article, "rained", "snowed", wording="It {{ .Site }} {% raw %} <script>x</script> was [sic] `{{ a }}`.")
    block = erratum_block(article)
    assert "{{" not in block
    assert "{%" not in block
    rendered = render_body(corrected_markdown(article))
    assert rendered.count("https://evil.example/") == 1
    assert "It {{ .Site }} {% raw %} <script>x</script> was [sic] {{ a }}." in text_of(rendered)


def test_the_erratum_to_copy_has_no_markers(storm, published):
    published(storm, "40", "50", wording="It was 50.")
    assert erratum_block(storm, bare=True) == (
        "## Corrections\n\n**Correction no. 1, 22 November 2026, 14:05 UTC:** It was 50.\n"
    )
    assert (
        erratum_block(storm) == f"<!-- erratum:begin -->\n\n{erratum_block(storm, bare=True)}\n<!-- erratum:end -->\n"
    )
    assert corrected_markdown(storm).endswith(f"\n\n{erratum_block(storm)}")


@pytest.mark.parametrize("slug", ["leap-second-vote", "utf-8-story", "voyager-golden-record"])
def test_the_corrected_view_reads_as_the_export_and_the_original_as_the_import(sample, client, slug):
    article = sample(slug)
    source = article.latest_revision.source
    exported = corrected_markdown(article).split("\n\n<!-- erratum:begin -->")[0]
    for view, markdown in (("corrected", exported), ("original", source)):
        body = read(client.get(f"/articles/{slug}/?view={view}").content).one("div", class_="body")
        assert body.raw_text() == text_of(render_body(markdown))


def test_the_annotated_page_holds_the_articles_own_text_between_what_is_added(storm, draft, publish, client, at):
    publish(
        draft(storm, "14 May 2021", "15 May"),
        draft(storm, "lost its", ""),
        draft(storm, at(storm, "25"), "Twenty-five"),
        draft(storm, "lucky"),
    )
    body = read(client.get("/articles/storm/").content).one("div", class_="body")
    assert body.raw_text(without="data-added") == storm.latest_revision.rendering.texts()[""]


def test_an_export_tells_only_its_own_article(storm, published):
    published(storm, "40", "50")
    assert "lsewhere" not in corrected_markdown(storm, drafts=True) + annotations_of(storm, drafts=True)
    assert len(json.loads(annotations_of(storm, drafts=True))) == 1
