"""The articles and corrections that the demonstration loads: errors made on purpose, corrected from real sources."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sample:
    """One article: `file` is its Markdown; the notes stand beside it, as `<slug>.published.json` and `.drafts.json`."""

    slug: str
    file: str
    language: str


SAMPLES = (
    Sample("leap-second-vote", "leap-second-vote.md", "en"),
    Sample("utf-8-story", "utf-8-story.md", "en"),
    Sample("voyager-golden-record", "voyager-golden-record.md", "zh-Hans"),
)


def read(name: str) -> str:
    """The text of a file in this folder, line ends as they stand; FileNotFoundError when there is none."""
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return file.read()
