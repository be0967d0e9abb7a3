"""What readers' browsers get: nothing that runs, one text for everybody, and marks that are drawn where words stand."""

import pytest

from corrections.text import (
    Look,
    Mark,
    SafeHtml,
    TextRange,
    block_name,
    blocks,
    corrected_text,
    headline,
    highlight,
    is_heading,
    is_safe_address,
    joined_html,
    named_blocks,
    notes_in,
    render_body,
    split_headline,
    text_of,
    without_ids,
)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<a href="x" class="no" id="correction-1" rel="me" onclick="x">a</a>', '<p><a href="x" rel="me">a</a></p>'),
        (
            '<a href="x" class="footnote-ref" id="fnref:1">a</a>',
            '<p><a href="x" class="footnote-ref" id="fnref:1">a</a></p>',
        ),
        ('<b id="fn:1" class="footnote">a</b>', "<p><b>a</b></p>"),
        ('<sup id="correction-1">a</sup>', "<p><sup>a</sup></p>"),
        ('<sup id="fnref2:b">a</sup>', '<p><sup id="fnref2:b">a</sup></p>'),
        ('<b title="t" lang="de" dir="rtl" style="x">a</b>', '<p><b title="t" lang="de" dir="rtl">a</b></p>'),
        ('<q cite="javascript:x">a</q> <q cite="/y">b</q>', '<p><q>a</q> <q cite="/y">b</q></p>'),
        ('<img src="data:x" alt="a"> <img src="p.png" width="3">', '<p><img alt="a"> <img src="p.png" width="3"></p>'),
        ("a<script>x<b>y</b></script>b<style>z</style>c", "<p>abc</p>"),
        ("<mark>a</mark> <blink>b</blink>", "<p>a b</p>"),
        ("a<!-- b -->c", "<p>ac</p>"),
        ('<a href="tel:+441">a</a>', '<p><a href="tel:+441">a</a></p>'),
        ('<a href="javascript:1">a</a> <b title="javascript:1">b</b>', '<p><a>a</a> <b title="javascript:1">b</b></p>'),
        ('<a href="javascript&#58;1">a</a> <a href="java&Tab;script:1">b</a>', "<p><a>a</a> <a>b</a></p>"),
        ("&copy; &amp; &lt; &gt; &quot; &nbsp;", '<p>© &amp; &lt; &gt; " \xa0</p>'),
        ("&#1; &#0; &#xD800; &#127;", "<p>� � � �</p>"),
        ("```\n\n\nx\n```", "<pre><code>\n\nx\n</code></pre>"),
        ("<pre>\n\nx</pre>", "<pre>\n\nx</pre>"),
        ("<pre>&#10;x</pre>", "<pre>\n\nx</pre>"),
    ],
)
def test_of_html_only_what_is_allowed_is_left(source, html):
    assert render_body(source) == html


@pytest.mark.parametrize(
    ("address", "is_safe"),
    [
        ("", True),
        ("/a:b", True),
        ("a?b:c", True),
        ("#a:b", True),
        ("\\a:b", True),
        ("HTTPS://x.org", True),
        ("mailto:a@x.org", True),
        ("mailto:a:b@x.org", True),
        (" htt\tps://x.org", True),
        ("tel:+1", True),
        ("javascript:x", False),
        (" java\tscript\n:x", False),
        ("\x01javascript:x", False),
        ("data:text/html,x", False),
        ("x.org:80/a", False),
        ("ftp://x.org", False),
    ],
)
def test_an_address_is_safe_where_a_browser_would_run_nothing(address, is_safe):
    assert is_safe_address(address) is is_safe


def test_safe_html_joined_to_anything_is_safe_no_longer():
    safe = render_body("a")
    assert safe.__html__() == "<p>a</p>"
    assert type(str(safe)) is type(safe + "") is type(safe.__html__()) is str
    assert joined_html([safe, safe]) == "<p>a</p><p>a</p>"
    with pytest.raises(TypeError, match="Only safe HTML"):
        joined_html([safe, "<p>b</p>"])


def test_the_text_is_the_text_nodes_without_what_we_add():
    html = SafeHtml("<p>a<ins data-added>b<b>c</b></ins> <br data-added>d &amp; e</p><pre>\n\nf</pre>")
    assert text_of(html) == "a d & e\nf"


