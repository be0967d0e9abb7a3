"""Measures edits: random selections within one line with hostile replacements, and the export of many corrections.

python -m tests.bench.apply [FILE...]    files beside the samples and generated articles
"""

import random
import sys
import time
from collections import Counter
from pathlib import Path
from statistics import median

from corrections import samples
from corrections.text import Correction, Edit, Entry, Erratum, Refusal, TextRange, export_source, prove
from corrections.text.apply import apply
from corrections.text.coordinates import spliced
from corrections.text.frontmatter import split
from corrections.text.htmltext import text_of
from corrections.text.render import render
from corrections.text.sourcemap import map_source
from tests.bench.sourcemap import generated

A_FILE = 60
HOSTILE = [
    "2019", "*", "_x_", "**b**", "<b>", "</div>", "1.", "# head", "a|b", "[a](b)", "&amp;", "&copy;", "{{ x }}", "\\",
    "`", "- item", "> quote", "===", "---", "~~~", "two\nlines", "😀", "שלום", "北京", "a longer replacement of words",
]  # fmt: skip


def selections(text: str, pick: random.Random) -> list[TextRange]:
    """One to twelve words within one line each."""
    found = []
    lines = [(at, line) for at, line in _lines(text) if line.split()]
    for _ in range(A_FILE if lines else 0):
        at, line = pick.choice(lines)
        words = _words(line)
        first = pick.randrange(len(words))
        last = min(len(words) - 1, first + pick.randint(0, 11))
        found.append(TextRange(at + words[first][0], at + words[last][1]))
    return found


def try_file(name: str, body: str, tally: Counter, reasons: Counter) -> None:
    """Each selection by itself; wrong is what proved itself and yet reads otherwise."""
    mapped = map_source(body)
    pick = random.Random(name)
    for place in selections(mapped.text, pick):
        if any(mapped.generated[place.start : place.end]):
            continue  # a footnote's number cannot be selected
        new = pick.choice(HOSTILE)
        tally["tried"] += 1
        try:
            applied = apply(mapped, [Edit("", place, new)])[0]
        except Refusal as refusal:
            tally["refused"] += 1
            reasons[str(refusal)] += 1
            continue
        expected = mapped.text[: place.start] + " ".join(new.split("\n")) + mapped.text[place.end :]
        same = text_of(render(spliced(body, applied.splices))) == expected
        tally["proved" if same else "wrong"] += 1


def export_ratio(characters: int = 100_000, corrections: int = 100) -> float:
    """The export of an article with many corrections, in renderings of that article."""
    source = generated(characters, 7)
    text = map_source(source).text
    pick = random.Random(7)
    lines = pick.sample([(at, line) for at, line in _lines(text) if " was " in line], corrections)
    edits = [
        Edit("", TextRange(at + line.index(" was ") + 1, at + line.index(" was ") + 4), "is") for at, line in lines
    ]
    proofs = prove(source, edits)
    kept = [Correction(edit, proof.splices) for edit, proof in zip(edits, proofs, strict=True)]
    added = Erratum(tuple(Entry(f"Correction no. {n}", "It was. It is.") for n in range(1, corrections + 1)))
    rendering, exporting = [], []
    for _ in range(3):
        begun = time.perf_counter()
        render(source)
        rendering.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        export_source(source, kept, added)
        exporting.append(time.perf_counter() - begun)
    return median(exporting) / median(rendering)


def _lines(text: str) -> list[tuple[int, str]]:
    found, at = [], 0
    for line in text.split("\n"):
        found.append((at, line))
        at += len(line) + 1
    return found


def _words(line: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for word in line.split():
        at = line.index(word, at)
        found.append((at, at + len(word)))
        at += len(word)
    return found


def main(files: list[str]) -> None:
    texts = [(sample.file, samples.read(sample.file)) for sample in samples.SAMPLES]
    texts += [(f"generated {seed}", generated(5_000, seed)) for seed in range(5)]
    texts += [(file, Path(file).read_bytes().decode()) for file in files]
    tally, reasons = Counter(), Counter()
    for name, source in texts:
        try_file(name, source[split(source).body :], tally, reasons)
    tried = tally["tried"]
    print(f"edits: {tried} selections in {len(texts)} articles")
    for outcome in ("proved", "refused", "wrong"):
        print(f"  {outcome:10}{tally[outcome]:6}{tally[outcome] / tried:9.2%}")
    for reason, count in reasons.most_common():
        print(f"    {count:4} {reason}")
    print(f"export of 100 KB with 100 corrections: {export_ratio():.1f} renderings' time\n")


if __name__ == "__main__":
    main(sys.argv[1:])
