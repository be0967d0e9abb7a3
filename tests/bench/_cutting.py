"""A second hand that edits: it cuts any text by the letter, and has a notion of its own of what is true.

A new text is stretches of the old one in some order, with letters in between; some of these stand for old ones.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench._editing import Asked, Edited

_WORD = re.compile(r"[^\W\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]+")
_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?。！？][\"”’」』)]*)+(?=[ \n]|[^\x00-\x7f]|$)")


@dataclass(slots=True)
class Stretch:
    """Letters of the new text: old ones (words None), or others that stand for old ones, or for none (start == end)."""

    start: int
    end: int
    words: str | None = None


@dataclass(slots=True)
class Cut:
    """A change: old letters start to end become `words`; the same letters may be changed once only."""

    start: int
    end: int
    words: str


def words_of(text: str, pick: random.Random) -> list[tuple[int, int]]:
    """Where words stand; in scripts without spaces, runs of one to three characters."""
    found = [match.span() for match in _WORD.finditer(text)]
    if len(found) > len(text) / 20:
        return found
    at = 0
    while at < len(text):
        length = pick.randint(1, 3)
        if all(character.isalpha() for character in text[at : at + length]) and at + length <= len(text):
            found.append((at, at + length))
        at += length
    return sorted(found)


def sentences_of(text: str) -> list[tuple[int, int]]:
    """Where sentences stand, without the space behind them."""
    found = []
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while start < end and text[start].isspace():
            start += 1
        if end - start > 8:
            found.append((start, end))
    return found


Editor = Callable[[str, random.Random], list[Cut]]


def other_words(text: str, pick: random.Random, share: float = 0.02) -> list[Cut]:
    """Words become other words of the text."""
    words = words_of(text, pick)
    cuts = []
    for start, end in words:
        if pick.random() < share:
            other = text[slice(*pick.choice(words))]
            if other != text[start:end]:
                cuts.append(Cut(start, end, other))
    return cuts


def other_letters(text: str, pick: random.Random, share: float = 0.01) -> list[Cut]:
    """Letters within words change: typos are mended, or made."""
    cuts = []
    for start, end in words_of(text, pick):
        if pick.random() < share and end - start > 3:
            at = pick.randrange(start + 1, end - 1)
            cuts.append(
                Cut(
                    at, at + 1, pick.choice(("", text[at] + pick.choice(text[start:end]), pick.choice(text[start:end])))
                )
            )
    return cuts


def words_in_and_out(text: str, pick: random.Random, share: float = 0.01) -> list[Cut]:
    """Words are put in before others, or taken out with the space behind them."""
    cuts = []
    words = words_of(text, pick)
    for start, end in words:
        chance = pick.random()
        space = " " if text[end : end + 1] == " " else ""
        if chance < share / 2:
            cuts.append(
                Cut(
                    start,
                    start,
                    text[slice(*pick.choice(words))]
                    + " " * (len(text) == len(text.encode()) or text.count(" ") * 20 > len(text)),
                )
            )
        elif chance < share:
            cuts.append(Cut(start, end + len(space), ""))
    return cuts


def sentences_out(text: str, pick: random.Random, share: float = 0.07) -> list[Cut]:
    """Sentences are taken out with the space behind them."""
    cuts = []
    for start, end in sentences_of(text):
        if pick.random() < share:
            cuts.append(Cut(start, end + (text[end : end + 1] == " "), ""))
    return cuts


def sentences_in(text: str, pick: random.Random, share: float = 0.07) -> list[Cut]:
    """Sentences are put in: the text's own, with some of their words changed."""
    cuts = []
    sentences = sentences_of(text)
    for start, _ in sentences:
        if pick.random() < share:
            other = text[slice(*pick.choice(sentences))]
            for cut in reversed(apart(other_words(other, pick, 0.3))):
                other = other[: cut.start] + cut.words + other[cut.end :]
            cuts.append(Cut(start, start, other + (" " if other.isascii() else "")))
    return cuts


def lines_joined(text: str, pick: random.Random, share: float = 0.1) -> list[Cut]:
    """Line ends become spaces, and spaces behind sentences become line ends."""
    cuts = [Cut(at, at + 1, " ") for at in range(len(text)) if text[at] == "\n" and pick.random() < share]
    for _, end in sentences_of(text):
        if text[end : end + 1] == " " and pick.random() < share:
            cuts.append(Cut(end, end + 1, "\n"))
    return cuts


def one_word_everywhere(text: str, pick: random.Random) -> list[Cut]:
    """Three words become others wherever they stand."""
    words = words_of(text, pick)
    cuts = []
    for _ in range(3):
        old, new = text[slice(*pick.choice(words))], text[slice(*pick.choice(words))]
        cuts += [Cut(start, end, new) for start, end in words if text[start:end] == old != new]
    return cuts


def a_bit_of_each(text: str, pick: random.Random) -> list[Cut]:
    """All of these, less often."""
    return [
        *sentences_out(text, pick, 0.04),
        *sentences_in(text, pick, 0.04),
        *other_words(text, pick, 0.01),
        *other_letters(text, pick, 0.005),
        *words_in_and_out(text, pick, 0.005),
        *lines_joined(text, pick, 0.04),
    ]


def nothing(text: str, pick: random.Random) -> list[Cut]:
    """No letter changes."""
    return []


