"""A receipt undoes an export to the byte, notices what was changed since, and tells nothing that it keeps back."""

import hashlib
import hmac
import json
import re
import subprocess
import sys
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections import samples
from corrections.text import (
    MOST_OF_EXPORT,
    MOST_OF_RECEIPT,
    Called,
    Correction,
    Edit,
    Entry,
    Erratum,
    Refusal,
    SourceRange,
    TextRange,
    check_exported,
    check_kept_back,
    covered,
    export_differences,
    export_source,
    is_sealed_by,
    kept_bytes,
    key_of_revision,
    name_of_desk,
    prove,
    read_article,
    read_receipt,
    tell_changes,
    undone,
    write_receipt,
)
from corrections.text.chain import canonical
from corrections.text.differences import ERRATUM, KEYS, LEAD, STAMP, Changing, Difference
from tests.text.hard_markdown import SOURCE

KEY, OTHER = b"k" * 32, b"o" * 32
OURS = ("corrected", "corrections")
ABOUT = {"article": "storm", "revision": 1, "as_of": "2026-11-22T14:05:00Z", "renderer": "x", "drafts": False}
ABOUT |= {"notes": [], "ledger": None, "withheld": "none", "desk": "0" * 32}
KEPT_BACK = ABOUT | {"withheld": "kept back"}
NOTICE = Entry("Correction no. 3, 22 November 2026, 14:05 UTC", "An earlier version gave 2021. It is 2019.")
ADDED = Erratum((NOTICE,), keys=(("corrected", " 2026-11-22T14:05:00Z"),))
STORM = "\ufeff---\r\ntitle: 'A  # storm'   # kept\r\n---\r\n\r\nIn **2021** it\train ed, Ωmega.  \r\nSo it was."


def corrected(source, *words):
    """Corrections of words, each with what it becomes, in the body or, by its field, in the front matter."""
    texts = read_article(source).texts
    edits = [
        Edit(field, TextRange(at, at + len(old)), new)
        for old, new, *more in words
        for field in [more[0] if more else ""]
        for at in [texts[field].index(old)]
    ]
    return [Correction(edit, proof.splices) for edit, proof in zip(edits, prove(source, edits), strict=True)]


def receipt_of(source, corrections, added=ADDED, about=ABOUT, covers=None, key=KEY):
    """(the exported bytes, the receipt's bytes). covers: of each correction, for one that keeps words back."""
    differences = export_differences(source, corrections, added)
    if covers is not None:
        differences = covered(source, differences, [(place, index) for index, place in enumerate(covers)])
    called = [Called(number, one.edit.field) for number, one in enumerate(corrections, 1)]
    written = write_receipt(about, source, differences, called, OURS, key)
    return export_source(source, corrections, added).encode(), written.encode()


def verified(exported, receipt):
    read = read_receipt(receipt)
    check_exported(read, exported)
    return undone(read, exported)


def resealed(receipt, **changes):
    """A receipt that somebody changed, and whose SHA-256 they reckoned anew."""
    told = {**json.loads(receipt), **changes}
    del told["seal"]["sha256"]
    content = canonical({name: value for name, value in told.items() if name != "seal"})
    told["seal"]["sha256"] = hashlib.sha256(f"corrigenda receipt 1\n{content}".encode()).hexdigest()
    return json.dumps(told).encode()


# Undoing


def test_a_receipt_tells_each_change_by_its_bytes_and_by_whom():
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019"), ("storm", "gale", "title")))
    told = json.loads(receipt)
    splices = told["splices"]
    assert [(one["what"], one.get("notes"), one.get("fields"), one.get("keys")) for one in splices] == [
        (["words"], [2], ["title"], None),
        (["keys"], None, None, ["corrected", "corrections"]),
        (["words"], [1], None, None),
        (["erratum"], None, None, None),
    ]
    assert [(one["old"], one["new"]) for one in splices[:3]] == [
        ("storm", "gale"),
        ("", "corrected: 2026-11-22T14:05:00Z\r\n"),
        ("2021", "2019"),
    ]
    for one in splices:
        assert exported[one["exported_at"] :].startswith(one["new"].encode())
        assert STORM.encode()[one["imported_at"] :].startswith(one["old"].encode())
    assert told["imported"] == {
        "bytes": len(STORM.encode()),
        "sha256": hashlib.sha256(STORM.encode()).hexdigest(),
    }
    assert verified(exported, receipt) == STORM.encode()
    assert [str(one) for one in tell_changes(read_receipt(receipt))] == [
        "Byte 21: “storm” became “gale” (note no. 2).",
        "Byte 37: 33 bytes were added (the corrections in the front matter).",
        "Byte 82: “2021” became “2019” (note no. 1).",
        f"Byte {splices[3]['exported_at']}: {len(splices[3]['new'])} bytes were added (the erratum block).",
    ]