def test_of_html_that_is_no_longer_whole_the_text_is_still_the_text():
    assert text_of(SafeHtml("a</b> c<pre>\n</pre>d")) == "a cd"


def test_only_the_line_end_that_a_pre_begins_with_is_no_part_of_the_text():
    assert text_of(SafeHtml("\na<pre>\n\nb<b>\nc</b>\n</pre>\nd")) == "\na\nb\nc\n\nd"


# -- marks -----------------------------------------------------------------------------------------------------------


GAP = '<span class="gap" data-added> </span>'


def drawn(html: str, start: int, end: int, look: Look, replacement: str | None = None, **more: object) -> str:
    return highlight(SafeHtml(html), [Mark(TextRange(start, end), "", "", look, replacement, **more)])


@pytest.mark.parametrize(
    ("html", "place", "look", "new", "marked"),
    [
        (
            "<p>In 2021 it came.</p>",
            (3, 7),
            Look.STRUCK,
            "2019",
            f"<p>In <mark><del>2021</del>{GAP}<ins data-added>2019</ins></mark> it came.</p>",
        ),
        (
            "<p>a big dog</p>",
            (2, 9),
            Look.STRUCK,
            "dog",
            "<p>a <mark><del>big </del>dog</mark></p>",
        ),
        (
            "<p>a dog</p>",
            (2, 5),
            Look.STRUCK,
            "big dog",
            "<p>a <mark><ins data-added>big</ins><span data-added> </span>dog</mark></p>",
        ),
        (
            "<p>a dog</p>",
            (2, 5),
            Look.STRUCK,
            "dog ran",
            "<p>a <mark>dog<span data-added> </span><ins data-added>ran</ins></mark></p>",
        ),
        ("<p>a dog</p>", (2, 5), Look.RIGHT, "<cat>", "<p>a <mark><ins data-added>&lt;cat&gt;</ins></mark></p>"),
        ("<p>a dog</p>", (2, 5), Look.PLAIN, "<cat>", "<p>a &lt;cat&gt;</p>"),
        ("<p>a big dog</p>", (2, 9), Look.PLAIN, "big cat", "<p>a big cat</p>"),
        ("<p>a dog</p>", (2, 5), Look.COMMENT, "cat", '<p>a <mark class="comment">dog</mark></p>'),
        ("<p>a dog</p>", (2, 5), Look.STRUCK, None, "<p>a <mark>dog</mark></p>"),
        ("<p>a dog</p>", (2, 5), Look.GONE, None, "<p>a <mark><del>dog</del></mark></p>"),
        ("<p>a dog</p>", (2, 5), Look.NEW, None, "<p>a <mark><ins>dog</ins></mark></p>"),
        (
            "<p>a &amp;<em> b</em> c</p>",
            (2, 5),
            Look.COMMENT,
            None,
            '<p>a <mark class="comment">&amp;</mark><em><mark class="comment"> b</mark></em> c</p>',
        ),
        (
            "<p>a dog ran off</p>",
            (1, 10),
            Look.RIGHT,
            "",
            '<p>a<mark><span class="omission" data-added> […] </span></mark>off</p>',
        ),
        (
            "<p>a dog ran</p>",
            (2, 5),
            Look.RIGHT,
            "",
            '<p>a <mark><span class="omission" data-added>[…]</span></mark> ran</p>',
        ),
        (
            "<p>a <em>dog ran</em> off</p>",
            (2, 9),
            Look.WITHHELD,
            "[a <dog>]",
            '<p>a <em><span class="withheld" data-added dir="auto">[a &lt;dog&gt;]</span></em> off</p>',
        ),
        (
            "<p>a dog</p>\n<p>ran <b>off</b></p>",
            (1, 10),
            Look.WITHHELD,
            "[gone]",
            '<p>a</p>\n<p><span data-added> </span><span class="withheld" data-added dir="auto">[gone]</span>'
            "<span data-added> </span><b>off</b></p>",
        ),
        (
            "<p>dog, ran!off (a)</p>",
            (3, 8),
            Look.WITHHELD,
            "[gone]",
            '<p>dog<span data-added> </span><span class="withheld" data-added dir="auto">[gone]</span>!off (a)</p>',
        ),
        (
            "<p>dog!run (off)</p>",
            (4, 6),
            Look.WITHHELD,
            "[gone]",
            '<p>dog!<span data-added> </span><span class="withheld" data-added dir="auto">[gone]</span>'
            "<span data-added> </span>n (off)</p>",
        ),
        (
            "<p>(off)</p>",
            (1, 4),
            Look.WITHHELD,
            "[gone]",
            '<p>(<span class="withheld" data-added dir="auto">[gone]</span>)</p>',
        ),
        ("<p>off</p>", (0, 3), Look.WITHHELD, "[x]", '<p><span class="withheld" data-added dir="auto">[x]</span></p>'),
        ("<p>a <em>dog</em> ran</p>", (2, 5), Look.PLAIN, "", "<p>a  ran</p>"),
        ("<p><i></i>a <em>dog</em> ran</p>", (2, 5), Look.PLAIN, "", "<p><i></i>a  ran</p>"),
        ("<p>26<sup>th</sup> May</p>", (0, 4), Look.PLAIN, "27th", "<p>27<sup>th</sup> May</p>"),
        ('<p>a "dog"</p>', (2, 7), Look.COMMENT, None, '<p>a <mark class="comment">"dog"</mark></p>'),
        ("<p>a dog</p>", (2, 5), Look.PLAIN, 'the "cat"', '<p>a the "cat"</p>'),
        ("<p>a dog</p>", (2, 5), Look.RIGHT, '"cat"', '<p>a <mark><ins data-added>"cat"</ins></mark></p>'),
        (
            "<p>one <b>two</b> three</p>",
            (0, 13),
            Look.STRUCK,
            "one and two three",
            "<p><mark>one <ins data-added>and</ins><span data-added> </span></mark>"
            "<b><mark>two</mark></b><mark> three</mark></p>",
        ),
        ("<ul><li>a</li><li><b>b</b></li></ul>", (1, 2), Look.PLAIN, "", "<ul><li>a</li></ul>"),
        ("<table><tr><td>a</td></tr></table>", (0, 1), Look.PLAIN, "", "<table><tr><td></td></tr></table>"),
        (
            "<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
            (0, 5),
            Look.COMMENT,
            None,
            '<ul>\n<li><mark class="comment">a</mark></li>\n<li><mark class="comment">b</mark></li>\n</ul>',
        ),
    ],
)
def test_a_mark_is_drawn_as_it_looks(html, place, look, new, marked):
    assert drawn(html, *place, look, new) == marked


