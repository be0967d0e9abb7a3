"""Front matter: what opens and closes it, which strings it has, and what an export adds to it."""

import pytest

from corrections.text import (
    Correction,
    Edit,
    Entry,
    Erratum,
    Refusal,
    SourceRange,
    Splice,
    TextRange,
    export_source,
    key_names,
    key_value,
    prove,
    quoted,
    read_article,
    render_body,
    spliced,
    text_of,
)
from corrections.text.frontmatter import insertion, later_day

NOTICE = Entry("Correction no. 3", "It was 2019.")
DAY = "2026-11-22T14:05:00Z"


def fields_of(front: str) -> dict[str, str]:
    return dict(read_article(f"---\n{front}\n---\nText.\n").fields)


def changed(source: str, field: str, words: str, replacement: str | None) -> str:
    at = dict(read_article(source).fields)[field].index(words)
    [proof] = prove(source, [Edit(field, TextRange(at, at + len(words)), replacement)])
    return spliced(source, proof.splices)


@pytest.mark.parametrize(
    "source",
    [
        "---\ntitle: A\n---\nText.\n",
        "\ufeff---\ntitle: A\n---\nText.\n",
        "--- \t\ntitle: A\n--- \nText.\n",
        "---\r\ntitle: A\r\n---\r\nText.\r\n",
        "---\rtitle: A\r---\rText.\r",
        "---\ntitle: A\n...\nText.\n",
    ],
)
def test_a_fence_opens_the_front_matter_and_the_next_closes_it(source):
    article = read_article(source)
    assert (article.title, article.fields, article.text.strip()) == ("A", (("title", "A"),), "Text.")


@pytest.mark.parametrize("source", ["----\ntitle: A\n---\nText.\n", "\n---\ntitle: A\n---\n", "---\ntitle: A\nText.\n"])
def test_what_no_fence_opens_and_closes_is_text(source):
    assert read_article(source).fields == ()
    assert "title: A" in read_article(source).text


def test_front_matter_alone_is_an_article():
    assert read_article("---\ntitle: A\n---").title == "A"
    assert read_article("---\n---\nText.\n").fields == ()


def test_every_string_has_a_path_and_what_is_no_string_has_none():
    front = "a: 1\nb:\n  c: two\n  d: [x, '', {e: y}]\n? [k]\n: z\nf:\ng: ' '\nh: 2026-11-22"
    assert fields_of(front) == {"a": "1", "b.c": "two", "b.d.0": "x", "b.d.2.e": "y", "h": "2026-11-22"}


def test_aliases_unfold_to_ten_thousand_nodes_and_no_further():
    def unfolding(more):
        return f"a: &a [{', '.join('x' * 100)}]\nb: [{', '.join(['*a'] * 97)}]\nc: [{', '.join('x' * more)}]"

    assert len(fields_of(unfolding(99))) == 100 + 97 * 100 + 99
    with pytest.raises(Refusal, match="aliases unfold to too much"):
        fields_of(unfolding(100))


@pytest.mark.parametrize(
    ("front", "said"),
    [
        ("a: b: c", "(line 2: mapping values are not allowed here)"),
        ("a: 1\nb: [", "line 4: expected the node content"),
        ("a: 1\n\nb: *c", "line 4: found undefined alias"),
        ("a: !x 1\nb: \x07", "The front matter is not valid YAML. Mend it"),
        ("- a", "line 2 is no YAML mapping"),
        ("# a remark\n\nonly words", "line 4 is no YAML mapping"),
    ],
)
def test_what_is_no_yaml_is_told_by_its_line_in_the_file(front, said):
    with pytest.raises(Refusal) as refused:
        read_article(f"---\n{front}\n---\nText.\n")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("---\nb: 1\na: {c: 2}\n---\nText.\n", ("b", "a")),
        ("---\n# nothing yet\n---\nText.\n", ()),
        ("Text.\n", ()),
    ],
)
def test_the_keys_are_told_in_their_order(source, names):
    assert key_names(source) == names


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("---\na: [1, {b: yes}]\n---\nText.\n", ["1", {"b": "yes"}]),
        ("---\nb: 1\n---\nText.\n", None),
        ("---\n---\nText.\n", None),
        ("Text.\n", None),
    ],
)
def test_the_value_of_a_key_is_told_as_it_is_spelled(source, value):
    assert key_value(source, "a") == value


