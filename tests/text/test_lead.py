"""The lead: what stands at the top, told before the body of an exported file too, and never twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.text import (
    Entry,
    Erratum,
    Refusal,
    export_source,
    find_lead,
    read_article,
    render_body,
    text_of,
    without_block,
)
from tests.text.hard_markdown import SOURCE

NOTICE = Entry("Retraction no. 3, 22 November 2026, 14:05 UTC", "We have retracted [it](https://example.org/) {{ x }}.")
LED = Erratum((NOTICE,), lead=(NOTICE,))
LEAD = """<!-- lead:begin -->

**Retraction no. 3, 22 November 2026, 14:05 UTC:** We have retracted [it](https://example.org/) &#123;{ x }}.

<!-- lead:end -->

"""


def again(exported, added=LED):
    """An export of what was exported, imported and known again."""
    return export_source(exported, [], Erratum(added.entries, replaces_block=True, lead=added.lead))


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("head", ["", "\ufeff", "---\ntitle: 'A'  # x\n---\n", "\ufeff---\ntitle: A\n...\n\n"])
def test_the_lead_stands_before_the_body_exactly_as_it_is_promised(newline, head):
    head, body = head.replace("\n", newline), f"# Head{newline}{newline}It rained.  "
    exported = export_source(head + body, [], LED)
    front = head.removesuffix(newline) if head.endswith(newline * 2) else head
    assert exported.startswith(front + (LEAD.replace("\n", newline) if head.strip("\ufeff") else ""))
    assert LEAD.replace("\n", newline) + head[len(front) :] + body in exported
    assert again(exported) == exported


@given(SOURCE, st.sampled_from(["", "---\ntitle: A\n---\n"]))
def test_a_led_export_that_comes_back_is_the_same_and_reads_the_same(source, head):
    source = head + source
    try:
        exported = export_source(source, [], LED)
    except Refusal:
        return
    place = find_lead(exported)
    assert exported[: place.start] + exported[place.end :] == export_source(source, [], Erratum((NOTICE,)))
    assert again(exported) == exported
    assert again(exported, Erratum((NOTICE,))) == export_source(source, [], Erratum((NOTICE,)))
    back = without_block(exported)
    assert len(back) == len(source) + len(place)
    assert back[place.end :] == source[place.start :]
    assert text_of(render_body(back)) == text_of(render_body(source))


def test_a_lead_is_not_the_article_s_text_when_it_comes_back():
    exported = export_source("# Head\n\nIt rained.\n", [], LED)
    assert read_article(without_block(exported)).title == "Head"
    assert "Retraction" not in read_article(without_block(exported)).text


@pytest.mark.parametrize(
    "source",
    [
        f"Words.\n\n{LEAD}More.\n",
        f"```\n{LEAD}```\n",
        f"    {LEAD}",
        "<!-- lead:begin -->\n\nwithout an end\n",
        "<!-- lead:begin --> x\n<!-- lead:end -->\n",
    ],
)
def test_markers_elsewhere_are_no_lead(source):
    assert find_lead(source) is None
    assert without_block(source) == source


def test_a_definition_of_the_article_makes_no_link_of_the_lead():
    entry = Entry("Retraction no. 1", "It read teh [sic].")
    source = "He wrote.\n\n[sic]: https://example.org/sic\n"
    assert "teh [sic]." in text_of(render_body(export_source(source, [], Erratum((entry,), lead=(entry,)))))


def test_before_a_line_that_is_a_tab_a_lead_would_not_be_read_and_is_refused():
    source = "\t\n- One.\n- Two.\n"
    with pytest.raises(Refusal, match="Before this article the notice at the top would not be read"):
        export_source(source, [], LED)
    assert export_source(source, [], Erratum((NOTICE,))).startswith(source)