def test_white_space_is_marked_between_words_and_not_beside_a_block():
    start = '<mark class="comment">'
    line = f"<p><b>{start}a</mark></b>{start} </mark><i>{start}b</mark></i></p>"
    assert drawn("<p><b>a</b> <i>b</i></p>", 0, 3, Look.COMMENT) == line
    line = f"<p><b>{start}a</mark></b>{start} </mark><img></p>"
    assert drawn("<p><b>a</b> <img></p>", 0, 2, Look.COMMENT) == line
    listed = f"<ul><li><b>{start}a</mark></b>\n<ul><li>{start}b</mark></li></ul></li></ul>"
    assert drawn("<ul><li><b>a</b>\n<ul><li>b</li></ul></li></ul>", 0, 3, Look.COMMENT) == listed


def test_a_place_that_begins_or_ends_between_blocks_is_drawn_from_its_first_word_to_its_last():
    html = "<p>a</p>\n<p>b</p>"
    added = "<ins data-added>x</ins><span data-added> </span>"
    assert drawn(html, 1, 3, Look.STRUCK, "\nx b") == f"<p>a</p>\n<p><mark>{added}b</mark></p>"
    assert '>a</mark><a class="no"' in drawn(html, 0, 2, Look.COMMENT, number="1")
    assert drawn("<hr>", 0, 0, Look.COMMENT, number="1") == "<hr>"


def test_white_space_that_alone_is_added_is_added():
    assert drawn("<p>ab</p>", 0, 2, Look.RIGHT, " ") == "<p><mark><ins data-added> </ins></mark></p>"


