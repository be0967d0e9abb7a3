"""The chain's bytes: one way to write a content, and a hash that no other entry can have."""

import hashlib

import pytest

from corrections.text import BEFORE_THE_FIRST, canonical, entry_hash, is_hash

NONCE = "0f" * 32


def test_a_content_is_written_in_one_way():
    assert canonical({"b": [1, None], "a": {"ü": "“x”\n"}}) == '{"a":{"ü":"“x”\\n"},"b":[1,null]}'
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_what_json_does_not_have_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


def test_a_hash_is_of_the_bytes_that_the_formats_describe():
    for number in (1, 7):
        told = f"corrigenda ledger entry 1\n{number}\n{BEFORE_THE_FIRST}\n{NONCE}\n{{}}"
        assert entry_hash(number, BEFORE_THE_FIRST, NONCE, "{}") == hashlib.sha256(told.encode()).hexdigest()


def test_each_part_of_an_entry_changes_its_hash():
    entry = (7, BEFORE_THE_FIRST, NONCE, "{}")
    others = [(8, *entry[1:]), (7, NONCE, NONCE, "{}"), (7, BEFORE_THE_FIRST, "0e" * 32, "{}"), (*entry[:3], "{} ")]
    assert len({entry_hash(*one) for one in (entry, *others)}) == 5


@pytest.mark.parametrize(
    "entry",
    [(0, BEFORE_THE_FIRST, NONCE), (1, "", NONCE), (1, BEFORE_THE_FIRST, NONCE.upper()), (1, NONCE + "\n", NONCE)],
)
def test_what_is_no_part_of_an_entry_is_refused(entry):
    with pytest.raises(ValueError, match="is not to be hashed"):
        entry_hash(*entry, "{}")


def test_a_hash_is_known_by_its_digits():
    assert [is_hash(text) for text in (NONCE, NONCE[:-1], NONCE.upper(), f"{NONCE}\n", "")] == [True] + [False] * 4