def test_a_receipt_is_written_so_that_people_can_read_it_too():
    receipt = receipt_of(STORM, corrected(STORM, ("Ωmega", "Ωlpha")))[1].decode()
    assert receipt == json.dumps(json.loads(receipt), ensure_ascii=False, indent=2) + "\n"
    read = read_receipt(receipt.encode())
    assert (read.article, read.revision, read.as_of, read.desk) == ("storm", 1, ABOUT["as_of"], ABOUT["desk"])


def test_the_same_export_has_the_same_receipt():
    corrections = corrected(STORM, ("2021", "2019"))
    assert receipt_of(STORM, corrections) == receipt_of(STORM, corrections)


@pytest.mark.parametrize("sample", samples.SAMPLES, ids=lambda sample: sample.slug)
def test_a_sample_is_given_back_with_any_of_its_line_ends(sample):
    for newline in ("\n", "\r\n", "\r"):
        source = samples.read(sample.file).replace("\n", newline)
        words = read_article(source).text.split()[7]
        exported, receipt = receipt_of(source, corrected(source, (words, "*other* words & more")))
        assert verified(exported, receipt) == source.encode()


@given(SOURCE, st.booleans(), st.integers(0, 500))
def test_a_generated_article_is_given_back(source, has_matter, which):
    source = f"---\ntitle: 'A # title'  # c\n---\n{source}" if has_matter else source
    words = [word for word in read_article(source).text.split() if word.isalnum()]
    try:
        corrections = corrected(source, (words[which % len(words)], "Ω 2019")) if words else []
        exported, receipt = receipt_of(source, corrections)
    except Refusal:
        return
    assert verified(exported, receipt) == source.encode()


STEPS = st.lists(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 9), st.sampled_from(["", "Ω", "xyz", "\r\n"])), max_size=4),
    max_size=3,
)


@given(st.text(st.sampled_from("abc \n北\ufeff"), max_size=60), STEPS)
def test_what_is_changed_in_steps_is_undone_at_once(source, steps):
    changing = Changing(source)
    for step in steps:
        places = sorted((min(at, len(changing.text)), length, new) for at, length, new in step)
        apart = []
        for at, length, new in places:
            if not apart or at >= apart[-1].range.end:
                place = SourceRange(at, min(at + length, len(changing.text)))
                apart.append(Difference(place, new, (0,)))
        changing.change(apart)
    assert all(one.range.end <= other.range.start for one, other in pairwise(changing.differences))
    receipt = write_receipt(ABOUT, source, changing.differences, [Called(1)], OURS, KEY).encode()
    assert verified(changing.text.encode(), receipt) == source.encode()


def test_an_export_that_came_back_has_nothing_undone_but_what_is_other():
    source = "---\ntitle: A\n---\nThe year 2021.\n"
    first = export_source(source, corrected(source, ("2021", "2019")), ADDED)
    again = Erratum((NOTICE,), keys=ADDED.keys, own_keys=OURS, replaces_block=True)
    exported, receipt = receipt_of(first, [], again)
    assert (exported, json.loads(receipt)["splices"]) == (first.encode(), [])
    other = Erratum((NOTICE, NOTICE), keys=ADDED.keys, own_keys=OURS, replaces_block=True)
    exported, receipt = receipt_of(first, [], other)
    assert [one["what"] for one in json.loads(receipt)["splices"]] == [["erratum"]]
    assert verified(exported, receipt) == first.encode()


def test_a_day_that_was_corrected_and_then_stamped_is_one_change_by_both():
    source = "---\ntitle: A\nlastmod: 2020-01-01\n---\nThe year 2021.\n"
    added = Erratum((NOTICE,), keys=ADDED.keys, stamp=("lastmod", "2026-11-22T14:05:00Z"))
    exported, receipt = receipt_of(source, corrected(source, ("2020-01-01", "2020-01-02", "lastmod")), added)
    stamped = json.loads(receipt)["splices"][0]
    assert (stamped["what"], stamped["notes"]) == (["words", "stamp"], [1])
    assert verified(exported, receipt) == source.encode()