EDITORS: dict[str, tuple[Editor, float, float]] = {
    # The share of lines that are moved, and of sentences that change places with the next, goes along.
    "other words": (other_words, 0, 0),
    "other letters": (other_letters, 0, 0),
    "words put in, taken out": (words_in_and_out, 0, 0),
    "sentences taken out": (sentences_out, 0, 0),
    "likenesses put in": (sentences_in, 0, 0),
    "lines joined, broken": (lines_joined, 0, 0),
    "a word everywhere": (one_word_everywhere, 0, 0),
    "lines moved": (nothing, 0.06, 0),
    "sentences exchanged": (nothing, 0, 0.08),
    "a bit of each": (a_bit_of_each, 0.02, 0.02),
}


def apart(cuts: list[Cut]) -> list[Cut]:
    """Cuts in order, without those that meet another."""
    kept: list[Cut] = []
    for cut in sorted(cuts, key=lambda cut: (cut.start, cut.end)):
        if not kept or cut.start > kept[-1].end:
            kept.append(cut)
    return kept


def arranged(text: str, pick: random.Random, lines: float, sentences: float) -> list[tuple[int, int]]:
    """Stretches of the text in their new order."""
    blocks: list[list[tuple[int, int]]] = []
    at = 0
    inner = sentences_of(text)
    for line in text.splitlines(keepends=True):
        end, parts = at + len(line), [at]
        parts += [start for start, _ in inner if at < start < end]
        pieces = list(zip(parts, [*parts[1:], end], strict=True))
        n = 0
        while n + 2 < len(pieces):  # not the last one, which has the line's end
            if pick.random() < sentences:
                pieces[n : n + 2] = pieces[n + 1], pieces[n]
                n += 1
            n += 1
        blocks.append(pieces)
        at = end
    for block in [
        block for block in blocks[:-1] if pick.random() < lines and len(block[0]) and block[-1][1] - block[0][0] > 20
    ]:
        blocks.remove(block)
        blocks.insert(pick.randrange(len(blocks)), block)
    return [piece for block in blocks for piece in block]


def cut(text: str, kind: str, seed: object, count: int) -> Edited:
    """A text before and after an editor's work, with places; the same for the same seed."""
    pick = random.Random(f"{seed} {kind}")
    editor, lines, sentences = EDITORS[kind]
    cuts = apart(editor(text, pick))
    stretches: list[Stretch] = []
    for start, end in arranged(text, pick, lines, sentences):
        at = start
        for one in cuts:
            if one.start < start or one.end > end or (one.start == end and one.end == end):
                continue
            stretches += [Stretch(at, one.start), Stretch(one.start, one.end, one.words)]
            at = one.end
        stretches.append(Stretch(at, end))
    new, places, at = [], [], 0
    for stretch in stretches:
        words = text[stretch.start : stretch.end] if stretch.words is None else stretch.words
        new.append(words)
        places.append(at)
        at += len(words)
    return Edited(text, "".join(new), ask(text, "".join(new), stretches, places, pick, count))


def ask(
    text: str, new: str, stretches: list[Stretch], places: list[int], pick: random.Random, count: int
) -> list[Asked]:
    """Places with their truth; those that end within replaced letters, or were torn apart, are not asked."""
    words, sentences = words_of(text, pick), sentences_of(text)
    asked: list[Asked] = []
    for _ in range(8 * count):
        if len(asked) == count:
            break
        chance = pick.random()
        if chance < 0.15 and sentences:
            first = pick.randrange(len(sentences))
            start, end = sentences[first][0], sentences[min(len(sentences) - 1, first + pick.randint(0, 2))][1]
        elif chance < 0.9:
            first = pick.randrange(len(words))
            last = min(len(words) - 1, first + pick.choice((0, 0, 0, 1, 1, 2, 3, 4, 6, 9, 12)))
            start, end = words[first][0], words[last][1]
        else:
            start = pick.randrange(len(text))
            end = min(len(text), start + pick.randint(1, 40))
        if text[start].isspace() or text[end - 1].isspace():
            continue
        truth = truth_of(start, end, stretches, places)
        if truth:  # whose the space is beside words that went is a matter of taste
            words_there = new[slice(*truth)]
            truth = truth[0] + len(words_there) - len(words_there.lstrip()), truth[0] + len(words_there.rstrip())
            truth = truth if truth[0] < truth[1] else None
        if truth is not False:
            asked.append(Asked(start, end, truth))
    return asked


def truth_of(start: int, end: int, stretches: list[Stretch], places: list[int]) -> tuple[int, int] | bool | None:
    """Where old letters start to end went; None: they are gone; False: nobody could say."""
    alive: list[tuple[int, int]] = []
    at = start
    for n, stretch in enumerate(stretches):
        if stretch.start == stretch.end or not (stretch.start < end and start < stretch.end):
            continue
        if stretch.words is not None:
            if stretch.words and not (start <= stretch.start and stretch.end <= end):
                return False
            if stretch.words:
                alive.append((places[n], places[n] + len(stretch.words)))
            continue
        low, high = max(start, stretch.start), min(end, stretch.end)
        if low < at:
            return False
        at = high
        alive.append((places[n] + low - stretch.start, places[n] + high - stretch.start))
    if not alive:
        return None
    low, high = alive[0][0], alive[-1][1]
    for n, stretch in enumerate(stretches):
        if places[n] >= high:
            break
        if stretch.words is not None:
            continue
        inside = max(places[n], low), min(places[n] + stretch.end - stretch.start, high)
        if inside[0] < inside[1]:
            was = stretch.start + inside[0] - places[n], stretch.start + inside[1] - places[n]
            if not (start <= was[0] and was[1] <= end):
                return False
    return low, high
