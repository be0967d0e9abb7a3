"""The erratum block: found again by machines, read by people, and harmless wherever it stands."""

import pytest

from corrections.text import (
    Entry,
    Erratum,
    Refusal,
    entries_in,
    escaped,
    export_block,
    export_source,
    find,
    newline_of,
    paragraph,
    render_body,
    text_of,
    without_block,
    without_moment,
)

NOTICE = Entry("Correction no. 3", "It was 2019.")
BEGIN, END = "<!-- erratum:begin -->", "<!-- erratum:end -->"


@pytest.mark.parametrize(
    ("source", "newline"), [("a\rb\n", "\r"), ("a\r\nb\n", "\r\n"), ("a\nb\r\n", "\n"), ("a", "\n")]
)
def test_a_source_s_line_end_is_its_first(source, newline):
    assert newline_of(source) == newline


def test_a_block_has_the_heading_that_the_house_gives_it():
    added = Erratum((NOTICE, Entry("Update", "More.")), heading="Our errors", level=4)
    notices = "**Correction no. 3:** It was 2019.\n\n**Update:** More."
    assert export_block("x", added) == f"{BEGIN}\n\n#### Our errors\n\n{notices}\n\n{END}\n"
    assert export_block("x\r\n", added, bare=True) == f"#### Our errors\n\n{notices}\n".replace("\n", "\r\n")
    assert export_block("x", Erratum()) == ""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_the_notices_of_a_block_are_read_again(newline):
    block = export_block(f"x{newline}", Erratum((NOTICE, Entry("Update", "More."))))
    assert entries_in(f"{newline * 2}{block}") == ["**Correction no. 3:** It was 2019.", "**Update:** More."]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_block_ends_the_article_with_its_separator_and_what_is_behind_it(newline):
    source = f"a{newline}{newline}b"
    exported = export_source(source, [], Erratum((NOTICE,)))
    place = find(exported + " \t\r\n")
    assert exported[: place.start] == source == without_block(exported)
    assert place.end == len(exported) + 4
    assert all(find(f"{exported}{behind}") is None for behind in ("c", "X", "\x0c", "\u2003"))
    assert find(exported.replace("begin", "began")) is None
    assert without_block(source) == source


def test_the_last_of_two_blocks_is_the_block():
    once = export_source("a\n", [], Erratum((NOTICE,)))
    twice = export_source(once, [], Erratum((NOTICE, NOTICE)))
    assert without_block(twice) == once


def test_the_block_of_an_earlier_export_is_taken_away_only_where_it_is_known():
    once = export_source("a\n", [], Erratum((NOTICE,)))
    assert export_source(once, [], Erratum(replaces_block=True)) == "a\n"
    assert export_source(once, [], Erratum()) == once


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<div>\n\n```\n<p>\n```\n", "The article leaves <div> open"),
        ("<div>\n\n~~~~\n<p>\n~~~\n", "The article leaves ~~~~ open"),
        ("<div>\n<img src='x'>\n`<p>\n", "The article leaves <p> open"),
        ("<div>\n<p>a</p> <!-- b -->\n", "The article leaves <div> open"),
        ("a\n\n<div", "Behind this article the erratum would not be read"),
        ("<table>\n<tr><td>a<br>\n", "The article leaves <td> open"),
        ("<div>\na</b></p>\n", "The article leaves <div> open"),
        ("a\n\n<!-- b <p> ```\n", "The article leaves <!-- open"),
        ("<div>\n\nfoo<wbr>bar\n", "The article leaves <div> open"),
        ("<div>\n<INPUT><param><source>\n", "The article leaves <div> open"),
    ],
)
def test_an_article_that_would_swallow_the_block_is_told_what_is_open(source, said):
    with pytest.raises(Refusal, match=said):
        export_source(source, [], Erratum((NOTICE,)))


@pytest.mark.parametrize(
    "source",
    [
        "```\n<div>\n```\n",
        "~~~\n```\n~~~\n",
        "````\n```\n````\n",
        "<!-- <div> ``` -->\n\na\n",
        "<div>a</div>\n\n<DIV>b<p>c</p></DIV>\n",
        "a `<div>` b\n",
        "a</b> b\n",
        "a<br>b <img src='x>'>\n",
    ],
)
def test_markup_that_is_closed_swallows_nothing(source):
    exported = export_source(source, [], Erratum((NOTICE,)))
    assert text_of(render_body(exported)).strip().endswith("It was 2019.")