# What was changed since


def test_any_changed_byte_of_the_file_is_noticed():
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019")))
    read = read_receipt(receipt)
    for at in range(len(exported)):
        for other in (
            exported[:at] + bytes([exported[at] ^ 1]) + exported[at + 1 :],
            exported[:at] + exported[at + 1 :],
        ):
            with pytest.raises(Refusal):
                check_exported(read, other)
    for other in (exported + b"\n", b"", exported[::-1]):
        with pytest.raises(Refusal):
            check_exported(read, other)


@pytest.mark.parametrize("about", [ABOUT, KEPT_BACK])
def test_any_changed_byte_of_the_receipt_is_noticed(about):
    corrections = corrected(STORM, ("2021", "2019"))
    covers = [SourceRange(42, 46)] if about is KEPT_BACK else None
    _, receipt = receipt_of(STORM, corrections, about=about, covers=covers)
    told = json.loads(receipt)
    for at in range(len(receipt)):
        for changed in (receipt[at] ^ 1, receipt[at] ^ 32, ord("9")):
            other = receipt[:at] + bytes([changed]) + receipt[at + 1 :]
            try:
                read = read_receipt(other)
            except Refusal:
                continue
            # White space between two names is nobody's word; the HMAC of the seal is the desk's to check.
            assert read.content == told or (
                read.content | {"seal": told["seal"]} == told and not is_sealed_by(read, KEY)
            )


def test_a_file_with_all_undone_is_the_imported_one_by_its_length_and_its_hash():
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019")))
    told = json.loads(receipt)["imported"]
    for other in ({"bytes": told["bytes"] + 1}, {"sha256": "0" * 64}):
        with pytest.raises(Refusal, match="does not tell all of them"):
            verified(exported, resealed(receipt, imported=told | other))


def test_whoever_reckons_the_seal_anew_is_found_out_by_the_desk_alone():
    receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019")))[1]
    assert is_sealed_by(read_receipt(receipt), KEY)
    assert not is_sealed_by(read_receipt(receipt), OTHER)
    assert not is_sealed_by(read_receipt(resealed(receipt, as_of="2020-01-01T00:00:00Z")), KEY)


# Hostile receipts

CHANGES = {"exported_at": -1, "imported_at": 2**70, "old": None, "new": 5, "what": "words", "notes": {}}
# Known by their numbers: where [] stands in a test's name, pytest does not find it again, as `make mutants` needs it.
ODD = [None, True, False, -1, 2**70, 1.5, "x", [], {}, [[]], "\x1b[2J", "\ud800"]


@pytest.mark.parametrize("splice", [0, 2])
@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("value", ODD, ids=count())
def test_a_splice_of_odd_values_is_refused_in_a_sentence(splice, name, value):
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019")))
    splices = json.loads(receipt)["splices"]
    splices[splice][name] = value
    _refused_or_told(exported, receipt, {"splices": splices})


@pytest.mark.parametrize("name", [*ABOUT, "imported", "exported", "splices", "seal", "format", "version"])
@pytest.mark.parametrize("value", ODD, ids=count())
def test_odd_values_elsewhere_are_refused_in_a_sentence(name, value):
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019")))
    if name == "seal":
        other = json.dumps({**json.loads(receipt), "seal": value}).encode()
        with pytest.raises(Refusal):
            verified(exported, other)
        return
    _refused_or_told(exported, receipt, {name: value})


