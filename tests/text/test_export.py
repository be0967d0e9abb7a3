"""The export's law: the imported text with the proved splices, the listed keys and the erratum block."""

import pytest

from corrections import samples
from corrections.text import (
    Correction,
    Edit,
    Entry,
    Erratum,
    Refusal,
    TextRange,
    escaped,
    export_block,
    export_source,
    find,
    prove,
    read_article,
    render_body,
    text_of,
    without_block,
)
from corrections.text.erratum import attach, compose, detach

NOTICE = Entry("Correction no. 3, 22 November 2026, 14:05 UTC", "An earlier version gave 2021. It is 2019.")
KEYS = (("corrected", " 2026-11-22T14:05:00Z"), ("corrections", "\n- number: 3\n  kind: correction"))
BLOCK = """<!-- erratum:begin -->

## Corrections

**Correction no. 3, 22 November 2026, 14:05 UTC:** An earlier version gave 2021. It is 2019.

<!-- erratum:end -->
"""


def exported(source: str, words: str, replacement: str, added: Erratum) -> str:
    text = read_article(source).text
    at = text.index(words)
    edit = Edit("", TextRange(at, at + len(words)), replacement)
    proof = prove(source, [edit])[0]
    return export_source(source, [Correction(edit, proof.splices)], added)


def test_the_block_stands_last_exactly_as_it_is_promised():
    source = "On 14 February 2021 it came.\n"
    assert exported(source, "2021", "2019", Erratum((NOTICE,))) == f"On 14 February 2019 it came.\n\n\n{BLOCK}"


def test_a_bare_block_has_no_markers():
    bare = export_block("x", Erratum((NOTICE,)), bare=True)
    assert bare == "## Corrections\n\n" + BLOCK.split("\n\n")[2] + "\n"


