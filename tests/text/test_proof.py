"""The proof: a rendering is the one before with the corrections in it, and nothing else is other, not even a tag."""

import pytest

from corrections.text import Edit, Refusal, SafeHtml, TextRange, prove, read_article, spliced, text_of
from corrections.text.proof import Reading, check


def told(old: str, new: str, words: str, replacement: str) -> list[str] | None:
    """What an editor is told of an edit of these words, if the new HTML proves it; None where it does not."""
    at = text_of(SafeHtml(old)).index(words)
    found = check(Reading.of(SafeHtml(old)), SafeHtml(new), [Edit("", TextRange(at, at + len(words)), replacement)])
    return None if found is None else [str(one.sentence) for one in found]


@pytest.mark.parametrize(
    ("old", "new", "holds"),
    [
        ("<p>a <em>b</em> x d</p>", "<p>a <em>b</em> y d</p>", True),
        ("<p>x <em>b</em> c d</p>", "<p>y <em>b c</em> d</p>", False),
        ("<p>x <em>b</em> c d</p>", "<p>y <strong>b</strong> c d</p>", False),
        ("<p>x <em>b</em> c d</p>", "<p>y b c d</p>", False),
        ('<p>x <a href="u">b</a></p>', '<p>y <a href="v">b</a></p>', False),
        ("<p>a x</p>", "<p>a y</p><p></p>", False),
        ("<p>a x b</p>", "<p>a y</p> b", False),
        # What was empty may stay so; what had words is gone with them, or still has some.
        ("<p>w <b></b>x b</p>", "<p>w <b></b>y b</p>", True),
        ("<p>w <b>x</b> b</p>", "<p>w <b></b>y b</p>", False),
        ("<p>w <br><b>x</b> b</p>", "<p>w <br><b></b>y b</p>", False),
        ("<p>w <br><b>x</b> b</p>", "<p>w <br>y b</p>", True),
        # A picture, a rule and what is led to stay.
        ('<p>w x<img src="p"> b</p>', "<p>w y b</p>", False),
        ('<p>w <sup id="fnref:1">x</sup> b</p>', "<p>w y b</p>", False),
        ("<p>w <sup>x</sup> b</p>", "<p>w y b</p>", True),
    ],
)
def test_a_tag_stands_where_it_stood_or_goes_with_all_of_its_words(old, new, holds):
    assert (told(old, new, "x", "y") is not None) is holds


def test_a_rule_between_paragraphs_does_not_go_with_them():
    html = "<p>One.</p>\n<hr>\n<p>Two.</p>\n<p>Three.</p>"
    assert told(html, "<p>Three.</p>", "One.\n\nTwo.", "") is None
    html = html.replace("<hr>\n", "")
    assert told(html, "<p>Three.</p>", "One.\nTwo.", "") == []


def test_an_editor_is_told_of_a_link_that_had_words():
    assert told('<p>w <a href="u">x</a> b</p>', "<p>w y b</p>", "x", "y") == ["The link of “x” goes with its words."]
    assert told('<p>w <a href="u"></a>x b</p>', "<p>w y b</p>", "x", "y") == []


def test_a_paragraph_is_deleted_and_the_one_behind_it_corrected_at_once():
    source = "One.\n\nTwo.\n\nThree.\n"
    edits = [Edit("", TextRange(5, 9), ""), Edit("", TextRange(10, 15), "3")]
    assert spliced(source, [splice for proof in prove(source, edits) for splice in proof.splices]) == "One.\n\n3.\n"


def test_what_a_reader_can_be_led_to_does_not_go():
    source = 'Word <sup id="fnref:9">x</sup> and end.\n'
    at = read_article(source).text.index("Word x and")
    edit = Edit("", TextRange(at, at + len("Word x and")), "No")
    with pytest.raises(Refusal, match='stands id="fnref:9", which readers do not see'):
        prove(source, [edit])
    plain = source.replace(' id="fnref:9"', "")
    assert spliced(plain, prove(plain, [edit])[0].splices) == "No end.\n"
