"""What readers do not see (comments, tags that are not safe, anchors) stays when the words around it are corrected."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.text import (
    Correction,
    Edit,
    Erratum,
    Refusal,
    SourceRange,
    Splice,
    TextRange,
    export_source,
    prove,
    read_article,
    spliced,
)
from corrections.text.apply import apply
from corrections.text.render import render
from corrections.text.sourcemap import map_source
from corrections.text.unseen import unseen_in
from tests.text.hard_markdown import HOSTILE, SOURCE


def edit_of(source: str, words: str, new: str, field: str = "") -> Edit:
    at = read_article(source).texts[field].index(words)
    return Edit(field, TextRange(at, at + len(words)), new)


def corrected(source: str, words: str, new: str, field: str = "") -> str:
    return spliced(source, prove(source, [edit_of(source, words, new, field)])[0].splices)


@pytest.mark.parametrize(
    ("html", "unseen"),
    [
        ("<p>a <em>b</em> &lt;mark&gt; <a href='x?id=1'>c</a></p>", ()),
        ("a <mark>b</mark> <Video src=x>", ("<mark>", "</mark>", "<Video src=x>")),
        ("a <!-- <mark> --> b <!--> c <!---> d --> <!-- e", ("<!-- <mark> -->", "<!-->", "<!--->", "<!-- e")),
        ("<!doctype html>a <?php b ?> <?c", ("<!doctype html>", "<?php b ?>", "<?c")),
        ("<script>a<b>c</script > <style/>d", ("<script>a<b>c</script >", "<style/>d")),
        ("<m-x a='>' b = \">\" c=d'e>f</m-x>", ("<m-x a='>' b = \">\" c=d'e>", "</m-x>")),
        ("<mark a='b>c</mark>", ("<mark a='b>", "</mark>")),
        ("<mark a", ("<mark a",)),
        ("1 < 2 <3 </4>", ()),
        # An address may lead to these, wherever the page's own tools make one.
        ("<a NAME=x></a><h2 class='a' id = 'y z'>a</h2><b title='id=1' id>c</b>", ("NAME=x", "id = 'y z'", "id")),
    ],
)
def test_a_rendering_tells_what_of_it_no_reader_sees(html, unseen):
    assert unseen_in(html) == unseen


def test_what_no_reader_sees_goes_with_a_rendering_to_another_process():
    html = render("a <mark>b</mark>\n")
    assert (html, html.unseen) == ("<p>a b</p>", ("<mark>", "</mark>"))
    assert pickle.loads(pickle.dumps(html)).unseen == html.unseen


@pytest.mark.parametrize(
    ("source", "words", "new", "written"),
    [
        ("It rose by £ <mark>5 million</mark> in May.", "£ 5", "$6", "It rose by $6<mark> million</mark> in May."),
        ("A <mark>price of £5</mark> — in May.", "£5 — in", "£6 in", "A <mark>price of £6</mark> in May."),
        ("He met *Jane* <!--more-->and Ann.", "Jane and Ann", "Bob", "He met Bob<!--more-->."),
        ('**Jane** <iframe src="x"></iframe>and Ann', "Jane and Ann", "Bob", 'Bob<iframe src="x"></iframe>'),
        ('He met *Jane* <a id="x"></a>and Ann.', "Jane and Ann", "Bob", 'He met Bob<a id="x"></a>.'),
        ("A <script>f()</script>*b* c", "A b c", "d", "d<script>f()</script>"),
        ("One.\n\nTwo.<!--a--> b\n\nThree.", "Two. b", "2", "One.\n\n2<!--a-->\n\nThree."),
        ("He met <mark>Jane</mark> and Ann.", "Jane and Ann", "Bob", "He met <mark>Bob</mark>."),
        ("He met <mark>Jane</mark> and Ann.", "Jane", "", "He met <mark></mark> and Ann."),
        ("Hel<wbr>lo *b* c", "Hello b", "Bye", "<wbr>*Bye* c"),
        ("One.\n<!--a-->\n\nTwo.\n", "One.", "", "<!--a-->\n\nTwo.\n"),
        ('<div id="a">One two.</div>\n\nx', "One two.", "Three", '<div id="a">Three</div>\n\nx'),
        # What stands in code is words.
        ("Use `<mark>` so.", "Use <mark>", "Try <b>", "Try `<b>` so."),
        ("    <mark> a <!-- b -->\n", "<mark> a <!-- b -->", "<x>", "    <x>\n"),
        ("<mark>a</mark> `<mark>` b", "<mark> b", "c", "<mark>a</mark> `c`"),
    ],
)
def test_what_readers_do_not_see_stays_where_words_around_it_are_corrected(source, words, new, written):
    assert corrected(source, words, new) == written
    assert render(written).unseen == render(source).unseen


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("source", "words", "said"),
    [
        ("One.\n\nTwo <!--a-->three.\n\nFour.\n", "Two three.", "stands <!--a-->, which readers do not see"),
        ("One.\n\nTwo. <mark>b</mark>\n\nFour.\n", "Two. b", "stands <mark>, which readers do not see"),
        ('One.\n\n<div id="a">Two.</div>\n\nThree.\n', "Two.", 'stands id="a", which readers do not see'),
        (f"One.\n\nTwo <!-- {'so ' * 40}-->three.\n", "Two three.", f"stands <!-- {'so ' * 25}…, which"),
        ("Ten <!-- a -->of twelve.\n", "Ten ", "Beside these words stands <!-- a -->, which"),
        ('It <!-- a --> is, <b id="b">he says</b>, so.\n', "he says", 'Beside these words stands id="b", which'),
        # What stands in code is not in the way.
        ("- a\n\n    `<!--b-->`\n", "<!--b-->", "Deleting all these words would change the list"),
    ],
)
def test_words_that_would_take_along_what_readers_do_not_see_are_refused(source, words, said, newline):
    with pytest.raises(Refusal) as refused:
        corrected(source.replace("\n", newline), words, "")
    assert said in str(refused.value)


def test_an_address_is_corrected_beside_what_readers_do_not_see():
    source = 'A <mark>[b](/x)</mark> <a name="y" href="/z">c</a> <img src="/p" alt="an id=1 here">.\n'
    assert corrected(source, "/x", "/y", "#link.1.href") == source.replace("/x", "/y")
    assert corrected(source, "/z", "/y", "#link.2.href") == source.replace("/z", "/y")
    assert corrected(source, "id=1", "id=2", "#image.1.alt") == source.replace("id=1", "id=2")


def test_an_export_takes_nothing_along_that_readers_do_not_see_whenever_its_corrections_were_saved():
    source = "He met *Jane* <!--more-->and Ann. See [it](/x).\n"
    words, address = edit_of(source, "Jane and Ann", "Bob"), edit_of(source, "/x", "/y", "#link.1.href")
    once = Correction(words, (Splice(SourceRange(7, 32), "Bob"),))
    assert source[7:32] == "*Jane* <!--more-->and Ann"
    with pytest.raises(Refusal, match="would take <!--more--> away, which readers do not see"):
        export_source(source, [once], Erratum())
    led = Correction(address, (Splice(SourceRange(13, 25), ""), Splice(SourceRange(43, 45), "/y")))
    assert (source[13:25], source[43:45]) == (" <!--more-->", "/x")
    with pytest.raises(Refusal, match="would take <!--more--> away, which readers do not see"):
        export_source(source, [led], Erratum())
    kept = [Correction(one, prove(source, [one])[0].splices) for one in (words, address)]
    assert export_source(source, kept, Erratum()) == "He met Bob<!--more-->. See [it](/y).\n"


UNSEEN = st.sampled_from(("<!--more-->", "<mark>", "</mark>", "<wbr>", '<a id="x"></a>', "<iframe src='y'></iframe>"))


@given(
    SOURCE,
    st.lists(st.tuples(st.integers(0, 5000), UNSEEN), min_size=1, max_size=8),
    st.integers(0, 5000),
    st.integers(1, 60),
    HOSTILE,
)
def test_whatever_is_corrected_what_readers_do_not_see_is_the_same_in_the_same_order(source, unseen, at, length, new):
    for place, markup in unseen:
        gap = source.find(" ", place % (len(source) + 1))
        source = f"{source[:gap]} {markup}{source[gap + 1 :]}" if gap >= 0 else f"{source} {markup}"
    mapped = map_source(source)
    start = at % len(mapped.text) if mapped.text.strip() else 0
    try:
        [one] = apply(mapped, [Edit("", TextRange(start, min(len(mapped.text), start + length)), new)])
    except Refusal:
        return
    assert render(spliced(source, one.splices)).unseen == mapped.html.unseen