# -- a notice's paragraph --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "written"),
    [
        (
            Entry("A *b* [c] `d` _e_ \\ <f> &amp;", "g"),
            "**A \\*b\\* \\[c\\] \\`d\\` \\_e\\_ \\\\ &lt;f> &amp;amp;:** g",
        ),
        (Entry("A {{b}}", "c\n d"), "**A &#123;{b}}:** c d"),
        (
            Entry("更正", "应为2019年。", (("表", "https://x.org/"),), "zh-hans"),
            "**更正：** 应为2019年。来源：[表](https://x.org/)",
        ),
        (Entry("A", "b.", (("", "https://x.org/a"),)), "**A:** b. Sources: [https://x.org/a](https://x.org/a)"),
        (Entry("A", "b.", (("A  [t]\nx", ""), ("u", "v"))), "**A:** b. Sources: A \\[t\\] x; [u](v)"),
        (
            Entry("A", "b.", (("t", 'https://x.org/ (a)<b>\\"`*[c]{d}|^é'),)),
            "**A:** b. Sources: [t](https://x.org/%20%28a%29%3Cb%3E%5C%22%60%2A%5Bc%5D%7Bd%7D%7C%5Eé)",
        ),
        (
            Entry("A", "b.", (("t", "x?a=1&copy;=2&#38;&b=3&Auml;&AMP;"),)),
            "**A:** b. Sources: [t](x?a=1&amp;copy;=2&amp;#38;&b=3&amp;Auml;&amp;AMP;)",
        ),
        (
            Entry("A", "b.", (("t", "https://x.org/a\u00a0b"),)),
            "**A:** b. Sources: [t](https://x.org/a%C2%A0b)",
        ),
    ],
)
def test_a_notice_is_one_paragraph_that_reads_as_it_was_written(entry, written):
    assert paragraph(entry) == written


@pytest.mark.parametrize(
    ("paragraph", "told"),
    [
        (
            "**Correction no. 3, 22 November 2026, 14:05 UTC:** It.",
            ("**Correction no. 3:** It.", "22 November 2026, 14:05 UTC"),
        ),
        (
            "**更正第3号，2026年11月22日 22:05（北京时间）：** 应。",
            ("**更正第3号：** 应。", "2026年11月22日 22:05（北京时间）"),
        ),
        ("**Correction:** It.", ("**Correction:** It.", "")),
        ("Words, and: more", ("Words, and: more", "")),
    ],
)
def test_a_notice_is_compared_without_its_moment(paragraph, told):
    assert without_moment(paragraph) == told


@pytest.mark.parametrize(
    ("wording", "written"),
    [
        ("It is *so*, 1 > 0.", "It is *so*, 1 > 0."),
        ("AT&T and &copy; &lt;b>", "AT&T and &copy; &lt;b>"),
        ("a <b>b</b>", "a &lt;b>b&lt;/b>"),
        ("<b>a</b> *b*", "&lt;b>a&lt;/b> *b*"),
        ("[a] <b>b</b> *c*", "\\[a\\] &lt;b>b&lt;/b> *c*"),
        ("[b](javascript:x) <b>a</b>", "b &lt;b>a&lt;/b>"),
        ("![b](javascript:x) *a* [c](/d)", " a c"),
        ("1 < 2 & 3", "1 < 2 & 3"),
        ("<https://x.org/> or <a@x.org>", "<https://x.org/> or <a@x.org>"),
        ("{{ x }} {% y %} {# z #} {a}", "&#123;{ x }} &#123;% y %} &#123;# z #} {a}"),
        ("`{{ x }}` `y`", "<code>&#123;&#123; x &#125;&#125;</code> `y`"),
        ("[sic] and [a][b]", "\\[sic\\] and \\[a\\]\\[b\\]"),
        ("\\[sic] [*a*](https://x.org/ 'T')", "\\[sic] [*a*](https://x.org/ 'T')"),
        ("[a [b]](https://x.org/)", "[a \\[b\\]](https://x.org/)"),
        ("`[a]` [b]", "`[a]` \\[b\\]"),
        ("![a](p.png)", "![a](p.png)"),
        ("*a* [b](javascript:x)", "a b"),
        ("a `b", "a `b"),
    ],
)
def test_a_wording_reads_the_same_in_any_article(wording, written):
    assert escaped(wording) == written
    for around in ("{}", "{}\n\n[sic]: /s\n[a]: /a\n[b]: /b\n"):
        html = render_body(around.format(f"**A:** {written}"))
        assert not any(f'href="/{label}"' in html for label in ("s", "a", "b"))