def _refused_or_told(exported, receipt, changes):
    """A sentence, whatever it is; or, for what nobody checks, each change told without a control character."""
    try:
        other = resealed(receipt, **changes)
    except UnicodeEncodeError:
        other = json.dumps({**json.loads(receipt), **changes}).encode()
    try:
        given_back = verified(exported, other)
    except Refusal:
        return
    assert given_back == STORM.encode()
    assert all(str(line).isprintable() for line in tell_changes(read_receipt(other)))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"null",
        b"[]",
        b"{}",
        b'{"format": "corrigenda receipt"}',
        b'{"format": "corrigenda receipt", "version": 2}',
        b'{"format": "corrigenda receipt", "version": true}',
        b'{"format": "corrigenda receipt", "version": 1, "seal": {"sha256": ""}}',
        b'{"format": "corrigenda receipt", "version": 1, "version": 1}',
        b'{"format": "corrigenda receipt", "version": 1, "seal": {"sha256": NaN}}',
        b'{"format": "corrigenda receipt", "version": 1, "x": 1e999, "seal": {}}',
        b'{"format": "corrigenda receipt", "version": 1, "x": ' + b"9" * 10_000 + b"}",
        b'{"format": "corrigenda receipt", "version": 1, "x": "\\ud800", "seal": {"sha256": ""}}',
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b" " * (8 * 1024 * 1024 + 1),
    ],
    ids=count(),
)
def test_what_is_no_receipt_is_refused_in_a_sentence(content):
    with pytest.raises(Refusal):
        read_receipt(content)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": "corrigenda ledger"}, "This is no receipt of an export."),
        ({"version": 2}, "This receipt is of a later version."),
        ({"version": True}, "This receipt is of a later version."),
        ({"exported": {"bytes": MOST_OF_EXPORT + 1, "sha256": "0" * 64}}, "This is no receipt as a desk writes it."),
    ],
)
def test_a_receipt_of_another_kind_is_refused_by_what_it_is(changes, said):
    receipt = receipt_of(STORM, [])[1]
    with pytest.raises(Refusal, match=said):
        read_receipt(resealed(receipt, **changes))
    with pytest.raises(Refusal, match=r"This is no receipt of an export\."):
        read_receipt(b"[]")


@pytest.mark.parametrize(
    ("once", "other"),
    [('"format"', '"format": "corrigenda receipt", "format"'), ('"seal": {', '"seal": {"other": NaN, ')],
)
def test_a_name_that_stands_twice_and_a_number_that_is_none_are_refused_where_the_seal_holds(once, other):
    receipt = receipt_of(STORM, [])[1].decode()
    with pytest.raises(Refusal, match="This is no receipt as a desk writes it"):
        read_receipt(receipt.replace(once, other, 1).encode())


def test_the_largest_file_and_the_largest_receipt_are_read():
    receipt = receipt_of(STORM, [])[1]
    largest = {"bytes": MOST_OF_EXPORT, "sha256": "0" * 64}
    assert read_receipt(resealed(receipt, exported=largest)).exported_bytes == MOST_OF_EXPORT
    assert read_receipt(receipt.ljust(MOST_OF_RECEIPT)).content == json.loads(receipt)


def test_splices_that_overlap_are_refused():
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019")))
    splices = json.loads(receipt)["splices"]
    for other in ([splices[0], splices[0], *splices[1:]], splices[::-1]):
        with pytest.raises(Refusal, match="two changes of the same place"):
            verified(exported, resealed(receipt, splices=other))


@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_refused(content):
    with pytest.raises(Refusal):
        read_receipt(content)


def test_what_a_receipt_says_is_printed_without_control_characters():
    change = Difference(SourceRange(3, 7), "\x1b[2J\u202e\r" + "long " * 100, (0,))
    receipt = write_receipt(ABOUT, "In 2021 it rained.\n", [change], [Called(1)], OURS, KEY)
    (line,) = tell_changes(read_receipt(receipt.encode()))
    assert line.isprintable()
    assert line == f"Byte 3: “2021” became “\ufffd[2J\ufffd\ufffd{('long ' * 11)[:53]}…” (note no. 1)."
    assert told_of("2021", ("2021", "a\nb" * 20, (0,))) == [f"“2021” became “{'a⏎b' * 20}” (note no. 1)."]


# What is kept back

LIBELS = ["stole the silver", "burned", "*never* paid for it, nor **for** the other silver", "stole it all"]


def kept_back(libel, right, source="---\ntitle: A\n---\nOn Monday Smith {} in Harwich, in 2021.\n"):
    """(the exported bytes, the receipt that keeps back what Smith did, the imported bytes)."""
    source = source.format(libel)
    words = "".join(re.findall(r"[^*]", libel))
    text = read_article(source).text
    places = [(text.index("Smith ") + len("Smith "), words, right), (text.rindex("2021"), "2021", "2019")]
    edits = [Edit("", TextRange(at, at + len(old)), new) for at, old, new in places]
    proofs = prove(source, edits)
    corrections = [Correction(edit, proof.splices) for edit, proof in zip(edits, proofs, strict=True)]
    covers = [proof.source_range for proof in proofs]
    return *receipt_of(source, corrections, about=KEPT_BACK, covers=covers), source.encode()