def test_what_is_said_of_withheld_words_is_in_its_own_language_and_no_text_of_the_article():
    html = drawn("<p>a dog</p>", 2, 5, Look.WITHHELD, "[gone]", language="en")
    assert html == '<p>a <span class="withheld" data-added lang="en" dir="auto">[gone]</span></p>'
    assert (text_of(html), corrected_text(html)) == ("a ", "a [gone]")


def test_a_number_stands_behind_the_last_of_its_words_and_leads_to_its_notice():
    number = '<a class="no" data-added href="#n&quot;" aria-details="n&quot;" aria-label="No. &lt;1&gt;">1&amp;</a>'
    more = {"number": "1&", "href": '#n"', "title": "No. <1>"}
    mark = Mark(TextRange(2, 9), 'm"', 'n"', Look.COMMENT, draft=True, **more)
    start = '<mark class="comment draft" id="m&quot;" data-note="n&quot;">'
    again = '<mark class="comment draft" data-note="n&quot;">'
    html = highlight(SafeHtml("<p>a <b>dog</b> ran</p>"), [mark])
    assert html == f"<p>a <b>{start}dog</mark></b>{again} ran</mark>{number}</p>"
    assert notes_in(html) == ['n"']


def test_a_note_has_one_stop_for_the_keyboard_however_many_places_it_has():
    marks = [Mark(TextRange(at, at + 1), f"m{at}", "n", Look.COMMENT, number="1", href="#n") for at in (0, 2)]
    html = highlight(SafeHtml("<p>a b</p>"), marks)
    assert html.count('class="no"') == 2
    assert html.count(' tabindex="-1"') == 1
    assert html.index('<a class="no" data-added tabindex="-1" href="#n"') > html.index("b</mark>")


@pytest.mark.parametrize(
    ("html", "at", "number_behind"),
    [
        ('<p><a href="x">ab</a> c</p>', 0, "</a>"),
        ('<p><sup id="fn:1">ab</sup> c</p>', 0, "</sup>"),
        ("<pre>ab\nc</pre><p>d</p>", 0, "</pre>"),
        ('<ul><li id="fn:1">ab</li></ul>', 0, "</mark>"),
        ("<p><b>ab</b> c</p>", 0, "</mark>"),
    ],
)
def test_a_number_is_no_part_of_a_link_of_a_named_word_or_of_code(html, at, number_behind):
    marked = drawn(html, at, at + 2, Look.COMMENT, number="7")
    before = marked[: marked.index('<a class="no"')]
    assert before.endswith(number_behind)
    assert marked.count('class="no"') == 1


def test_comments_that_overlap_are_both_drawn():
    marks = [Mark(TextRange(0, 4), "m1", "1", Look.COMMENT), Mark(TextRange(2, 6), "m2", "2", Look.COMMENT)]
    html = highlight(SafeHtml("<p>a b c</p>"), marks)
    assert text_of(html) == "a b c"
    assert notes_in(html) == ["1", "2"]
    assert html == (
        '<p><mark class="comment" id="m1" data-note="1">a </mark><mark class="comment" data-note="1">'
        '<mark class="comment" id="m2" data-note="2">b </mark></mark><mark class="comment" data-note="2">c</mark></p>'
    )


def test_of_comments_that_begin_together_the_longer_one_holds_the_other():
    marks = [Mark(TextRange(0, end), "", str(end), Look.COMMENT) for end in (1, 3)]
    longer, shorter = (f'<mark class="comment" data-note="{note}">' for note in (3, 1))
    assert highlight(SafeHtml("<p>a b</p>"), marks) == f"<p>{longer}{shorter}a</mark></mark>{longer} b</mark></p>"


def test_a_comment_about_words_that_change_keeps_them_both():
    marks = [Mark(TextRange(0, 5), "", "1", Look.COMMENT), Mark(TextRange(2, 3), "", "2", Look.RIGHT, "x")]
    assert corrected_text(highlight(SafeHtml("<p>a b c</p>"), marks)) == "a x c"


