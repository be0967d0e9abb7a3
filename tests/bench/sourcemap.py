"""Measures the source map: how many letters have their place, and what a map costs against one rendering.

python -m tests.bench.sourcemap [--map] FILE...    one JSON line a file; offsets are the body's
python -m tests.bench.sourcemap                    a table over the samples and generated articles
"""

import json
import random
import sys
import time
from pathlib import Path
from statistics import median

from corrections import samples
from corrections.text.frontmatter import split
from corrections.text.render import render
from corrections.text.sourcemap import ABSENT, map_source

ROUNDS = 3
WORDS = (
    "the vote of 2021 was *close* and **binding** for [members](https://example.org) `code` 北京 naïve & so on".split()
)


def measure(path: str, source: str, with_map: bool) -> dict:
    """One file's figures; the two sides are timed in turn."""
    body = source[split(source).body :]
    rendering, mapping = [], []
    for _ in range(ROUNDS if len(body) < 100_000 else 1):
        begun = time.perf_counter()
        render(body)
        rendering.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        mapped = map_source(body)
        mapping.append(time.perf_counter() - begun)
    told = {
        "path": path,
        "chars": len(body),
        "letters": mapped.letters,
        "mapped": mapped.mapped_letters,
        "ratio": round(median(mapping) / median(rendering), 2),
    }
    if with_map:
        told |= {"text": mapped.text, "map": [None if at == ABSENT else at for at in mapped.starts]}
    return told


def generated(size: int, seed: int) -> str:
    """An article of about that many characters, the same for the same seed."""
    pick = random.Random(seed)
    blocks, length = [], 0
    while length < size:
        line = " ".join(pick.choices(WORDS, k=pick.randint(8, 60)))
        block = pick.choice(("{}", "{}", "{}", "## {}", "> {}", "- {}\n- {}", "| {} |\n|---|\n| {} |", "{}[^1]"))
        blocks.append(block.replace("{}", line))
        length += len(blocks[-1]) + 2
    return "\n\n".join([*blocks, "[^1]: A note of 2021."]) + "\n"


def table() -> None:
    """The samples and generated articles, with totals."""
    texts = [(sample.file, samples.read(sample.file)) for sample in samples.SAMPLES]
    texts += [(f"generated, {size // 1000} KB", generated(size, size)) for size in (5_000, 50_000, 100_000, 200_000)]
    rows = [measure(path, text, False) for path, text in texts]
    print(f"{'source map':32}{'characters':>12}{'letters':>10}{'mapped':>10}{'ratio':>8}")
    for row in rows:
        print(f"{row['path']:32}{row['chars']:12,}{row['letters']:10,}{row['mapped']:10,}{row['ratio']:8.2f}")
    letters, mapped = sum(row["letters"] for row in rows), sum(row["mapped"] for row in rows)
    print(f"{mapped / letters:.3%} of letters mapped; median ratio {median(row['ratio'] for row in rows):.2f}\n")


def main(arguments: list[str]) -> int:
    files = [argument for argument in arguments if argument != "--map"]
    if not files:
        table()
        return 0
    bad = 0
    for file in files:
        try:
            source = Path(file).read_bytes().decode()
            print(json.dumps(measure(file, source, "--map" in arguments), ensure_ascii=False), flush=True)
        except (OSError, ValueError) as error:
            bad += 1
            print(f"{file}: {error}", file=sys.stderr)
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