def without_hmacs(receipt):
    """The seal's SHA-256 is of the other hashes, too."""
    return re.sub(r'"(hmac_sha256|sha256)": "[0-9a-f]{64}"', r'"\1"', receipt.decode().rsplit('"seal"')[0]).encode()


@pytest.mark.parametrize("right", ["did nothing", "stole nothing", "paid for the silver", ""])
def test_articles_that_differ_in_withheld_words_alone_have_equal_receipts(right):
    receipts, files = set(), set()
    for libel in LIBELS:
        exported, receipt, _ = kept_back(libel, right)
        files.add(exported)
        receipts.add(without_hmacs(receipt))
    assert len(files) == len(receipts) == 1


@given(
    st.lists(st.sampled_from("stole the silver it paid 2020 nothing Harwich".split()), min_size=1, max_size=5),
    st.sampled_from(["did nothing", "stole nothing", "it"]),
)
def test_whatever_was_withheld_the_receipt_is_the_same(words, right):
    exported, receipt, imported = kept_back(" ".join(words), right)
    assert (exported, without_hmacs(receipt)) == (kept_back("x", right)[0], without_hmacs(kept_back("x", right)[1]))
    check_kept_back(read_receipt(receipt), exported, imported, KEY)


def test_a_receipt_that_keeps_back_tells_no_old_words_no_lengths_and_no_plain_hash():
    _, receipt, imported = kept_back("stole the silver", "sold the silver")
    told = json.loads(receipt)
    assert list(told["imported"]) == ["hmac_sha256"]
    assert [sorted(one) for one in told["splices"] if one["what"] == ["words"]] == [
        ["exported_at", "hmac_sha256", "new", "notes", "what"]
    ] * 2
    assert b"stole" not in receipt
    assert b'"2021"' not in receipt
    for most in range(1, len(imported)):
        assert f'"{hashlib.sha256(imported[:most]).hexdigest()}"'.encode() not in receipt


def test_who_has_the_key_checks_all_of_it():
    exported, receipt, imported = kept_back("stole the silver", "did nothing")
    read = read_receipt(receipt)
    check_exported(read, exported)
    assert is_sealed_by(read, KEY)
    check_kept_back(read, exported, imported, KEY)
    with pytest.raises(Refusal, match="not the one that the receipt was made of"):
        check_kept_back(read, exported, imported, OTHER)
    with pytest.raises(Refusal, match="not the one that the receipt was made of"):
        check_kept_back(read, exported, imported.replace(b"silver", b"Silver"), KEY)


@pytest.mark.parametrize(
    ("imported", "changes"),
    [
        ("In 2021, in 2022, in 2023.\n", [("2021", "2019"), ("2022", "2020")]),
        ("He stole, and burned, and fled, and hid.\n", [("stole, and burned", "slept"), ("fled", "ran")]),
        ("It cost 1005 pounds.\n", [("10", "20"), ("5", "6")]),
        ("aab\n", [("a", ""), ("b", "c")]),
        ("It rained.\n", [("", "Again: "), ("rained", "poured")]),
        ("It rained.\n", []),
    ],
)
def test_who_has_the_key_finds_each_place_though_what_stayed_stands_elsewhere_too(imported, changes):
    at, differences = 0, []
    for old, new in changes:
        at = imported.index(old, at)
        differences.append(Difference(SourceRange(at, at + len(old)), new, (0,)))
        at += len(old)
    receipt = read_receipt(write_receipt(KEPT_BACK, imported, differences, [Called(1)], OURS, KEY).encode())
    exported = imported
    for one in differences[::-1]:
        exported = exported[: one.range.start] + one.new + exported[one.range.end :]
    check_kept_back(receipt, exported.encode(), imported.encode(), KEY)
    with pytest.raises(Refusal, match="is not"):
        check_kept_back(receipt, exported.encode() + b"x", imported.encode(), KEY)


