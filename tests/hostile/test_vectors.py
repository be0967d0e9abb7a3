"""What runs somewhere runs nowhere here: hundreds of vectors as an article and as a wording, one by one."""

import html

import markdown
import pytest
from bleach._vendor import html5lib
from bleach.html5lib_shim import getTreeWalker

from corrections.actions.content import Content, Unfit, check_content
from corrections.text import Edit, Refusal, SafeHtml, TextRange, is_safe_address, prove, render_inline, spliced
from corrections.text.render import render
from corrections.text.sanitise import _Walker, sanitise
from tests.hostile.strict import elements, faults, runs, spellings, vectors
from tests.text.test_growth import walked

VECTORS = [vector for vector in vectors() if "\0" not in vector]
CONTEXTS = ("{}", "> {}", "- x\n\n    {}", "| a |\n|---|\n| {} |", "x[^1]\n\n[^1]: {}", "<div>\n{}\n</div>", "**{}**")


def test_there_are_hundreds():
    assert len(VECTORS) > 450


def test_the_walker_finds_what_each_class_does():
    for vector, found in {
        "<script>alert(1)</script>": ["<script type=''>"],
        "<img src=x onerror=alert(1)>": ["<img onerror>"],
        "<a href='java\tscript:x'>x</a>": ["<a href='java\\tscript:x'>"],
        "<a href=' \x01javascript:x'>x</a>": ["<a href=' \\x01javascript:x'>"],
        "<p style=x>": ["<p style>"],
        "<svg><a href=x>": ["<{http://www.w3.org/2000/svg}svg>", "<{http://www.w3.org/2000/svg}a>"],
        "<form action=//evil.example/>": ["<form>", "<form action>", "<form action='//evil.example/'>"],
        "<base href=//x>": ["<base>", "<base href>"],
        "<iframe srcdoc=x>": ["<iframe>", "<iframe srcdoc>"],
        "<p data-added>": ["<p data-added>"],
        "<meta http-equiv=refresh>": ["<meta>", "<meta http-equiv>", "<meta http-equiv>"],
    }.items():
        told = faults(vector)
        assert set(found) <= set(told), (vector, told)


def test_most_vectors_would_be_found_without_the_gate():
    """So the walker sees something, and the vectors are some."""
    raw = [vector for vector in VECTORS if faults(markdown.markdown(vector, extensions=["tables", "footnotes"]))]
    assert len(raw) > 250


@pytest.mark.parametrize("context", CONTEXTS)
def test_no_article_runs_a_vector(context):
    found = {vector: told for vector in VECTORS if (told := faults(render(context.replace("{}", vector))))}
    assert found == {}


def test_each_vector_is_walked_as_html5lib_walks_it():
    """The sanitiser has a walker of its own, which is quicker in long articles."""
    for html_text in [*VECTORS, "".join(VECTORS)]:
        assert walked(_Walker, html_text) == walked(getTreeWalker("etree"), html_text)


def test_no_html_runs_a_vector_the_second_time_either():
    """What a browser reads, writes and reads again (innerHTML) is another text sometimes, and must be as harmless."""
    for vector in VECTORS:
        once = sanitise(vector)
        assert faults(once) == []
        written = "".join(_written(once))
        assert faults(written) == [], vector
        assert sanitise(once) == once


def _written(safe):
    tree = html5lib.parseFragment(safe, treebuilder="etree")
    walker = html5lib.getTreeWalker("etree")
    serializer = html5lib.serializer.HTMLSerializer(quote_attr_values="always", omit_optional_tags=False)
    return serializer.serialize(walker(tree))


def test_vectors_one_after_another_run_no_sooner():
    for start in range(0, len(VECTORS), 20):
        assert faults(render("\n\n".join(VECTORS[start : start + 20]))) == []
        assert faults(render(" ".join(VECTORS[start : start + 20]))) == []


@pytest.mark.parametrize("html_is_text", [True, False])
def test_no_wording_runs_a_vector(html_is_text):
    found = {v: told for v in VECTORS if (told := faults(render_inline(v, html_is_text)))}
    assert found == {}


def test_no_text_takes_the_products_own_marks():
    """A reader trusts `mark`, an id of a notice, and `data-added`; and a link of the product's looks like one."""
    for vector in VECTORS:
        for node in elements(render(vector)):
            assert "data-added" not in node.attrib
            assert not node.tag.endswith("}mark")
            assert set(node.get("class", "").split()) & {"notice", "btn", "card", "filled"} == set()
            assert not node.get("id", "fn").startswith(("note", "correction", "content", "card", "words"))


# Addresses


def test_no_spelling_of_an_address_that_runs_is_one_of_a_source():
    for address in spellings():
        with pytest.raises(Unfit, match=r"is no address on the web\. Begin it with https://, or give a title alone\."):
            check_content(Content("x", sources=(("", address),)), ())
        assert not (runs(address) and is_safe_address(address)), address


@pytest.mark.parametrize(
    "address", ["https://e.example/", "HTTP://e.example", "http://e.example:80/a?b=javascript:x#data:y"]
)
def test_an_address_on_the_web_is_one(address):
    check_content(Content("x", sources=(("", address),)), ())
    assert is_safe_address(address)


@pytest.mark.parametrize("field", ["#link.1.href", "#image.1.src"])
def test_no_link_and_no_picture_is_corrected_into_an_address_that_runs(field):
    source = "It is [said](https://e.example/a) and shown: ![it](https://e.example/a)\n"
    place, told = TextRange(0, len("https://e.example/a")), set()
    for address in spellings():
        try:
            (proof,) = prove(source, [Edit(field, place, address)])
        except Refusal as refusal:
            told.add(refusal.sentence.message)
            continue
        assert not runs(address)
        assert faults(render(spliced(source, proof.splices))) == []
    assert any("is no address that a page may lead to. Begin it with https://" in one for one in told)


def test_what_is_quoted_in_an_attribute_stays_there():
    for vector in VECTORS:
        (node,) = elements(sanitise(f'<img src="x" alt="{html.escape(vector)}">'))
        assert set(node.attrib) <= {"src", "alt"}
        (node,) = elements(sanitise(f"<p title='{html.escape(vector)}'>x</p>"))
        assert set(node.attrib) == {"title"}


def test_safe_html_fails_closed():
    assert type(SafeHtml("<b>") + "<script>") is str
    assert type(f"{SafeHtml('<b>')}") is str