def test_a_quoted_string_reads_as_itself_whatever_it_holds():
    text = 'It’s "so": \\ \x07\x7f\x80\x9f\xa0\u2028\u2029\ufeff\ufffe\uffff \t é 😀 X # no remark'
    assert fields_of(f"a: {quoted(text)}") == {"a": text}
    assert "é 😀 X # no remark" in quoted(text)


# -- what is corrected in it -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("front", "words", "new", "written"),
    [
        ("a: 'It''s 2021'", "2021", "l'an", "a: 'It''s l''an'"),
        ("a: 'It''s 2021'", "'s", "", "a: 'It 2021'"),
        ('a: "\\u00e9\\x41 2021"', "é", "e", 'a: "e\\x41 2021"'),
        ('a: "\\u00e9\\x41 2021"', "A", "B", 'a: "\\u00e9B 2021"'),
        ('a: "x\\ty 2021"', "2021", 'a\\"', 'a: "x\\ty a\\\\\\""'),
        ("a: one\n  two 2021", "two", "2", "a: one\n  2 2021"),
        ("a: one\n  two 2021", "one two", "12", "a: 12 2021"),
        ('a: "one \\\n  two"', "two", "2", 'a: "one \\\n  2"'),
        ("a: |\n  one 2021\n  two\nb: 1", "2021", "2019", "a: |\n  one 2019\n  two\nb: 1"),
        ("a: |\n  one\n  two\nb: 1", "one\ntwo", "1\n2", "a: |\n  1\n  2\nb: 1"),
        ("a: |-\n  one\n  two", "one", "o: #", "a: |-\n  o: #\n  two"),
        ("a: >\n  one\n  two", "one two", "12", "a: >\n  12"),
        ("a: two", "two", "2", "a: '2'"),
        ("a: two", "two", "null", "a: 'null'"),
        ("a: 20", "20", "twenty", "a: twenty"),
        ("a: 20", "20", "21", "a: 21"),
        ("a: two", "two", "it's: so", "a: 'it''s: so'"),
        ("a: two", "two", "a\x07b", 'a: "a\\u0007b"'),
        ("a: [two, b]", "two", "x]", "a: ['x]', b]"),
        ("a: two # kept", "two", "2 # 3", "a: '2 # 3' # kept"),
        ("a: |\n  two\nb: 1", "two\n", "- x", "a: '- x'\nb: 1"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_string_is_written_anew_as_little_as_can_be(front, words, new, written, newline):
    source = f"---\n{front}\n---\nText.\n".replace("\n", newline)
    field = "a.0" if "[" in front else "a"
    before = dict(read_article(source).fields)
    after = changed(source, field, words, new)
    assert after == f"---\n{written}\n---\nText.\n".replace("\n", newline)
    assert dict(read_article(after).fields) == before | {field: before[field].replace(words, new, 1)}


@pytest.mark.parametrize("replacement", [None, "two"])
def test_words_that_stay_in_a_string_have_their_place_and_no_splice(replacement):
    source = "---\na: 'It''s two'\n---\nText.\n"
    [proof] = prove(source, [Edit("a", TextRange(5, 8), replacement)])
    assert (proof.splices, proof.quote.exact, proof.quote.prefix) == ((), "two", "It's ")
    assert source[proof.source_range.start : proof.source_range.end] == "two"


@pytest.mark.parametrize(
    ("front", "words", "new", "written"),
    [
        ("a: !!str x two", "x", "z", "a: !!str z two"),
        ("a: !headline Storm 40", "40", "50", "a: !headline Storm 50"),
        ("a: &s A & B 12", "& B 12", "! C", "a: &s A ! C"),
        ("a: &s-1 !x 'It''s 12'", "12", "l'an", "a: &s-1 !x 'It''s l''an'"),
        ("a: !<tag:x> &s\n  # about\n  two", "two", "it's: so", "a: !<tag:x> &s\n  # about\n  'it''s: so'"),
        ("a: &s?two", "two", "2", "a: &s?2"),
        ("a: !!str 20", "20", "21", "a: !!str 21"),
        ("a: !!int 20", "20", "21", "a: !!int 21"),
        ("a: !!str |\n  x two\nb: 1", "x", "z", "a: !!str |\n  z two\nb: 1"),
        ("a: &s >- # about\n  x two\nb: 1", "x", "z", "a: &s >- # about\n  z two\nb: 1"),
        # A block that is written anew keeps what stands in its first line.
        ("a: !x |+ # about\n  two\n\nb: 1", "two\n\n", "2", "a: !x '2' # about\n\nb: 1"),
        ("a: |+ # about\n  two\nb: 1", "two\n", "2\\\x07", 'a: "2\\\\\\u0007" # about\nb: 1'),
        ("a: |2- # about\n   two\nb: 1", " two", "2", "a: '2' # about\nb: 1"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_stands_before_a_string_stays_as_it_is(front, words, new, written, newline):
    source = f"---\n{front}\n---\nText.\n".replace("\n", newline)
    assert changed(source, "a", words, new) == f"---\n{written}\n---\nText.\n".replace("\n", newline)


def test_the_words_of_a_string_have_their_place_behind_what_stands_before_it():
    source = "---\na: !x &s two\n---\nText.\n"
    [proof] = prove(source, [Edit("a", TextRange(0, 3), None)])
    assert source[proof.source_range.start : proof.source_range.end] == "two"


@pytest.mark.parametrize("said", ["!x", "&s", "!!str"])
def test_an_export_loses_nothing_that_stands_before_a_string_whenever_its_correction_was_saved(said):
    source = f"---\na: {said} two\n---\nText.\n"
    at = source.index(said)
    saved = Correction(Edit("a", TextRange(0, 3), "2 b"), (Splice(SourceRange(at, at + len(f"{said} two")), "2 b"),))
    with pytest.raises(Refusal, match="do not hold together"):
        export_source(source, [saved], Erratum())


def test_a_block_whose_first_line_ends_with_a_separator_of_lines_is_told_as_a_whole_and_not_changed():
    source = "---\na: |\u2028  x two\nb: 1\n---\nText.\n"
    assert dict(read_article(source).fields)["a"] == "x two\n"
    [proof] = prove(source, [Edit("a", TextRange(0, 1), None)])
    assert source[proof.source_range.start : proof.source_range.end] == "|\u2028  x two\n"
    with pytest.raises(Refusal, match="cannot be changed in “a”"):
        changed(source, "a", "x", "z")


@pytest.mark.parametrize(("front", "new"), [("a: !!int 20", "twenty"), ("a: !!timestamp 2020-01-01", "20")])
def test_what_is_said_to_be_a_number_or_a_day_becomes_nothing_else(front, new):
    source = f"---\n{front}\n---\nText.\n"
    with pytest.raises(Refusal, match="cannot be changed in “a” without changing other front matter"):
        changed(source, "a", dict(read_article(source).fields)["a"], new)


@pytest.mark.parametrize("place", [TextRange(2, 2), TextRange(0, 4)])
def test_a_place_that_a_string_does_not_have_is_refused_by_its_number(place):
    source = "---\na: two\n---\nText.\n"
    with pytest.raises(Refusal, match="lies outside of “a”") as refused:
        prove(source, [Edit("a", TextRange(0, 3), "2"), Edit("a", place, None)])
    assert refused.value.index == 1


def test_notes_that_meet_in_folded_white_space_write_the_string_anew():
    source = "---\na: |\n  x\n\n  y\nb: 1\n---\nText.\n"
    edits = [Edit("a", TextRange(0, 2), "1 "), Edit("a", TextRange(2, 4), "2")]
    corrections = [Correction(edit, prove(source, [edit])[0].splices) for edit in edits]
    assert dict(read_article(export_source(source, corrections, Erratum())).fields) == {"a": "1 2\n", "b": "1"}


@pytest.mark.parametrize("source", [f"---\na: &x {two}\nb: *x\n---\nText.\n" for two in ("two", "|\n  two")])
def test_a_change_that_would_change_another_string_is_refused(source):
    with pytest.raises(Refusal, match="without changing other front matter"):
        changed(source, "a", "two", "three")


def test_notes_that_each_write_a_string_anew_are_exported_together():
    source = "---\na: one two three\n---\nText.\n"
    edits = [Edit("a", TextRange(0, 3), "1: 1"), Edit("a", TextRange(8, 13), "3")]
    corrections = [Correction(edit, prove(source, [edit])[0].splices) for edit in edits]
    assert export_source(source, corrections, Erratum()) == "---\na: '1: 1 two 3'\n---\nText.\n"


def test_a_string_that_would_be_empty_keeps_a_word():
    with pytest.raises(Refusal, match="“a” would be empty"):
        changed("---\na: two\n---\nText.\n", "a", "two", " ")


# -- what an export adds ---------------------------------------------------------------------------------------------


def exported(source: str, **added) -> str:
    return export_source(source, [], Erratum(**added))


@pytest.mark.parametrize(
    ("front", "keyed"),
    [
        ("a: 1\n", "a: 1\ncorrected: x\n"),
        ("  a: 1\n  b: 2\n", "  a: 1\n  b: 2\n  corrected: x\n"),
        ("# only a remark\n", "# only a remark\ncorrected: x\n"),
        ("", "corrected: x\n"),
    ],
)
def test_our_keys_stand_behind_all_others_indented_as_they_are(front, keyed):
    added = {"keys": (("corrected", " x"),)}
    assert exported(f"---\n{front}---\nText.\n", **added) == f"---\n{keyed}---\nText.\n"
    assert exported("Text.\n", **added) == "Text.\n"


def test_front_matter_with_a_key_that_is_spelled_like_the_path_of_ours_takes_none():
    with pytest.raises(Refusal, match="cannot take another key"):
        exported('---\n"corrections.0": 9\n---\nText.\n', keys=(("corrections", "\n- 1"),))


@pytest.mark.parametrize(
    ("front", "left"),
    [
        ("a: 1\ncorrected: x\nb: 2\n", "a: 1\nb: 2\n"),
        ("corrected:\n- x: 1\n  y: [2]\n# about b\nb: 2\n", "# about b\nb: 2\n"),
        ("corrected: |\n  x\n  y\nb: 2\n", "b: 2\n"),
        ("corrected: {x: 1} # gone too\nb: 2\n", "b: 2\n"),
        ("corrected:\nb: 2\n", "b: 2\n"),
        ("b: 2\ncorrected:\n  x:\n    - y\n", "b: 2\n"),
        ("  b: 2\n  corrected: x\n", "  b: 2\n"),
        ("{b: 2, corrected: x}\n", "{b: 2, corrected: x}\n"),
        ("# nothing\n", "# nothing\n"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_what_an_earlier_export_added_is_taken_away_by_whole_lines(front, left, newline):
    source, expected = (f"---\n{one}---\nText.\n".replace("\n", newline) for one in (front, left))
    assert exported(source, own_keys=("corrected", "corrections")) == expected
    assert exported("Text.\n", own_keys=("corrected",)) == "Text.\n"


@pytest.mark.parametrize(
    ("front", "stamped"),
    [
        ("lastmod: 2020-01-01\n", f"lastmod: {DAY}\n"),
        ("lastmod: '2020-01-01' # kept\n", f"lastmod: '{DAY}' # kept\n"),
        ("lastmod: 2026-11-23\nlastmod: 2020-01-01\n", f"lastmod: 2026-11-23\nlastmod: {DAY}\n"),
        ("lastmod: soon\n", f"lastmod: {DAY}\n"),
        ("lastmod:\nb: 1\n", f"lastmod: {DAY}\nb: 1\n"),
        ('lastmod: ""\n', f'lastmod: "{DAY}"\n'),
        ("lastmod: &d 2020-01-01\n", f"lastmod: &d {DAY}\n"),
        ("lastmod: !x '2020-01-01' # kept\n", f"lastmod: !x '{DAY}' # kept\n"),
        ("lastmod: &d # kept\nb: 1\n", f"lastmod: &d {DAY} # kept\nb: 1\n"),
        (f"lastmod: {DAY}\n", f"lastmod: {DAY}\n"),
        ("lastmod: 2026-11-22T14:05:00\n", "lastmod: 2026-11-22T14:05:00\n"),
        ("lastmod: 2026-11-22T16:04:59+02:00\n", f"lastmod: {DAY}\n"),
        ("lastmod: 2026-11-23\n", "lastmod: 2026-11-23\n"),
        ("a: 1\n", f"a: 1\nlastmod: {DAY}\n"),
    ],
)
def test_a_day_that_the_newsroom_asked_for_is_set_where_its_own_is_earlier(front, stamped):
    assert exported(f"---\n{front}---\nText.\n", stamp=("lastmod", DAY)) == f"---\n{stamped}---\nText.\n"


@pytest.mark.parametrize("front", ["lastmod: |\n  2020\n", "lastmod: >\n  2020\n", "lastmod: [2020]\n"])
def test_a_day_is_set_only_where_a_word_of_one_line_stands(front):
    with pytest.raises(Refusal, match="“lastmod” holds no day"):
        exported(f"---\n{front}---\nText.\n", stamp=("lastmod", DAY))


@pytest.mark.parametrize("front", ["lastmod: &day 2020\nb: *day", "b: &day 2020\nlastmod: *day", '{"lastmod"}'])
def test_a_day_that_others_repeat_or_that_has_no_place_is_not_set(front):
    with pytest.raises(Refusal, match="“lastmod” cannot be set"):
        exported(f"---\n{front}\n---\nText.\n", stamp=("lastmod", DAY))


def test_a_stamp_and_our_keys_come_together():
    source = "---\na: 1\n---\nText.\n"
    new = exported(source, entries=(NOTICE,), keys=(("corrected", f" {DAY}"),), stamp=("lastmod", DAY))
    assert new.startswith(f"---\na: 1\nlastmod: {DAY}\ncorrected: {DAY}\n---\nText.\n")
    assert text_of(render_body(new)).startswith("Text.\n")


def test_keys_of_another_tool_are_refused_whether_or_not_ours_can_be_renamed():
    with pytest.raises(Refusal) as refused:
        exported("---\ncorrected: by hand\n---\nText.\n", keys=(("corrected", " x"),))
    assert str(refused.value).endswith("Nothing was overwritten; name ours otherwise.")


def test_where_there_is_no_front_matter_no_key_is_added():
    with pytest.raises(ValueError, match="no front matter"):
        insertion("Text.\n", "corrected: x\n")


@pytest.mark.parametrize("escape", ["\\0", "\\ud800", "\\udfff"])
def test_a_character_that_no_text_has_is_refused_by_its_line(escape):
    for line in (f'b: "x{escape}"', f'"x{escape}": b'):
        with pytest.raises(Refusal, match="Line 3 of the front matter names a character that no text has"):
            read_article(f"---\na: 1\n{line}\n---\nText.\n")


@pytest.mark.parametrize("source", ["Text.\n", "---\n# nothing yet\n---\nText.\n"])
def test_without_front_matter_there_is_no_day_to_set(source):
    with pytest.raises(ValueError, match="no front matter with a day"):
        later_day(source, "lastmod", DAY)


@pytest.mark.parametrize(
    ("front", "words", "new", "written"),
    [
        # What stays is spelled as it was: an escape, a line that goes on, each of two spaces.
        ('a: "\\u00e9 one two three"', " two ", " 2 ", 'a: "\\u00e9 one 2 three"'),
        ('a: " two \\u00e9"', " two", " 2", 'a: " 2 \\u00e9"'),
        ('a: "\\u00e9 one  two"', "one ", "1", 'a: "\\u00e9 1 two"'),
        ('a: "\\u00e9 one  two"', " two", "2", 'a: "\\u00e9 one 2"'),
        ("a: 'one\n  two 2021'", "2021", "l'an", "a: 'one\n  two l''an'"),
        ("a: >\n  two\nb: 1", "two\n", "- x", "a: '- x'\nb: 1"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_what_stays_in_a_string_stays_as_it_is_spelled(front, words, new, written, newline):
    source = f"---\n{front}\n---\nText.\n".replace("\n", newline)
    assert changed(source, "a", words, new) == f"---\n{written}\n---\nText.\n".replace("\n", newline)


def test_a_block_of_lines_ended_as_long_ago_keeps_its_line_ends():
    source = "---\ra: |\r  one\r  two\rb: 1\r---\rText.\r"
    assert changed(source, "a", "one\ntwo", "1\n2\n3") == source.replace("  one\r  two", "  1\r  2\r  3")


def test_two_notes_on_words_without_a_space_between_leave_the_string_s_spelling():
    source = '---\na: "\\u00e9 onetwo"\n---\nText.\n'
    edits = [Edit("a", TextRange(2, 5), "1"), Edit("a", TextRange(5, 8), "2")]
    corrections = [Correction(edit, prove(source, [edit])[0].splices) for edit in edits]
    assert export_source(source, corrections, Erratum()) == source.replace("onetwo", "12")
    assert prove(source, edits[:1], edits[1:])[0].splices == corrections[0].splices


@pytest.mark.parametrize("value", ["X", "'X'", "[a, X]"])
def test_a_key_of_ours_goes_with_its_line_end_whatever_its_value_ends_with(value):
    source = f"---\ncorrected: {value}\ntitle: A\n---\nText.\n"
    assert exported(source, own_keys=("corrected",)) == "---\ntitle: A\n---\nText.\n"