@pytest.mark.parametrize(("old", "new"), [(b"On Monday", b"On Friday"), (b"in 2019", b"by 2019"), (b"Harwich", b"H.")])
def test_a_forger_without_the_key_changes_nothing_unseen_by_who_has_it(old, new):
    exported, receipt, imported = kept_back("stole the silver", "did nothing")
    other = exported.replace(old, new)
    told = json.loads(receipt)
    moved = len(new) - len(old)
    splices = [
        one | {"exported_at": one["exported_at"] + moved * (one["exported_at"] > exported.index(old))}
        for one in told["splices"]
    ]
    told_of = {"bytes": len(other), "sha256": hashlib.sha256(other).hexdigest()}
    forged = read_receipt(
        resealed(
            receipt,
            exported=told_of,
            splices=[one | {"new": one["new"].replace(old.decode(), new.decode())} for one in splices],
        )
    )
    check_exported(forged, other)
    assert not is_sealed_by(forged, KEY)
    with pytest.raises(Refusal):
        check_kept_back(forged, other, imported, KEY)


# A partner's own


def test_the_twenty_lines_of_the_documentation_give_the_imported_bytes(tmp_path):
    formats = (Path(__file__).parent.parent.parent / "docs/formats.md").read_text()
    (lines,) = re.findall(r"```python\n(.*?)```", formats, re.S)
    assert len([line for line in lines.splitlines() if line.strip()]) <= 20
    exported, receipt = receipt_of(STORM, corrected(STORM, ("2021", "2019"), ("storm", "gale", "title")))
    (tmp_path / "lines.py").write_text(lines)
    (tmp_path / "storm.md").write_bytes(exported)
    (tmp_path / "receipt.json").write_bytes(receipt)
    command = [sys.executable, "-I", "lines.py", "storm.md", "receipt.json", "original.md"]
    subprocess.run(command, cwd=tmp_path, check=True)
    assert (tmp_path / "original.md").read_bytes() == STORM.encode()
    for name, content in (
        ("storm.md", exported.replace(b"Mega", b"x") + b" "),
        ("receipt.json", receipt.replace(b"2026", b"2025", 1)),
    ):
        (tmp_path / name).write_bytes(content)
        assert subprocess.run(command, cwd=tmp_path, capture_output=True).returncode == 1


# What is told of it


def told_of(imported, *changes, about=ABOUT):
    """What a receipt says of changes, each of words of the imported file, once it is read again."""
    at, differences = 0, []
    for old, new, by in changes:
        at = imported.index(old, at)
        differences.append(Difference(SourceRange(at, at + len(old)), new, by))
        at += len(old)
    receipt = read_receipt(write_receipt(about, imported, differences, [Called(1), Called(None)], OURS, KEY).encode())
    return [str(line).partition(": ")[2] for line in tell_changes(receipt)]


TAKEN, OTHERWISE = "took the place of words that are kept back", "which an earlier export may have written otherwise"


@pytest.mark.parametrize(
    ("old", "new", "by", "said", "said_where_it_is_kept_back", "whose"),
    [
        ("2021", "2019", (0,), "“2021” became “2019”", f"“2019” {TAKEN}", "note no. 1"),
        ("2021 ", "", (0,), "“2021 ” was deleted", "words were taken away; which ones is kept back", "note no. 1"),
        ("2021", " ", (0,), "“2021” became “ ”", "words were taken away; which ones is kept back", "note no. 1"),
        ("", "In May ", (1,), "“In May ” was put in", f"“In May ” {TAKEN}", "a draft"),
        (
            "2021",
            "2019",
            (0, 1, STAMP),
            "“2021” became “2019”",
            f"“2019” {TAKEN}",
            "note no. 1 and a draft and the day of the last change in the front matter",
        ),
        ("It rained", "", (ERRATUM,), *["what an earlier export had there was taken away"] * 2, "the erratum block"),
        ("", "éé", (LEAD,), "4 bytes were added", f"4 bytes stand there, {OTHERWISE}", "the notice at the top"),
        (
            "rained",
            "é",
            (KEYS, ERRATUM),
            *[f"2 bytes stand there, {OTHERWISE}"] * 2,
            "the corrections in the front matter and the erratum block",
        ),
    ],
)
def test_each_change_is_told_in_a_sentence(old, new, by, said, said_where_it_is_kept_back, whose):
    imported = "It rained in 2021 too.\n"
    assert told_of(imported, (old, new, by)) == [f"{said} ({whose})."]
    assert told_of(imported, (old, new, by), about=KEPT_BACK) == [f"{said_where_it_is_kept_back} ({whose})."]