def test_changes_in_several_pieces_of_one_place_stand_each_in_its_own():
    html = drawn("<p>a big <b>dog ran</b> off</p>", 0, 13, Look.STRUCK, "a small dog sat")
    assert corrected_text(html) == "a small dog sat off"
    assert html.index("small") < html.index("<b>") < html.index("sat") < html.index("</b>")


def test_the_corrected_text_has_what_was_added_and_not_what_is_struck():
    html = drawn("<p>a <del>dog</del> ran<br>off</p>", 2, 9, Look.STRUCK, "cat sat", number="1")
    assert corrected_text(html) == "a cat satoff"
    assert corrected_text(drawn("<p>a dog ran</p>", 2, 5, Look.RIGHT, "")) == "a  ran"
    assert corrected_text(SafeHtml("<p>a <del>dog</del></p>")) == "a dog"


# -- blocks and headlines --------------------------------------------------------------------------------------------


def test_an_article_falls_into_its_blocks():
    number = '<a class="no" data-added href="#n">1</a>'
    html = SafeHtml(f"<p>a</p>\n<hr>\n<ul><li><p>b</p></li></ul>\n<pre>c</pre>{number} d")
    assert blocks(html) == [
        "<p>a</p>",
        "\n<hr>",
        "\n<ul><li><p>b</p></li></ul>",
        f"\n<pre>c</pre>{number}",
        " d",
    ]
    assert blocks(SafeHtml("a <b>b</b> <img> c")) == ["a <b>b</b> <img> c"]
    assert blocks(SafeHtml('<p>a</p> <a href="u">b</a><p>c</p><hr>')) == [
        "<p>a</p>",
        ' <a href="u">b</a><p>c</p>',
        "<hr>",
    ]
    assert blocks(SafeHtml("\n")) == []


def test_blocks_get_the_names_that_they_are_given_unless_they_have_one():
    html = SafeHtml('<p>a</p>\n<h2 id="x">b</h2>\n<p title=">">c</p>\n<p>d</p> ')
    named = named_blocks(html, ["b1", "b2", "b3", ""])
    assert named == '<p id="b1">a</p>\n<h2 id="x">b</h2>\n<p id="b3" title=">">c</p>\n<p>d</p> '
    assert [block_name(block) for block in blocks(named)] == ["b1", "x", "b3", ""]
    assert block_name(SafeHtml("words")) == ""
    assert named_blocks(SafeHtml('<p>a <b id="x">b</b></p>'), ["x"]) == '<p>a <b id="x">b</b></p>'
    assert named_blocks(SafeHtml("words"), ["x"]) == "words"


def test_a_second_copy_of_a_page_s_words_has_no_names():
    html = SafeHtml('<p id="a" title="t">b <img src="x" id="c"> </p> d')
    assert without_ids(html) == '<p title="t">b <img src="x"> </p> d'


@pytest.mark.parametrize(
    ("title", "body", "head", "rest"),
    [
        ("A  title\n& more", "<h1>B</h1><p>c</p>", "A title &amp; more", "<h1>B</h1><p>c</p>"),
        ("", "<h1>B <i>b</i></h1><p>c</p>", "B <i>b</i>", "<p>c</p>"),
        ("", "<p>c</p><h2>B <i>b</i></h2>", "B b", "<p>c</p><h2>B <i>b</i></h2>"),
        ("", "<p>c</p>", None, "<p>c</p>"),
        ("", "", None, ""),
    ],
)
def test_a_headline_is_the_title_else_the_first_heading(title, body, head, rest):
    assert split_headline(title, (), SafeHtml(body)) == (head, rest)


def test_marks_of_a_title_are_drawn_in_it_as_it_is_spaced():
    mark = Mark(TextRange(3, 8), "", "n", Look.COMMENT)
    assert split_headline("A  title", [mark], SafeHtml(""))[0] == headline("A  title", [mark])
    assert headline('<A> & "b"', ()) == '&lt;A&gt; &amp; "b"'
    assert (
        headline("<A> b", [Mark(TextRange(0, 3), "", "", Look.COMMENT)]) == '<mark class="comment">&lt;A&gt;</mark> b'
    )


def test_a_heading_is_known_by_its_tag():
    assert [is_heading(SafeHtml(html)) for html in ("\n<h6>a</h6>", "<hr>", "<p>a</p>")] == [True, False, False]
