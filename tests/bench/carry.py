"""Measures how places are carried to a next revision: how many rightly, and how long it takes.

python -m tests.bench.carry FILE.json    {"old", "new", "anns": [{"start", "end"}, ...]} in; one JSON object out
python -m tests.bench.carry              tables over editing whose truth is known
"""

import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

from corrections.text import Carried, Carrier, Certainty, TextRange
from tests.bench._cutting import EDITORS, cut
from tests.bench._editing import KINDS, LANGUAGES, Asked, Edited, Kind, edited, unedited

SIZES = (5_000, 50_000, 500_000)
SPANS = 200
ARTICLES = 5  # of each kind and language
COLUMNS = ("right", "wrong", "wrong same", "lost", "review")


def answer(question: dict, clock: Callable[[], float] = time.perf_counter) -> dict:
    """What the places of one question became, and the milliseconds that aligning and carrying took."""
    begun = clock()
    carrier = Carrier(question["old"], question["new"])
    aligned = clock()
    carried = [carrier.carry(TextRange(place["start"], place["end"])) for place in question["anns"]]
    done = clock()
    return {
        "setup_ms": round((aligned - begun) * 1000, 3),
        "ms": round((done - aligned) * 1000, 3),
        "res": [one and {"s": one.range.start, "e": one.range.end, "st": one.certainty.value} for one in carried],
    }


def judge(asked: Asked, carried: Carried | None) -> Counter:
    """One place's share in the columns. Right: exactly there, or gone where it is gone; a review is never wrong."""
    image = carried and (carried.range.start, carried.range.end)
    certainty = carried and carried.certainty
    found = Counter(spans=1, same=certainty is Certainty.SAME, review=certainty is Certainty.REVIEW)
    if image == asked.truth:
        found["right"] += 1
    elif carried is None:
        found["lost"] += 1
    elif certainty is not Certainty.REVIEW:
        found["wrong"] += 1
        found["wrong same"] += certainty is Certainty.SAME
    else:
        found["wrong review"] += 1
    return found


def tally(text: Edited) -> Counter:
    """The columns over all places of one article."""
    carrier = Carrier(text.old, text.new)
    found: Counter = Counter()
    for asked in text.asked:
        found += judge(asked, carrier.carry(TextRange(asked.start, asked.end)))
    return found


def measured(kind: Kind, language: str, articles: int, size: int = 6_000, seed: object = 0) -> Counter:
    """The columns over some articles of one kind of editing."""
    found: Counter = Counter()
    for number in range(articles):
        found += tally(edited(kind, language, size, f"{seed}-{number}", SPANS))
    return found


def measured_by_another(kind: str, language: str, articles: int, size: int = 6_000, seed: object = 0) -> Counter:
    """The same over articles that a second hand edits, by the letter."""
    found: Counter = Counter()
    for number in range(articles):
        found += tally(cut(unedited(language, size, f"{seed}-{number}"), kind, f"{seed}-{number}", SPANS))
    return found


def line(name: str, found: Counter) -> str:
    shares = "".join(
        f"{found[column] / max(1, found['same' if column == 'wrong same' else 'spans']):12.2%}" for column in COLUMNS
    )
    return f"{name:46}{shares}{found['spans']:10,}"


def table(articles: int = ARTICLES, seed: object = 0) -> None:
    """The columns for each kind of editing and each language, and over all."""
    print(f"{'carrying':46}" + "".join(f"{column:>12}" for column in COLUMNS) + f"{'spans':>10}")
    total: dict[str, Counter] = {language: Counter() for language in LANGUAGES}
    for name, kind in KINDS.items():
        for language in LANGUAGES:
            found = measured(kind, language, articles, seed=seed)
            total[language] += found
            print(line(f"{name}, {language}", found), flush=True)
    for kind in EDITORS:
        for language in LANGUAGES:
            found = measured_by_another(kind, language, articles, seed=seed)
            total[language] += found
            print(line(f"by letters: {kind}, {language}", found), flush=True)
    for language, found in total.items():
        print(line(f"all, {language}", found))
    print(line("all", sum(total.values(), Counter())), "\n")


def times(rounds: int = 3) -> None:
    """Milliseconds of the processor for 200 places in articles of each size, and how they grow with it."""
    print(f"{'200 places, all kinds of editing':38}{'size':>12}{'aligning ms':>14}{'carrying ms':>14}{'growth':>10}")
    for language in LANGUAGES:
        before = None
        for size in SIZES:
            text = edited(KINDS["all of these"], language, size, "time", SPANS)
            question = {
                "old": text.old,
                "new": text.new,
                "anns": [{"start": a.start, "end": a.end} for a in text.asked],
            }
            told = [answer(question, time.process_time) for _ in range(rounds)]
            setup, ms = median(one["setup_ms"] for one in told), median(one["ms"] for one in told)
            growth = f"{(setup + ms) / before:9.1f}x" if before else ""
            print(f"{language:38}{size:12,}{setup:14.1f}{ms:14.2f}{growth:>10}", flush=True)
            before = setup + ms
    print()


def main(arguments: list[str]) -> None:
    if arguments:
        print(json.dumps(answer(json.loads(Path(arguments[0]).read_bytes()))))
        return
    table()
    times()


if __name__ == "__main__":
    main(sys.argv[1:])
