"""What was made of a text is kept for as long as there is room, and is what would be made again."""

import pytest

from corrections.text.kept import Shelf, map_of, reading_of, rendering_of
from corrections.text.proof import Reading
from corrections.text.render import render
from corrections.text.sourcemap import map_source

SOURCE = "The storm of **2021**[^1] felled [40][trees] trees.\n\n[trees]: https://example.org\n\n[^1]: In May.\n"


@pytest.fixture
def made():
    """The texts of which something was made, in order."""
    return []


@pytest.fixture
def shelf(made):
    """A shelf for ten characters."""

    def make(text):
        made.append(text)
        if text == "bad":
            raise ValueError(text)
        return text.upper()

    return Shelf(make, 10)


def test_a_text_is_worked_through_once(shelf, made):
    assert [shelf("one"), shelf("two"), shelf("one")] == ["ONE", "TWO", "ONE"]
    assert made == ["one", "two"]


def test_what_was_asked_for_longest_ago_makes_room(shelf, made):
    for text in ("one", "two", "six", "one", "seven"):
        shelf(text)
    made.clear()
    assert [shelf(text) for text in ("one", "seven", "two")] == ["ONE", "SEVEN", "TWO"]
    assert made == ["two"]


def test_what_is_longer_than_the_shelf_is_not_kept_and_takes_no_other_away(shelf, made):
    shelf("one")
    assert shelf("eleven chars") == shelf("eleven chars") == "ELEVEN CHARS"
    shelf("one")
    assert made == ["one", "eleven chars", "eleven chars"]


def test_a_failure_is_not_kept(shelf, made):
    for _ in range(2):
        with pytest.raises(ValueError, match="bad"):
            shelf("bad")
    assert made == ["bad", "bad"]


def test_what_is_kept_is_what_would_be_made_again():
    for _ in range(2):
        assert map_of(SOURCE) == map_source(SOURCE)
        assert rendering_of(SOURCE) == render(SOURCE)
        assert reading_of(rendering_of(SOURCE)) == Reading.of(render(SOURCE))
    assert map_of(SOURCE) is map_of(SOURCE)
