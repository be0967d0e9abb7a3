"""CriticMarkup: all changes accepted are the corrected source, all rejected the source that came, byte for byte."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections import samples
from corrections.text import (
    Correction,
    Edit,
    Marked,
    Refusal,
    SourceRange,
    Splice,
    TextRange,
    accept_changes,
    prove,
    read_article,
    reject_changes,
    spliced,
    write_critic_markup,
)
from tests.text.hard_markdown import HOSTILE, LINE_ENDS, SOURCE

ARTICLES = [samples.read(sample.file) for sample in samples.SAMPLES]
SIGNS = st.lists(
    st.sampled_from(
        [*"+-~=<>{} ", "{++", "++}", "{--", "--}", "{~~", "~>", "~~}", "{==", "==}", "{>>", "<<}", "a", "b"]
    ),
    max_size=12,
).map("".join)


def correction(place, new):
    return Correction(Edit("", TextRange(place.start, place.end), new), (Splice(place, new),))


def changed(source, old, new, comment="", **more):
    """The source with one change marked in it."""
    place = SourceRange(source.index(old), source.index(old) + len(old))
    return write_critic_markup(source, [Marked(place, correction(place, new), comment, **more)])


def commented(source, words, comment):
    place = SourceRange(source.index(words), source.index(words) + len(words))
    return write_critic_markup(source, [Marked(place, None, comment)])


def note(source, words, replacement):
    """A mark as the desk makes it: with splices that are proved."""
    text = read_article(source).text
    edit = Edit("", TextRange(text.index(words), text.index(words) + len(words)), replacement)
    proof = prove(source, [edit])[0]
    return Marked(proof.source_range, Correction(edit, proof.splices), "Note.")


# The shapes


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("1987", "1986", "since {~~1987~>1986~~}{>>Note.<<}."),
        (" 1987", "", "since{-- 1987--}{>>Note.<<}."),
        ("", "It was ", "{++It was ++}{>>Note.<<}since 1987."),
    ],
)
def test_a_change_has_the_shape_that_its_readers_know(old, new, marked):
    assert changed("since 1987.", old, new, "Note.") == marked


def test_no_note_stands_inside_a_word():
    assert changed("At its 26th meeting.", "26", "27", "Note.") == "At its {~~26th~>27th~~}{>>Note.<<} meeting."
    assert changed("第26次会议。", "26", "27", "Note.") == "第{~~26~>27~~}{>>Note.<<}次会议。"


def test_words_that_stay_are_highlighted_with_their_note():
    assert commented("The storm of 1987.", "1987", "It was a gale.") == "The storm of {==1987==}{>>It was a gale.<<}."


def test_several_changes_of_one_place_have_one_note_behind_the_last():
    source = "On 14 May 2021 it came.\n"
    mark = note(source, "14 May 2021", "15 June 2021")
    assert write_critic_markup(source, [mark]) in (
        "On {~~14~>15~~} {~~May~>June~~}{>>Note.<<} 2021 it came.\n",
        "On {~~14 May~>15 June~~}{>>Note.<<} 2021 it came.\n",
    )


@pytest.mark.parametrize("body", ["# Storm\n\nIt rained.\n", "# Storm\r\n\r\nIt rained.\r\n", "# Storm"])
def test_what_is_said_of_the_whole_article_stands_behind_its_first_line(body):
    written = write_critic_markup(f"---\ntitle: A\n---\n{body}", [], ["Under review.", "And more."])
    assert written == f"---\ntitle: A\n---\n{body.replace('Storm', 'Storm{>>Under review.<<}{>>And more.<<}')}"


def test_front_matter_stays_as_it_is_and_its_place_is_told():
    source = "---\ntitle: 40 trees\n---\n\nIt rained.\n"
    place = SourceRange(source.index("40"), source.index("40") + 2)
    edit = Edit("title", TextRange(0, 2), "50")
    mark = Marked(place, Correction(edit, (Splice(place, "50"),)), "title: “40” → “50”.")
    assert write_critic_markup(source, [mark]) == source.replace("---\n\n", "---\n{>>title: “40” → “50”.<<}\n")


def test_what_is_silent_is_written_as_it_becomes():
    assert changed("She stole it.", "stole", "found", "A note.", is_silent=True) == "She found{>>A note.<<} it."
    assert changed("She stole it.", " stole it", "", is_silent=True) == "She."


def test_what_is_silent_stays_so_inside_a_wider_mark():
    source = "He **said she stole** *it all* now.\n"
    said, libel = source.index("said"), source.index("stole")
    wide = SourceRange(said, source.index("it") + 2)
    across = Splice(SourceRange(source.index("** *"), source.index("** *") + 4), "** _")
    silent = Marked(SourceRange(libel, libel + 5), correction(SourceRange(libel, libel + 5), "found"), "", True)
    told = Marked(wide, Correction(Edit("", TextRange(0, 1), "x"), (across,)), "Note.")
    marked = write_critic_markup(source, [silent, told])
    assert "stole" not in marked
    assert accept_changes(marked) == "He **said she found** _it all* now.\n"


# What would break a mark


def test_no_mark_holds_a_line_break_of_its_own():
    source = "one two\nthree four\n"
    marked = changed(source, "two\nthree", "2\n3")
    assert marked == "one {~~two~>2~~}\n{~~three~>3~~} four\n"
    assert commented("- one\n- two\n", "one\n- two", "Note.") == "- {==one==}\n- {==two==}{>>Note.<<}\n"
    assert "\n" not in changed(source, "two", "2", "A note\nin two lines.").split("<<}")[0]


def test_where_a_line_goes_its_end_goes_in_a_mark_of_its_own():
    assert changed("- one\n- two\n", "- one\n", "") == "{--- one--}{--\n--}- two\n"


@pytest.mark.parametrize(
    ("old", "new", "marked"),
    [
        ("quick** *brown", "slow** *brown", "The {~~**quick** *brown*~>**slow** *brown*~~} fox."),
        ("fox", "*fox", "The **quick** *brown* {~~fox~>*fox~~}."),
        ("quick", "slow", "The **{~~quick~>slow~~}** *brown* fox."),
    ],
)
def test_delimiters_are_wrapped_whole(old, new, marked):
    assert changed("The **quick** *brown* fox.", old, new) == marked


@given(SIGNS, SIGNS, SIGNS)
def test_signs_inside_words_break_no_mark_or_the_export_is_refused(old, new, comment):
    source = f"It was {old} then.\n"
    place = SourceRange(7, 7 + len(old))
    try:
        marked = write_critic_markup(source, [Marked(place, correction(place, new), comment)])
    except Refusal:
        assert re.search(r"\{(\+\+|--|~~|==|>>)", old + new)
        return
    assert (reject_changes(marked), accept_changes(marked)) == (source, f"It was {new} then.\n")


@pytest.mark.parametrize(
    "words", ["a ~> b", "a --} b", "a ++} b", "a ~~} b", "a <<} b", "--}", "~>~~}", "-", "~", "+", ">"]
)
def test_signs_that_end_a_mark_stand_in_words(words):
    source = f"It was {words} then.\n"
    for old, new in ((words, "x"), ("then", words), (words, ""), (words, f"{words}{words}")):
        marked = changed(source, old, new, f"Not {words} but {{++this++}}.")
        assert (reject_changes(marked), accept_changes(marked)) == (source, source.replace(old, new, 1))


def test_an_article_with_such_marks_of_its_own_is_refused_by_its_line():
    with pytest.raises(Refusal) as refused:
        changed("It rained.\n\nWrite {++this++} so.\n", "rained", "snowed")
    assert refused.value.sentence == (
        "The article has {++ of its own on line 3, which would be read as a change. Write it otherwise and import the "
        "article again, or export it as Markdown."
    )


def test_two_changes_of_the_same_words_are_refused():
    place = SourceRange(0, 2)
    with pytest.raises(Refusal, match="Two corrections change the same words"):
        write_critic_markup("It rained.", [Marked(place, correction(place, "x"), "")] * 2)


def test_a_mark_that_nobody_closes_is_text():
    for text in ("{++ a", "{~~a~~}", "{>> a", "{--", "a {==b"):
        assert (accept_changes(text), reject_changes(text)) == (text, text)


def test_comments_on_words_that_overlap_stand_beside_each_other():
    source = "The storm of 1987 came.\n"
    places = [SourceRange(4, 17), SourceRange(13, 17)]
    marked = write_critic_markup(source, [Marked(place, None, f"Note {place.start}.") for place in places])
    assert marked == "The {==storm of 1987==}{>>Note 4.<<}{>>Note 13.<<} came.\n"


# The law


@pytest.mark.parametrize("article", ARTICLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_real_article_reads_back_to_the_byte(article, newline):
    source = article.replace("\n", newline)
    text = read_article(source).text
    proofs, marks = [], []
    for at, match in enumerate(list(re.finditer(r"\w[\w ,’]{12,40}\w", text))[::7]):
        edit = Edit("", TextRange(*match.span()), f"new {at} ~> words")
        try:
            proofs.append(prove(source, [edit])[0])
        except Refusal:
            continue
        marks.append(Marked(proofs[-1].source_range, Correction(edit, proofs[-1].splices), f"Note {at}."))
    assert len(marks) > 2
    stays = [Marked(proof.source_range, None, "Stays.") for proof in proofs[::3]]
    marked = write_critic_markup(source, [*marks, *stays], ["Whole."])
    assert reject_changes(marked) == source
    assert accept_changes(marked) == spliced(source, [splice for proof in proofs for splice in proof.splices])
    assert marked.count("{>>") == len(marks) + len(stays) + 1


@given(SOURCE, LINE_ENDS, st.integers(0, 5000), st.integers(1, 60), HOSTILE, st.booleans())
def test_a_generated_article_reads_back_to_the_byte(body, newline, at, length, replacement, is_commented):
    source = f"---{newline}title: '{{++ a'   # loud{newline}---{newline}{body}"
    try:
        text = read_article(source).text
        start = at % max(1, len(text))
        edit = Edit("", TextRange(start, min(len(text), start + length)), None if is_commented else replacement)
        proof = prove(source, [edit])[0]
        mark = Marked(proof.source_range, None if is_commented else Correction(edit, proof.splices), "A note.")
        marked = write_critic_markup(source, [mark])
    except Refusal:
        return
    assert reject_changes(marked) == source
    assert accept_changes(marked) == spliced(source, proof.splices)
    assert "{>>A note.<<}" in marked or not proof.splices


@pytest.mark.parametrize(
    ("source", "field", "new", "marked"),
    [
        ("See [a *b*](x.html) there.", "#link.1.href", "y.html", "See {~~[a *b*](x.html)~>[a *b*](y.html)~~} there."),
        ("Pic [![a](p.png)](x.html)", "#image.1.src", "q.png", "Pic [{~~![a](p.png)~>![a](q.png)~~}](x.html)"),
        (
            "Pic [![a](p.png)](x.html)",
            "#link.1.href",
            "y.html",
            "Pic {~~[![a](p.png)](x.html)~>[![a](p.png)](y.html)~~}",
        ),
        ("A ![dog](p.png).", "#image.1.alt", "cat", "A {~~![dog](p.png)~>![cat](p.png)~~}."),
        ("[a][r].\n\n[r]: x.html 'T'", "#link.1.href", "y.html", "[a][r].\n\n{~~[r]: x.html 'T'~>[r]: y.html 'T'~~}"),
        ("[a][r] [r].\n\n[r]: x", "#link.1.href", "y", "{~~[a][r]~>[a](y)~~} [r].\n\n[r]: x"),
        ("[a][r] [r].\n\n[r]: x", "#link.2.href", "y", "[a][r] {~~[r]~>[r](y)~~}.\n\n[r]: x"),
        ('<p><a href="x">a</a></p>', "#link.1.href", "y", '<p>{~~<a href="x">~><a href="y">~~}a</a></p>'),
    ],
)
def test_a_link_whose_address_changes_is_marked_whole(source, field, new, marked):
    source += "\n"
    edit = Edit(field, TextRange(0, len(read_article(source).texts[field])), new)
    [proof] = prove(source, [edit])
    mark = Marked(proof.source_range, Correction(edit, proof.splices), is_of_link=True)
    written = write_critic_markup(source, [mark])
    assert written == marked + "\n"
    assert accept_changes(written) == spliced(source, proof.splices)
    assert reject_changes(written) == source


def test_a_note_on_a_link_that_stays_highlights_all_of_it():
    source = "See [a](x.html) there.\n"
    place = SourceRange(source.index("x.html"), source.index("x.html") + 6)
    written = write_critic_markup(source, [Marked(place, None, "It leads away.", is_of_link=True)])
    assert written == "See {==[a](x.html)==}{>>It leads away.<<} there.\n"


def test_an_empty_line_that_goes_in_code_is_marked_alone():
    source = "    one\n\n    two\n"
    marked = write_critic_markup(source, [note(source, "one\n\ntwo", "one\ntwo")])
    assert marked == "    one\n{--\n--}    {>>Note.<<}two\n"
    assert (reject_changes(marked), accept_changes(marked)) == (source, "    one\n    two\n")


def test_of_a_link_of_many_words_the_address_alone_is_marked():
    words = "word " * 450
    source = f"[{words}](x.html) b\n"
    edit = Edit("#link.1.href", TextRange(0, 6), "y.html")
    [proof] = prove(source, [edit])
    mark = Marked(proof.source_range, Correction(edit, proof.splices), is_of_link=True)
    assert write_critic_markup(source, [mark]) == f"[{words}]({{~~x.html~>y.html~~}}) b\n"


def test_signs_in_words_that_are_changed_without_a_mark_are_refused():
    with pytest.raises(Refusal, match="has no way to write its own signs"):
        changed("She stole it.", "stole", "{++found++}", is_silent=True)