def test_a_receipt_says_how_many_bytes_of_the_file_stayed_as_they_were():
    change = Difference(SourceRange(3, 7), "Ω", (0,))
    receipt = read_receipt(write_receipt(ABOUT, "In 2021 é.\n", [change], [Called(1)], OURS, KEY).encode())
    assert (receipt.exported_bytes, kept_bytes(receipt)) == (10, 8)


def test_whether_words_are_kept_back_is_said():
    assert not read_receipt(receipt_of(STORM, [])[1]).keeps_back
    assert read_receipt(kept_back("stole it", "did nothing")[1]).keeps_back


def test_a_receipt_that_no_desk_would_read_again_is_not_written():
    most = "x" * (8 * 1024 * 1024)
    with pytest.raises(Refusal, match="would be larger than 8 MiB"):
        write_receipt(ABOUT, "It rained.\n", [Difference(SourceRange(0, 2), most, (0,))], [Called(1)], OURS, KEY)


def test_who_has_only_a_receipt_that_keeps_back_cannot_undo_it():
    exported, receipt, _ = kept_back("stole the silver", "did nothing")
    with pytest.raises(ValueError, match="keeps back"):
        undone(read_receipt(receipt), exported)


@pytest.mark.parametrize("told", [{"old": "stole the silver"}, {"imported_at": 5}])
def test_a_receipt_that_tells_what_it_keeps_back_is_none(told):
    _, receipt, _ = kept_back("stole the silver", "did nothing")
    splices = json.loads(receipt)["splices"]
    with pytest.raises(Refusal, match="no receipt as a desk writes it"):
        read_receipt(resealed(receipt, splices=[splices[0] | told, *splices[1:]]))


def test_who_has_the_key_is_told_where_the_file_is_not_as_it_was_imported():
    exported, receipt, imported = kept_back("stole the silver", "did nothing")
    read = read_receipt(receipt)
    for other, said in (
        (exported.replace(b"title: A", b"title: B"), "Before the first change"),
        (exported.replace(b"On Monday", b"On Friday"), "The change at byte"),
        (exported.replace(b"in Harwich", b"at Harwich"), "The change at byte"),
    ):
        with pytest.raises(Refusal, match=said):
            check_kept_back(read, other, imported, KEY)
    source = "It rained in 2021, they say.\n"
    exported, receipt = receipt_of(
        source, corrected(source, ("2021", "2019")), Erratum(), KEPT_BACK, [SourceRange(13, 17)]
    )
    check_kept_back(read_receipt(receipt), exported, source.encode(), KEY)
    with pytest.raises(Refusal, match="Behind the last change"):
        check_kept_back(read_receipt(receipt), exported[:-4], source.encode(), KEY)


def test_keys_of_revisions_and_the_name_of_a_desk_tell_nothing_of_each_other():
    keys = [key_of_revision(KEY, "storm", 1), key_of_revision(KEY, "storm", 2), key_of_revision(KEY, "gale", 1)]
    keys.append(key_of_revision(OTHER, "storm", 1))
    assert {len(key) for key in keys} == {32}
    assert len({KEY, OTHER, *keys}) == 6
    assert key_of_revision(KEY, "storm", 1) == keys[0]
    names = [name_of_desk(KEY), name_of_desk(OTHER)]
    assert names[0] != names[1]
    assert all(re.fullmatch(r"[0-9a-f]{32}", name) for name in names)


def test_what_only_the_key_tells_is_reckoned_as_the_formats_say_so_that_an_old_receipt_is_checked():
    def sealed(told):
        return hmac.digest(KEY, told, "sha256").hex()

    exported, receipt, imported = kept_back("stole the silver", "did nothing")
    told = json.loads(receipt)
    assert told["imported"] == {"hmac_sha256": sealed(b"corrigenda receipt imported 1\n" + imported)}
    place = f"corrigenda receipt place 1\n{hashlib.sha256(exported).hexdigest()}\n0\n13\n13"
    assert told["splices"][0]["hmac_sha256"] == sealed(place.encode())
    assert name_of_desk(KEY) == sealed(b"corrigenda desk 1")[:32]
    assert key_of_revision(KEY, "storm", 1).hex() == sealed(b"corrigenda receipt key 1\nstorm\n1")
