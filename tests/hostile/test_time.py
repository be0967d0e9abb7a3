"""What reads strangers' text outside of the processes that are stopped takes time in proportion to its length.

Each of these took minutes, or for ever, by a text that repeats itself; that they end is the test.
"""

from contextlib import suppress

import pytest

from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from corrections.models import hidden_in, ledger_of
from corrections.text import Quote, Refusal, TextRange, find_quote, match, stands
from corrections.text.frontmatter import split

LONG = 2**18


@pytest.mark.parametrize("line", ["\r\n", "a\r\n", "\r", "\n", " \r\n"])
def test_a_rule_at_the_beginning_of_a_file_opens_no_search_without_end(line):
    assert split("---\r\n" + line * LONG).yaml is None
    assert split(f"---{line}" + "a: b" + line * 3 + "---").yaml is not None or line.strip("\r\n")


@pytest.mark.parametrize("unit", ["a", "é", "1,", "a.", "ab", "\u0301"])
def test_words_that_repeat_themselves_are_searched_in_one_go(unit):
    text = unit * (LONG // len(unit))
    for words in (unit * 3, unit * 100, (unit * 3)[:3]):
        stands(text, words)
    assert stands(f"{text} word {text}", "word") == [TextRange(len(text) + 1, len(text) + 5)]


@pytest.mark.parametrize("length", [1, 1000, LONG // 2])
def test_a_quote_that_repeats_itself_is_refused_and_its_position_is_taken(length):
    text = "a" * LONG
    with pytest.raises(Refusal, match=r"Say which, by more of its neighbours\."):
        match(Quote("a" * length, "", ""), text)
    last = TextRange(LONG - length, LONG)
    assert match(Quote("a" * length, "", ""), text, last) == last
    assert find_quote(Quote("a" * length, "b", ""), text) == []


def test_many_selectors_in_a_row_are_read_in_one_go(storm, editor, noon):
    selectors = b",".join([b'{"type": "TextQuoteSelector", "exact": "1987"}'] * 100_000)
    content = b'{"type": "Annotation", "target": {"selector": [' + selectors + b"]}}"
    with suppress(Refusal):
        import_corrections(storm, content, user=editor, now=noon)


def test_no_depth_is_read_halfway(storm, editor, noon):
    """Where JSON can just be read, what it says can be too, or the refusal is the same."""
    for key in ("first", "next"):
        for depth in range(850, 1000):
            content = f'{{"type":"AnnotationPage","items":[],"{key}":' * depth + "{}" + "}" * depth
            with suppress(Refusal):
                import_corrections(storm, content.encode(), user=editor, now=noon)
    assert storm.notes.count() == 0


def test_withheld_words_that_stand_everywhere_are_hidden_in_one_go(storm, published, editor):
    published(storm, "40", "50", withheld=True)
    source = storm.latest_revision.source
    import_article(source.replace("felled 40 trees", "felled no more").encode(), user=editor, slug="storm")
    hidden = hidden_in(ledger_of(storm), {"": "40 and " * 2**16})
    assert (len(hidden), {one.instead for one in hidden}) == (2**16, {"50"})
