"""Corrections by case: how right words are written, what goes with deleted ones, and why one is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.text import (
    Correction,
    Edit,
    Erratum,
    Refusal,
    SourceRange,
    TextRange,
    export_source,
    prove,
    read_article,
    refuse_collisions,
    render_body,
    spliced,
    text_of,
)
from corrections.text.apply import apply
from corrections.text.sourcemap import ABSENT, map_source
from corrections.text.writing import writings


def place_of(source: str, words: str) -> TextRange:
    text = read_article(source).text
    return TextRange(text.index(words), text.index(words) + len(words))


def corrected(source: str, words: str, replacement: str | None) -> str:
    [proof] = prove(source, [Edit("", place_of(source, words), replacement)])
    return spliced(source, proof.splices)


@pytest.mark.parametrize(
    ("source", "words", "new", "written"),
    [
        # As they are typed, where that reads so; else escaped, more and more.
        ("In 2021.", "2021", "2019", "In 2019."),
        ("In 2021.", "2021", "*2019*", "In \\*2019\\*."),
        ("In 2021.", "2021", "*2019* (a-b)", "In \\*2019\\* (a-b)."),
        ("In 2021.", "2021", "2019 & <b>", "In 2019 &amp; &lt;b>."),
        ("It was so.", "It was", "# It (is)", "\\# It (is) so."),
        ("It was so.", "It was", "1. It (is)", "1\\. It (is) so."),
        ("It was so.", "It was", "+ It (is)", "\\+ It (is) so."),
        ("a\nIt was so.", "It was so.", "===", "a\n&#61;=="),
        ("It was so.", "It was", "# It is", "\\# It is so."),
        ("It was so.", "It was", "1. It is", "1\\. It is so."),
        ("It was so.", "It was", "~ It is", "~ It is so."),
        ("a\n\nIt was so.", "It was so.", "===", "a\n\n==="),
        ("| a | b |\n|---|---|\n| one | two |", "one", "1|2", "| a | b |\n|---|---|\n| 1\\|2 | two |"),
        ("Run `one two`.", "one", "a*b", "Run `a*b two`."),
        ("Run `one two`.", "one", "a`b", "Run `` a`b two ``."),
        ("    one two\n", "one", "<b> &", "    <b> & two\n"),
        ("<div>one two</div>", "one", "<b> & *c*", "<div>&lt;b&gt; &amp; *c* two</div>"),
        ("See [one].\n\n[one]: /x", "one", "two", "See [two][one].\n\n[one]: /x"),
        ("See [one][].\n\n[one]: /x", "one", "two", "See [two][one].\n\n[one]: /x"),
        # As little of the source as can be.
        ("The **big** *old* dog.", "big old", "big new", "The **big** *new* dog."),
        ("The **big** old dog.", "big old", "small", "The **small** dog."),
        ("The **big** dog.", "big dog", "cat", "The **cat**."),
        ("The [big dog](/x) ran.", "big dog ran", "cat sat", "The [cat sat](/x)."),
        ("a dog", "a dog", "a big dog", "a big dog"),
        ("a **dog**", "dog", "big dog", "a **big dog**"),
        ("a **dog** ran", "dog ran", "dog fast ran", "a **dog** fast ran"),
        ("a &amp; b", "&", "and", "a and b"),
        ("a \\* b", "*", "x", "a x b"),
        # Line ends and tabs typed among words are spaces; in code and across lines they stay.
        ("one two", "one", "a\tb\r\nc", "a b c two"),
        ("> one\n> two three", "one\ntwo", "a\nb", "> a\n> b three"),
        ("    one\n    two\n", "one\ntwo", "a\nb\nc", "    a\n    b\n    c\n"),
        ("    one\r\n    two\r\n", "one\ntwo", "a\nb", "    a\r\n    b\r\n"),
        ("So:\r\n\r\n    one\r\n    two\r\n", "one\ntwo", "a\nb\nc", "So:\r\n\r\n    a\r\n    b\r\n    c\r\n"),
        ("So:\r\r    one\r    two\r", "one\ntwo", "a\nb\nc", "So:\r\r    a\r    b\r    c\r"),
        ("So:\n\n> one\n> two\n\nThen.\n", "one\ntwo", "a\nb\nc", "So:\n\n> a\n> b\n> c\n\nThen.\n"),
        ("```\n  one\n  two\n```\n", "one\n  two", "one\ntwo", "```\n  one\ntwo\n```\n"),
        ("A &fjlig;ord.", "fjord", "bay", "A bay."),
        # At an edge of a block no white space is left.
        ("one two", "one", " a", "a two"),
        ("one two", "two", "b ", "one b"),
        ("one two", "one two", " b ", "b"),
        ("one two three", "one ", "", "two three"),
        ("one two three", " three", "", "one two"),
        ("Run `one two` so.", "one ", "", "Run `two` so."),
        # With all of its words a block goes.
        ("One.\n\nTwo.\n\nThree.\n", "Three.", "", "One.\n\nTwo.\n\n"),
        ("One.\n\nTwo.\n", "One.", "", "Two.\n"),
        ("# One\n\nTwo.\n", "One", "", "Two.\n"),
        ("One\n---\n\nTwo.\n", "One", "", "Two.\n"),
        ("One.\n\n```\ntwo\n```\n\nThree.\n", "two\n", "", "One.\n\nThree.\n"),
        ("- one\n- two\n- three\n", "two", "", "- one\n- three\n"),
        ("- one\n- two\n\nThree.\n", "one\ntwo", "", "Three.\n"),
        ("> one\n\ntwo\n", "one", "", "two\n"),
        ("| a | b |\n|---|---|\n| c | d |\n| e | f |\n", "c\nd", "", "| a | b |\n|---|---|\n| e | f |\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", "c", "", "| a | b |\n|---|---|\n|  | d |\n"),
        ("One.\n\nTwo.\n\nThree.\n", "One.\nTwo.", "", "Three.\n"),
    ],
)
def test_right_words_come_out_as_they_were_typed(source, words, new, written):
    assert corrected(source, words, new) == written


@pytest.mark.parametrize("new", [None, "dog"])
def test_words_that_stay_have_no_splice(new):
    [proof] = prove("a **dog** ran", [Edit("", TextRange(2, 5), new)])
    assert (proof.splices, proof.source_range.start, proof.source_range.end) == ((), 4, 7)


@pytest.mark.parametrize(
    ("source", "words", "new", "said"),
    [
        ("A fact[^1] and.\n\n[^1]: It.\n", "fact1 and", "x", "crosses a footnote's number"),
        ("| a | b |\n|---|---|\n| c | d |\n", "c\nd", "x", "begins in one table cell and ends in another"),
        ("- one\n- two\n", "one\n\n\ntwo".replace("\n\n\n", "\n"), "x", "begins in one list item and ends in another"),
        ("One.\n\nTwo.\n", "One.\nTwo.", "x", "begins in one paragraph and ends in another"),
        ("A ![b](p.png) c", "A  c", "", "goes over a picture"),
        ("One.\n", "One.", "", "Without these words nothing would be left"),
        ("One [^1] two.\n\n[^1]: Foot.\n", "Foot.", "", "Deleting all these words would change"),
        ("See <https://x.org/> now.", "x.org", "y", "cannot be replaced without changing the markup"),
    ],
)
def test_what_cannot_be_proved_is_refused_with_what_to_do(source, words, new, said):
    with pytest.raises(Refusal, match=said) as refused:
        corrected(source, words, new)
    assert refused.value.index == 0


def test_a_place_outside_of_the_article_is_refused_by_its_number():
    for place in (TextRange(3, 3), TextRange(0, 9)):
        with pytest.raises(Refusal, match="lies outside of the article") as refused:
            prove("A dog.", [Edit("", TextRange(0, 1), None), Edit("", place, "x")])
        assert refused.value.index == 1


def test_a_footnote_s_number_has_no_place_in_the_source():
    with pytest.raises(Refusal, match="no place of their own") as refused:
        prove("A fact[^1].\n\n[^1]: It.\n", [Edit("", TextRange(0, 1), None), Edit("", TextRange(6, 7), None)])
    assert refused.value.index == 1


def test_an_article_without_words_is_none():
    with pytest.raises(Refusal, match="has no words"):
        read_article("<!-- a -->")
    assert read_article("---\ntitle: A\n---\n").text == ""
    assert read_article("text\n\n# \n").title is None


@pytest.mark.parametrize(
    ("source", "words", "new", "warning"),
    [
        ("See [the *dog*](/x) now.", "See the dog now", "No", "The link of “the dog” goes with its words."),
        ("See [the dog](/x) and [it](/y).", "See the dog and", "No", "The link of “the dog” goes with its words."),
    ],
)
def test_an_editor_is_told_which_link_goes_with_its_words(source, words, new, warning):
    proofs = prove(source, [Edit("", place_of(source, words), new), Edit("", place_of(source, "."), "!")])
    assert [proof.warnings for proof in proofs] == [(warning,), ()]


def test_notes_on_the_same_words_are_refused_unless_one_leaves_them():
    first, other = Edit("", TextRange(0, 5), "x"), Edit("", TextRange(4, 7), "y")
    with pytest.raises(Refusal, match="Another note already replaces"):
        prove("one two three", [first, other])
    with pytest.raises(Refusal, match="Another note already replaces"):
        prove("one two three", [first], [other])
    assert len(prove("one two three", [first, Edit("", TextRange(4, 7), None)], [Edit("title", other.range, "z")])) == 2


def test_deletions_that_take_each_other_s_spaces_are_one_note():
    with pytest.raises(Refusal, match="overlap with others that are replaced") as refused:
        prove("x\n\none   \n", [Edit("", TextRange(2, 5), ""), Edit("", TextRange(0, 2), "")])
    assert refused.value.index in (0, 1)


@pytest.mark.parametrize("count", [2, 5])
def test_corrections_of_one_article_are_proved_together_whichever_is_hard_to_write(count):
    source = " ".join(f"w{at}" for at in range(count)) + " end\n"
    edits = [Edit("", place_of(source, f"w{at}"), f"*{at}*") for at in range(count)]
    new = spliced(source, [splice for proof in prove(source, edits) for splice in proof.splices])
    assert text_of(render_body(new)) == " ".join(f"*{at}*" for at in range(count)) + " end"


def test_replacements_that_make_markup_together_are_refused_as_a_pair():
    source = "one `x two y three\n"
    edits = [Edit("", place_of(source, "y"), "`"), Edit("", place_of(source, "three"), "3")]
    new = spliced(source, [splice for proof in prove(source, edits) for splice in proof.splices])
    assert text_of(render_body(new)) == "one `x two ` 3"


LETTERS = "".join(chr(code) for code in range(ord("a"), ord("z") + 1))


def test_every_letter_of_a_book_has_its_place_though_there_are_more_letters_than_dyes():
    line = " ".join(f"{LETTERS}{at}" for at in range(40)) + "\n\n"
    source = line * 130 + "The **last** year was 2021.\n"
    assert corrected(source, "2021", "2019") == source.replace("2021", "2019")


def test_a_note_in_a_long_article_is_tried_on_its_own_paragraph_first():
    source = "".join(f"Paragraph {at} has *some* words.\n\n" for at in range(30)) + "See [it][r].\n\n[r]: /x\n"
    for words, new, written in (
        ("Paragraph 3 has", "# P_3_ had", source.replace("Paragraph 3 has", "\\# P\\_3\\_ had")),
        ("Paragraph 29 has some words.", "", source.replace("Paragraph 29 has *some* words.\n\n", "")),
        ("See it", "See *that*", source.replace("See [it]", "See [\\*that\\*]")),
    ):
        assert corrected(source, words, new) == written


def test_replacements_that_hold_alone_and_not_together_are_one_note():
    source = "one x two y three\n"
    edits = [Edit("", place_of(source, words), "`") for words in ("x", "y")]
    with pytest.raises(Refusal, match="disturbs another beside it") as refused:
        prove(source, edits)
    assert refused.value.index == 1


@pytest.mark.parametrize(
    ("source", "words", "new", "written"),
    [
        # What goes over blocks goes with all of their words, or not at all; what has none of its own stays.
        ("One.\n\n![](p.png)\n\nTwo.\n\nThree.\n", "Two.", "", "One.\n\n![](p.png)\n\nThree.\n"),
        ("<div>\n<p>One.</p>\n<p>Two.</p>\n</div>\n\nThree.\n", "Two.", "", "<div>\n<p>One.</p>\n</div>\n\nThree.\n"),
        ("One two.\n\nThree.\n\nFour five.\n", "two.\nThree.\nFour", "", None),
        ("One.\n\nThree.\n\nFour five.\n", "Three.\nFour", "", None),
        ("<div><p>one</p><p>two</p></div>\n\nThree.\n", "one", "", "<div><p>two</p></div>\n\nThree.\n"),
        ("<ul><li>one</li><li>two</li></ul>\n", "one", "", "<ul><li>two</li></ul>\n"),
        ("<h1>one</h1> two\n", "one", "", None),
        ("&#65\n\nOther words.\n", "A", "", None),
        ("- one\n\n    two\n- three\n", "two", "", None),
        ("One.\n\nTwo [a](/x)![b](p.png).\n", "Two a.", "", None),
        # White space at a selection's ends.
        ("one two", " two", " ", "one"),
        ("one two", "one ", " ", "two"),
        ("one<br>two three", "two", "2", "one<br>2 three"),
        ("one **two** three", " two ", " 2 ", "one **2** three"),
        ("one `two` three", "two", " ", "one  three"),
        ("a &lt; b", "<", "less than", "a less than b"),
    ],
)
def test_what_is_hard_to_take_out_is_taken_out_whole_or_refused(source, words, new, written):
    if written is None:
        with pytest.raises(Refusal):
            corrected(source, words, new)
    else:
        assert corrected(source, words, new) == written


FILL = "\n\nSome more words stand here, and they go on for long.\n\n"


@pytest.mark.parametrize(
    ("source", "words", "new", "written"),
    [
        # What its own blocks cannot tell (they read otherwise alone) the whole article does.
        (f"word**<div>\ny\n\nz\n</div>{FILL}<div>\ny\n\nz\n</div>\n[a]**b c\n1. x", "1. x", "# h", ("1. x", "\\# h")),
        (f"{FILL}<b>one\n1. x** two{FILL}", "one\n1. x", "", ("one\n1. x", "")),
        (f"{FILL}[a](x)<p>x</p><div>\n# h\n\n\n[a]: x\n</div>\n\n", "h\n", "<b>", None),
        ("&#65 b\n\nOther words are here.\n", "A b", "", ("&#65 b\n\n", "")),
        ("Hi.\n\n&#65 b,&#65\n\nMore.\n", "b", "x", None),
    ],
)
def test_where_blocks_read_otherwise_alone_the_whole_article_tells(source, words, new, written):
    if written is None:
        with pytest.raises(Refusal):
            corrected(source, words, new)
    else:
        assert corrected(source, words, new) == source.replace(*written)


def test_the_last_two_paragraphs_are_deleted_by_one_note_and_not_by_one_each():
    source = "One.\n\nTwo.\n\nThree.\n"
    edits = [Edit("", place_of(source, words), "") for words in ("Two.", "Three.")]
    corrections = [Correction(edit, prove(source, [edit])[0].splices) for edit in edits]
    with pytest.raises(Refusal, match="do not hold together"):
        export_source(source, corrections, Erratum())
    assert corrected(source, "Two.\nThree.", "") == "One.\n\n"


def test_code_that_no_markdown_can_write_is_refused():
    with pytest.raises(Refusal, match="cannot be replaced without changing the markup"):
        corrected("Run `one two` so.", "one", "a`\x02b")


def test_numbered_points_in_any_digits_have_their_places_at_once_however_long_the_article():
    words = "قالت البلدية إن العاصفة اقتلعت أربعين شجرة. " * 60
    source = "\n".join(f"{chr(0x660 + number)}. {words}" for number in range(1, 10)) * 6 + "\n"
    mapped = map_source(source)
    assert "<ol" in mapped.html
    assert mapped.mapped_letters == mapped.letters > 100_000


@pytest.mark.parametrize(
    ("source", "text", "places"),
    [
        ("A &fjlig;ord.", "A fjord.", [(2, 9), (2, 9), (9, 10)]),
        ("f\\[\\]\\(\\) is", "f[]() is", [(1, 3), (3, 5), (5, 7), (7, 9), (9, 10)]),
        ("See a\\]() b", "See a]() b", [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 7), (7, 8), (8, 9), (9, 10)]),
        ("Ask <<me@x.org>>( now", "Ask <me@x.org>( now", [(6, 7), (7, 8), (8, 9)]),
        ("- <<me@x.org>> -", "\n<me@x.org> -\n", [(4, 5), (5, 6), (6, 7), (7, 8), (8, 9), (9, 10), (10, 11), (11, 12)]),
    ],
)
def test_what_is_spelled_otherwise_than_it_reads_has_its_place(source, text, places):
    mapped = map_source(source)
    assert (mapped.text, mapped.mapped_letters) == (text, mapped.letters)
    first = next(at for at, end in enumerate(mapped.ends) if (mapped.starts[at], end) == places[0])
    assert list(zip(mapped.starts, mapped.ends, strict=True))[first : first + len(places)] == places


def test_signs_that_lost_their_semicolon_cost_a_long_article_no_more_than_the_places_around_them():
    # Each is read as a sign of its own before what follows it, and is none once its number is dyed.
    broken = " and ".join(f"x &#{65 + at}{sign} y" for at, sign in enumerate(" ,.!?%$+-^"))
    line = "The storm of the year felled many trees in Harwich and in other towns of the coast, the council said. " * 90
    paragraphs = [line] * 16
    paragraphs[0] += broken
    paragraphs[-2] += broken
    source = "\n\n".join(paragraphs) + "\n"
    mapped = map_source(source)
    assert mapped.text.count("x A  y and x B, y and x C. y and x D! y") == 2
    assert 0.7 * mapped.letters < mapped.mapped_letters < mapped.letters
    for at, start in enumerate(mapped.starts):
        assert start == ABSENT or source[start] == mapped.text[at]
    middle = mapped.text.index("Harwich", len(mapped.text) // 3)
    [applied] = apply(mapped, [Edit("", TextRange(middle, middle + 7), "Dover")])
    assert text_of(render_body(spliced(source, applied.splices))) == (
        mapped.text[:middle] + "Dover" + mapped.text[middle + 7 :]
    )


@given(
    st.text(st.sampled_from("ab1 \\`*_{}[]()#+-.!>|&<=~'\"/:;é"), min_size=1, max_size=12).filter(
        lambda text: text == text.strip()
    )
)
def test_however_plain_words_are_escaped_they_read_as_they_were_typed(words):
    mapped = map_source("x y z\n")
    as_typed, *escaped = [write(words, SourceRange(2, 3)) for write in writings(mapped, words)]
    assert as_typed == words
    assert len(escaped) == 4
    for written in (escaped[0], escaped[1], escaped[3]):
        assert text_of(render_body(f"x {written} z\n")).split() == ["x", *words.split(), "z"]
    assert text_of(render_body(f"<div>x {escaped[2]} z</div>\n")).split() == ["x", *words.split(), "z"]


def test_only_the_words_that_are_replaced_now_may_be_replaced_nowhere_else():
    others = [Edit("", TextRange(0, 4), "a"), Edit("", TextRange(2, 6), "b")]
    told_of, free, taken = (
        Edit("", TextRange(0, 1), None),
        Edit("", TextRange(8, 9), "c"),
        Edit("", TextRange(3, 4), "d"),
    )
    refuse_collisions([told_of, free], others)  # that the others collide is no matter of theirs
    with pytest.raises(Refusal) as refused:
        refuse_collisions([told_of, free, taken], others)
    assert refused.value.index == 2