def test_sources_follow_the_wording():
    entry = Entry("Update", "It is so.", (("A [name]", "https://example.org/a_(b)"), ("Only a title", "")))
    assert "It is so. Sources: [A \\[name\\]](https://example.org/a_%28b%29); Only a title" in compose(
        [entry], "Corrections", 2, "\n"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n", "  \n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_every_other_byte_stays_as_it_was(newline, end, mark):
    source = (
        f"{mark}---\ntitle: 'A  # title'   # kept\nn:   0x10\n---\n\n# Head\t\n\nThe year **2021** was  \ngood.{end}"
    ).replace("\n", newline)
    expected = source.replace("2021", "2019").replace(
        f"n:   0x10{newline}", f"n:   0x10{newline}corrected: 2026-11-22T14:05:00Z{newline}"
    )
    new = exported(source, "2021", "2019", Erratum((NOTICE,), keys=KEYS[:1]))
    assert new == expected + newline * 2 + BLOCK.replace("\n", newline)


def test_exporting_twice_gives_the_same_bytes():
    source = samples.read("utf-8-story.md")
    assert exported(source, "1992", "1993", Erratum((NOTICE,))) == exported(source, "1992", "1993", Erratum((NOTICE,)))


def test_an_earlier_export_s_block_and_keys_are_replaced_not_doubled():
    source = "---\ntitle: A\n---\nThe year 2021.\n"
    first = exported(source, "2021", "2019", Erratum((NOTICE,), keys=KEYS))
    again = Erratum((NOTICE,), keys=KEYS, own_keys=("corrected", "corrections"), replaces_block=True)
    assert export_source(first, [], again) == first


def test_keys_of_another_tool_are_never_overwritten():
    source = "---\ncorrected: by hand\n---\nThe year 2021.\n"
    with pytest.raises(Refusal, match=r"“corrected” that this desk did not write.*FRONT_MATTER_CORRECTED"):
        export_source(source, [], Erratum((NOTICE,), keys=KEYS, renaming_setting="FRONT_MATTER_CORRECTED"))


def test_front_matter_in_braces_takes_no_lines():
    with pytest.raises(Refusal, match="written in braces"):
        export_source("---\n{title: A}\n---\nText.\n", [], Erratum((NOTICE,), keys=KEYS))


@pytest.mark.parametrize(
    ("source", "named"),
    [("<div>\nA box that is never closed.\n", "<div>"), ("Text.\n\n<!-- a comment\n\nMore.\n", "<!--")],
)
def test_open_markup_that_would_swallow_the_block_is_named(source, named):
    with pytest.raises(Refusal, match=f"leaves {named} open"):
        export_source(source, [], Erratum((NOTICE,)))


def test_a_definition_in_the_article_makes_no_link_of_a_note_s_words():
    source = "He wrote [so][sic].\n\n[sic]: https://example.org/sic\n[so]: https://example.org/so\n"
    entry = Entry("Correction no. 1", "It read teh [sic] and [so][sic]; see [this](https://example.org/).")
    html = render_body(export_source(source, [], Erratum((entry,))))
    assert "It read teh [sic] and [so][sic]; see <a" in html


@pytest.mark.parametrize(
    "wording", ["{{ site.secret }}", "{% include x %}", "`{{ x }}`", "{# c #}", "[{{ x }}](https://e.org/)"]
)
def test_a_note_runs_in_no_site_generator(wording):
    block = export_block("x", Erratum((Entry("Update", wording),)))
    assert not any(brace in block for brace in ("{{", "{%", "{#"))
    assert text_of(render_body(block)).count("{") == wording.count("{")


def test_a_note_holds_no_raw_html():
    block = export_block("x", Erratum((Entry("Update", "a <b onclick=x>b</b> <!-- erratum:end --> `<i>`"),)))
    assert block.count("<!-- erratum:end -->") == 1
    assert "<b" not in block


def test_a_marker_in_code_is_no_block():
    for source in (f"```\n\n\n{BLOCK}```\n", f"x\n\n    {BLOCK.strip()}\n", f"Say `{BLOCK.splitlines()[0]}`.\n"):
        assert find(source) is None


@pytest.mark.parametrize(
    "source", ["", "text", "text\n", "text\r\n", "\n\n", "text\n---", *map(samples.read, ("utf-8-story.md",))]
)
def test_attaching_and_detaching_are_twins(source):
    block = BLOCK
    attached = attach(source, block)
    assert detach(attached) == source
    assert attach(attached, block) == attached
    assert without_block(attached) == source


def test_footnotes_stay_after_the_block_in_the_reading():
    source = "A fact[^1].\n\n[^1]: From 2021.\n"
    new = exported(source, "2021", "2019", Erratum((NOTICE,)))
    text = text_of(render_body(new))
    assert text.index("Correction no. 3") < text.index("From 2019.")


def test_a_setext_rule_at_the_end_stays_a_heading():
    source = "A summary.\n---"
    new = export_source(source, [], Erratum((NOTICE,)))
    assert new == f"{source}\n\n{BLOCK}"
    assert "<h2>A summary.</h2>" in render_body(new)


def test_a_deleted_paragraph_is_gone_with_its_line():
    source = "One.\n\nTwo.\n\nThree.\n"
    assert exported(source, "Two.", "", Erratum()) == "One.\n\nThree.\n"


def test_corrections_that_change_the_same_words_are_refused():
    source = "The year 2021.\n"
    edit = Edit("", TextRange(9, 13), "2019")
    splices = prove(source, [edit])[0].splices
    with pytest.raises(Refusal, match="the same words"):
        export_source(source, [Correction(edit, splices), Correction(edit, splices)], Erratum())


def test_deletions_that_leave_nothing_of_a_list_are_refused_with_what_to_do():
    source = "- one\n- two\n- three\n"
    edits = [Edit("", TextRange(at, at + len(words)), "") for at, words in ((1, "one"), (5, "two"), (9, "three"))]
    corrections = [Correction(edit, prove(source, [edit])[0].splices) for edit in edits]
    assert export_source(source, corrections[:2], Erratum()) == "- three\n"
    with pytest.raises(Refusal, match=r"do not hold together.*Make one note of both"):
        export_source(source, corrections, Erratum())


def test_escaping_leaves_plain_words_alone():
    wording = "An earlier version of this article gave *the* year as 2021 (two thousand). It’s 2019 — AT&T said so."
    assert escaped(wording) == wording


def test_a_wording_may_hold_a_definition_of_its_own():
    wording = "It is said in [b].\n[b]: https://example.org/"
    assert escaped(wording) == r"It is said in \[b\]. \[b\]: https://example.org/"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "&#106;avascript:alert(1)", "vbscript:x", "data:text/html,x"]
)
def test_a_note_s_link_that_would_run_is_text_in_the_block(address):
    block = export_block("x", Erratum((Entry("Update", f"See [this]({address}) and ![that]({address})."),)))
    assert "](" not in block.replace("\\](", "")


def test_a_block_is_recognised_with_more_line_ends_behind_it():
    attached = attach("text\n", BLOCK)
    for more in ("", "\n", "\n\n", "  \n"):
        assert detach(attached + more) == "text\n"


def test_a_last_lone_carriage_return_stays():
    source = "The first words.\n\nlast line\r"
    assert detach(attach(source, BLOCK)) == source
