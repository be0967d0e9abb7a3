"""Beyond running text: where links lead, where pictures lie, and what these say in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections import samples
from corrections.text import (
    Correction,
    Edit,
    Erratum,
    Refusal,
    SafeHtml,
    SourceRange,
    Splice,
    TextRange,
    attributes_of,
    export_source,
    led_attributes,
    prove,
    read_article,
    render_body,
    spliced,
    text_of,
    titles_of,
    values_of,
    with_attributes,
    without_titles,
)
from tests.text.hard_markdown import HOSTILE, SOURCE

ARTICLES = [samples.read(sample.file) for sample in samples.SAMPLES]


def whole(source: str, field: str, replacement: str | None) -> Edit:
    return Edit(field, TextRange(0, len(values_of(render_body(source))[field])), replacement)


def corrected(source: str, field: str, replacement: str) -> str:
    [proof] = prove(source, [whole(source, field, replacement)])
    return spliced(source, proof.splices)


def test_links_and_pictures_are_counted_in_the_order_of_the_article():
    body = "[a](x.html) ![p](p.png) text[^1]\n\n> [![q](q.png)](y.html)\n\n![](bare.png)\n\n"
    source = body + "[^1]: Foot [z](z.html) <m@x.org>\n"
    assert values_of(render_body(source)) == {
        "#link.1.href": "x.html",
        "#image.1.src": "p.png",
        "#image.1.alt": "p",
        "#link.2.href": "y.html",
        "#image.2.src": "q.png",
        "#image.2.alt": "q",
        "#image.3.src": "bare.png",
        "#link.3.href": "z.html",
        "#link.4.href": "mailto:m@x.org",
    }
    assert [one.words for one in attributes_of(render_body(source)) if one.is_link] == ["a", "q", "z", "m@x.org"]


def test_what_the_product_adds_is_no_link_of_the_article():
    html = SafeHtml('<p><a href="x">a</a><a data-added href="#n">1</a> <a href="y">b</a></p>')
    assert values_of(html) == {"#link.1.href": "x", "#link.2.href": "y"}


def test_a_front_matter_key_spelled_like_a_link_is_none():
    article = read_article('---\n"#link.1.href": mine\ntitle: T\n---\n[a](x.html)\n')
    assert article.fields == (("title", "T"),)
    assert article.texts["#link.1.href"] == "x.html"


NEW = "https://new.org/p_q(1)?a=1&b=2"


@pytest.mark.parametrize(
    ("source", "field", "written"),
    [
        ("[a](https://x.org/a) [b](https://x.org/a)", "#link.2.href", f"[a](https://x.org/a) [b]({NEW})"),
        ("[a](<x y.html>)", "#link.1.href", f"[a](<{NEW}>)"),
        ('[a](x_(y).html "It’s (a) title")', "#link.1.href", f'[a]({NEW} "It’s (a) title")'),
        ("[a](x?b=1&amp;c=2)", "#link.1.href", f"[a]({NEW})"),
        ("x.html [x.html](x.html) `x.html`", "#link.1.href", f"x.html [x.html]({NEW}) `x.html`"),
        ("[a][r]\n\n[r]: x.html 'T'\n", "#link.1.href", f"[a][r]\n\n[r]: {NEW} 'T'\n"),
        ("> [a][R]\n>\n> [r]: <x.html>\n", "#link.1.href", f"> [a][R]\n>\n> [r]: <{NEW}>\n"),
        ("![a][r]\n\n[r]: p.png\n", "#image.1.src", f"![a][r]\n\n[r]: {NEW}\n"),
        ("[![a](p.png)](x.html)", "#link.1.href", f"[![a](p.png)]({NEW})"),
        ("[![a](p.png)](x.html)", "#image.1.src", f"[![a]({NEW})](x.html)"),
        ('<p><a href="x.html">a</a></p>\n', "#link.1.href", f'<p><a href="{NEW}">a</a></p>\n'),
        (
            "- one\n- <a href=x.html>a</a>\n",
            "#link.1.href",
            '- one\n- <a href="' + NEW.replace("&", "&amp;") + '">a</a>\n',
        ),
        ("| a |\n|---|\n| [b](x.html) |\n", "#link.1.href", f"| a |\n|---|\n| [b]({NEW}) |\n"),
        ("a[^1]\n\n[^1]: See [b](x.html).\n", "#link.1.href", f"a[^1]\n\n[^1]: See [b]({NEW}).\n"),
        ("[a](/) [b](/) [c](/c)", "#link.2.href", f"[a](/) [b]({NEW}) [c](/c)"),
    ],
)
def test_an_address_is_changed_where_it_is_written(source, field, written):
    assert corrected(source, field, NEW) == written
    assert text_of(render_body(written)) == text_of(render_body(source))


@pytest.mark.parametrize(
    ("source", "field", "new", "written"),
    [
        ("![A dog](p.png 'T')", "#image.1.alt", "A cat", "![A cat](p.png 'T')"),
        ("![A `dog` \\[1\\]](p.png)", "#image.1.alt", "A cat", "![A cat](p.png)"),
        ("![dog]\n\n[dog]: p.png\n", "#image.1.alt", "cat", "![cat][dog]\n\n[dog]: p.png\n"),
        ("![dog][]\n\n[dog]: p.png\n", "#image.1.alt", "cat", "![cat][dog]\n\n[dog]: p.png\n"),
        ("dog ![dog](p.png) dog", "#image.1.alt", "cat", "dog ![cat](p.png) dog"),
        ('<img alt="Tom &amp; Ann" src="p.png">\n', "#image.1.alt", "Bob", '<img alt="Bob" src="p.png">\n'),
        ("![dog](p.png)", "#image.1.alt", "", "![](p.png)"),
        ("[![dog](p.png)](x.html)", "#image.1.alt", "cat", "[![cat](p.png)](x.html)"),
    ],
)
def test_a_description_is_changed_where_it_is_written(source, field, new, written):
    assert corrected(source, field, new) == written


def test_a_part_of_an_address_is_changed_alone():
    source = "[a](https://exampel.org/2021?utm=x)\n"
    address = "https://exampel.org/2021?utm=x"
    edits = [
        Edit("#link.1.href", TextRange(address.index("exampel"), address.index(".org")), "example"),
        Edit("#link.1.href", TextRange(address.index("?"), len(address)), ""),
    ]
    proofs = prove(source, edits)
    assert [proof.quote.exact for proof in proofs] == ["exampel", "?utm=x"]
    assert [source[proof.source_range.start : proof.source_range.end] for proof in proofs] == ["exampel", "?utm=x"]
    assert spliced(source, [s for p in proofs for s in p.splices]) == "[a](https://example.org/2021)\n"
    assert prove(source, edits[:1], edits[1:])[0].splices == proofs[0].splices


@pytest.mark.parametrize("use", ["[a][r]", "[r]", "[r][]", "![r]", "![a][r]"])
def test_of_a_definition_that_links_share_one_alone_is_changed_and_the_editor_is_told(use):
    source = f"{use} and [other][r].\n\n[r]: x.html 'T'\n"
    field = "#image.1.src" if use.startswith("!") else "#link.1.href"
    [proof] = prove(source, [whole(source, field, "new.html")])
    after = values_of(render_body(spliced(source, proof.splices)))
    assert after == values_of(render_body(source)) | {field: "new.html"}
    assert "[r]: x.html 'T'" in spliced(source, proof.splices)
    assert "the others (1) keep the old one" in proof.warnings[0]


def test_all_links_of_a_definition_can_be_changed_together():
    source = "[a][r], [r] and [b][r].\n\n[r]: x.html\n"
    proofs = prove(source, [whole(source, f"#link.{n}.href", "new.html") for n in (1, 2, 3)])
    new = spliced(source, [s for p in proofs for s in p.splices])
    assert new == "[a](new.html), [r](new.html) and [b](new.html).\n\n[r]: x.html\n"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", " JAVA\tSCRIPT:x", "vbscript:x"])
def test_an_address_that_runs_is_refused(address):
    with pytest.raises(Refusal, match="no address that a page may lead to"):
        prove("[a](x.html)", [whole("[a](x.html)", "#link.1.href", address)])


def test_an_address_cannot_be_deleted():
    for source, field in (("[a](x.html)", "#link.1.href"), ("![a](x.png)", "#image.1.src")):
        with pytest.raises(Refusal, match="Type the right address"):
            prove(source, [whole(source, field, "")])


@pytest.mark.parametrize("source", ["See <https://x.org/a>.", "Write to <me@x.org>."])
def test_what_is_written_once_for_words_and_address_is_refused(source):
    with pytest.raises(Refusal, match="written once in the Markdown source"):
        prove(source, [whole(source, "#link.1.href", "https://new.org/")])


def test_a_link_that_is_not_there_is_refused_by_its_number():
    edits = [whole("[a](x.html)", "#link.1.href", "y.html"), Edit("#link.2.href", TextRange(0, 1), "z")]
    with pytest.raises(Refusal, match="not in the article") as refused:
        prove("[a](x.html)", edits)
    assert refused.value.index == 1


def test_words_that_stay_have_their_place_and_no_splice():
    source = "---\ntitle: T\n---\n[a](x.html)\n"
    [proof] = prove(source, [whole(source, "#link.1.href", None)])
    assert proof.splices == ()
    assert source[proof.source_range.start : proof.source_range.end] == "x.html"


def test_another_note_on_the_same_words_is_in_the_way():
    edit = whole("[a](x.html)", "#link.1.href", "y.html")
    with pytest.raises(Refusal, match="Another note already replaces"):
        prove("[a](x.html)", [edit], [Edit("#link.1.href", TextRange(0, 3), "z")])


@pytest.mark.parametrize("count", [1, 60])
def test_many_links_are_proved_together(count):
    source = " ".join(f"[w{n}](https://x.org/{n % 7})" for n in range(count)) + "\n"
    edits = [whole(source, f"#link.{n}.href", f"https://new.org/{n}") for n in range(1, count + 1)]
    new = spliced(source, [s for p in prove(source, edits) for s in p.splices])
    assert list(values_of(render_body(new)).values()) == [f"https://new.org/{n}" for n in range(1, count + 1)]


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ("[a](x.html)", "#link.1.href"),
        ("[a][r] [r]\n\n[r]: x.html\n", "#link.1.href"),
        ('<p><a href="x.html">a</a></p>\n', "#link.1.href"),
        ("<p><a href=x.html>a</a></p>\n", "#link.1.href"),
        ("![a](p.png)", "#image.1.alt"),
    ],
)
def test_what_no_markdown_can_say_is_refused(source, field):
    with pytest.raises(Refusal, match="cannot be written in the Markdown source") as refused:
        prove(source, [whole(source, field, "a\x02b")])
    assert refused.value.index == 0


def test_a_place_outside_of_an_address_is_refused():
    for place in (TextRange(2, 2), TextRange(0, 7)):
        with pytest.raises(Refusal, match="lies outside of the address"):
            prove("[a](x.html)", [Edit("#link.1.href", place, "y")])


def test_an_address_has_its_length():
    prove("[a](x.html)", [whole("[a](x.html)", "#link.1.href", "y" * 2000)])
    with pytest.raises(Refusal, match="has 2,000 characters at most"):
        prove("[a](x.html)", [whole("[a](x.html)", "#link.1.href", "y" * 2001)])


@pytest.mark.parametrize(
    ("address", "is_told"),
    [("www.x.org", True), ("x.org/a", True), ("news.x.co/a", True), ("a.html", False), ("https://x.org/", False)],
)
def test_an_editor_is_told_of_an_address_that_only_looks_like_another_site_s(address, is_told):
    [proof] = prove("[a](x.html)", [whole("[a](x.html)", "#link.1.href", address)])
    assert ["leads to a page beside this article" in one for one in proof.warnings] == [True] * is_told


def test_a_description_too_long_to_be_looked_for_in_every_spelling_is_changed_in_the_file():
    source = f"![{'a ' * 2100}\\*](p.png)\n"
    with pytest.raises(Refusal, match="could not be found where the Markdown source says this"):
        prove(source, [whole(source, "#image.1.alt", "b")])


def test_parts_of_one_address_that_do_not_hold_together_are_one_note():
    edit, other = Edit("#link.1.href", TextRange(0, 1), "("), Edit("#link.1.href", TextRange(2, 3), "z")
    with pytest.raises(Refusal, match="both do not hold together"):
        prove("[a](x_y.html)", [edit], [other])


def test_descriptions_that_hold_alone_and_not_together_are_one_note():
    source = "![x](p.png) ![y](q.png)\n"
    with pytest.raises(Refusal, match="disturbs another beside it") as refused:
        prove(source, [whole(source, f"#image.{n}.alt", "`") for n in (1, 2)])
    assert refused.value.index == 1


def test_an_address_that_is_spelled_like_markup_elsewhere_is_found_where_it_leads():
    source = "[a](--)\n\n| b |\n|:--|\n| c |\n"
    assert corrected(source, "#link.1.href", "y") == source.replace("(--)", "(y)")


def test_a_correction_of_a_link_that_is_gone_is_not_exported():
    source = "[a](x.html) b\n"
    for edits in (
        [Edit("#link.2.href", TextRange(0, 1), "y")],
        [Edit("#link.1.href", TextRange(0, 2), "y"), Edit("#link.1.href", TextRange(1, 3), "z")],
    ):
        corrections = [Correction(edit, (Splice(SourceRange(4 + n, 5 + n), "y"),)) for n, edit in enumerate(edits)]
        with pytest.raises(Refusal, match="do not hold together"):
            export_source(source, corrections, Erratum())
    edit = whole(source, "#link.1.href", "y.html")
    alone = [Correction(edit, prove(source, [edit])[0].splices)]
    assert export_source(source, alone, Erratum()) == "[a](y.html) b\n"


# The laws


def proved_or_refused(source, which, replacement):
    html = render_body(source)
    values = values_of(html)
    if not values:
        return
    field = list(values)[which % len(values)]
    try:
        [proof] = prove(source, [Edit(field, TextRange(0, len(values[field])), replacement)])
    except Refusal:
        return
    new = spliced(source, proof.splices)
    typed = " ".join(replacement.split()) if "\n" in replacement else replacement
    typed = typed if field.endswith(".alt") else typed.strip()
    after = render_body(new)
    assert {**values_of(html), field: typed} == {field: "", **values_of(after)}
    assert with_attributes(after, {}) == after
    assert text_of(after) == text_of(html)
    assert values_of(with_attributes(html, {field: typed})) == values_of(after)
    if proof.splices:
        first, last = proof.splices[0].range.start, len(source) - max(s.range.end for s in proof.splices)
        assert new[:first] == source[:first]
        assert new[len(new) - last :] == source[len(source) - last :]


@given(SOURCE, st.integers(0, 50), HOSTILE)
def test_an_edit_of_an_attribute_is_proved_or_refused(source, which, replacement):
    proved_or_refused(source, which, replacement)


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize("replacement", ["https://new.org/a_(b)?c=1&copy=2", 'A "quoted" [word] & <b>'])
def test_every_attribute_of_a_sample_is_proved_or_refused(article, replacement):
    for which in range(min(8, len(values_of(render_body(article))))):
        proved_or_refused(article, which, replacement)


@given(SOURCE)
def test_without_other_values_nothing_changes(source):
    html = render_body(source)
    assert with_attributes(html, {}) == html
    assert values_of(with_attributes(html, values_of(html))) == values_of(html)


def test_an_export_holds_changes_of_words_and_of_addresses_together():
    source = "The [old *words*](x.html) and ![dog](p.png), [gone](z.html) and [more](y.html).\n"
    html = render_body(source)
    text = text_of(html)
    edits = [
        Edit("", TextRange(text.index("old"), text.index("old") + 3), "new"),
        Edit("", TextRange(text.index("gone and "), text.index("more")), ""),
        *(whole(source, field, new) for field, new in (("#link.1.href", "n.html"), ("#link.3.href", "m.html"))),
        whole(source, "#image.1.alt", "cat"),
    ]
    corrections = [Correction(edit, prove(source, [edit])[0].splices) for edit in edits]
    exported = export_source(source, corrections, Erratum())
    assert exported == "The [new *words*](n.html) and ![cat](p.png), [more](m.html).\n"
    assert export_source(source, [], Erratum()) == source


def test_an_unsafe_address_is_never_written():
    html = SafeHtml('<p><a href="x">a</a></p>')
    assert with_attributes(html, {"#link.1.href": "javascript:x"}) == "<p><a>a</a></p>"
    assert with_attributes(html, {"#link.1.href": '"><script>'}) == '<p><a href="&quot;&gt;&lt;script&gt;">a</a></p>'


# The next revision


@pytest.mark.parametrize(
    ("after", "led"),
    [
        ("New [n](n.html). [a](x.html) and [b](y.html).", ("#link.2.href", False)),
        ("[a](right.html) and [b](y.html).", ("#link.1.href", True)),
        ("[other words](x.html) and [b](y.html).", ("#link.1.href", False)),
        ("[a](moved.html) and [b](y.html).", None),
        ("Now [a](x.html) stands twice: [a](x.html).", None),
        ("[b](y.html) and the link is gone.", None),
    ],
)
def test_a_link_is_found_again_or_lost(after, led):
    before = render_body("[a](x.html) and [b](y.html).")
    found = led_attributes(before, render_body(after), {"#link.1.href": "right.html"})
    assert {field: (one.field, one.is_corrected) for field, one in found.items()} == (
        {"#link.1.href": led} if led else {}
    )


def test_the_same_link_twice_is_told_apart_by_its_neighbours():
    before = "First [here](x.html). Second [here](x.html).\n"
    after = "Before [here](z.html). " + before
    found = led_attributes(
        render_body(before), render_body(after), {"#link.2.href": "r.html", "#link.1.href": "r.html"}
    )
    assert found["#link.2.href"].field == "#link.3.href"


# Titles

TITLED = (
    """<p><a href="x" title="A &amp; b">a</a> <img alt="p" src="p.png" title="Old &quot;name&quot;"> <b>x</b></p>"""
)


def test_the_titles_of_links_and_pictures_are_counted_in_their_order():
    assert titles_of(SafeHtml(TITLED)) == {"#title.1": "A & b", "#title.2": 'Old "name"'}
    assert titles_of(render_body("[a](x.html) and ![p](p.png), of no title.\n")) == {}
    html = render_body('[a](x.html "First") [b](y.html) ![p](p.png "Other")\n')
    assert titles_of(html) == {"#title.1": "First", "#title.2": "Other"}


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        (["#title.1"], ["#title.2"]),
        (["#title.2"], ["#title.1"]),
        (["#title.1", "#title.2"], []),
        (["#title.3", "#link.1.href"], ["#title.1", "#title.2"]),
    ],
)
def test_a_title_is_taken_away_and_nothing_else(fields, left):
    html = SafeHtml(TITLED)
    bare = without_titles(html, fields)
    assert list(titles_of(bare).values()) == [titles_of(html)[field] for field in left]
    assert (text_of(bare), values_of(bare)) == (text_of(html), values_of(html))
    assert len(html) - len(bare) == sum(
        len(raw)
        for field, raw in (("#title.1", ' title="A &amp; b"'), ("#title.2", ' title="Old &quot;name&quot;"'))
        if field in fields
    )


# What holds together


def test_a_description_that_is_hard_to_write_is_written_beside_one_that_is_not():
    source = "![x](p.png) ![y](q.png)\n"
    proofs = prove(source, [whole(source, "#image.1.alt", "a]b"), whole(source, "#image.2.alt", "c")])
    assert spliced(source, [s for p in proofs for s in p.splices]) == "![a\\]b](p.png) ![c](q.png)\n"


def test_a_shared_definition_whose_label_runs_over_a_quotation_s_lines_is_changed_in_the_file():
    source = "> [a][two\n> words] and [b][two\n> words]\n\n[two words]: x.html\n"
    with pytest.raises(Refusal, match="cannot be written in the Markdown source"):
        corrected(source, "#link.1.href", "y.html")


def test_two_parts_of_an_address_that_several_links_share_are_one_note():
    source = "[a][r] [r]\n\n[r]: x_y.html\n"
    edits = [Edit("#link.1.href", TextRange(0, 1), "z"), Edit("#link.1.href", TextRange(2, 3), "w")]
    with pytest.raises(Refusal, match="disturbs another beside it") as refused:
        prove(source, edits)
    assert refused.value.index == 1
