"""What an editor says in a note, and what no note may hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from corrections.models import CorrectionNote, Kind, Severity
from corrections.text import Edit, Refusal, TextRange, is_safe_address, wording

MOST_BRACKETS = 200
LONGEST_ADDRESS, LONGEST_TITLE, LONGEST_TOPIC = 2000, 500, 200


@dataclass(frozen=True, slots=True)
class Content:
    """What an editor says in a note. replacement None: the words stay. sources: (title, address) pairs."""

    wording: str
    replacement: str | None = None
    kind: str = Kind.CORRECTION
    severity: str = Severity.STANDARD
    error_type: str = ""
    memo: str = ""
    apology: bool = False
    confirmed_internally: bool = False
    withheld: bool = False
    topic: str = ""
    reported_on: date | None = None
    sources: tuple[tuple[str, str], ...] = ()


class Unfit(Refusal):
    """What no note may hold; `about` names the part of its `Content` that is meant."""

    def __init__(self, about: str, message: str, **values: Any) -> None:
        super().__init__(message, **values)
        self.about = about


def check_content(
    content: Content,
    edits: Sequence[Edit],
    put_right_already: Sequence[tuple[str, TextRange]] = (),
    amends: CorrectionNote | None = None,
) -> None:
    """Raises Unfit for what no note may hold. put_right_already: places whose words are the right ones by now."""
    filled = wording.filled(content.wording, topic=content.topic)
    if filled.count("[") > MOST_BRACKETS:
        # Each costs the renderer the more, the more there are, and a wording is rendered while a save waits.
        raise Unfit(
            "wording",
            "The wording has more than {most} brackets. Take out those that mark nothing.",
            most=MOST_BRACKETS,
        )
    if len(filled) > wording.LONGEST:
        raise Unfit(
            "wording",
            "The wording has {count:,} characters; {most:,} are the most.",
            count=len(filled),
            most=wording.LONGEST,
        )
    for title, address in content.sources:
        if not (title or address):
            raise Unfit("sources", "A source has neither title nor address. Name it, or leave it out.")
        if address and not (address.lower().startswith(("http://", "https://")) and is_safe_address(address)):
            raise Unfit(
                "sources",
                "“{address}” is no address on the web. Begin it with https://, or give a title alone.",
                address=address[:80],
            )
        if len(address) > LONGEST_ADDRESS or len(title) > LONGEST_TITLE:
            raise Unfit(
                "sources",
                "A source's address may have {most:,} characters and its title {most_of_title}. Shorten “{source}”.",
                most=LONGEST_ADDRESS,
                most_of_title=LONGEST_TITLE,
                source=(title or address)[:80],
            )
    if len(content.topic) > LONGEST_TOPIC:
        raise Unfit(
            "topic",
            "The topic has {count} characters; {most} are the most.",
            count=len(content.topic),
            most=LONGEST_TOPIC,
        )
    if content.kind == Kind.REMOVAL and not content.withheld:
        raise Unfit(
            "withheld",
            "What is removed is withheld. Tick “Withhold the original words”, or choose another kind.",
        )
    if amends is not None and amends.withheld and not content.withheld:
        raise Unfit(
            "withheld",
            "No. {number} withholds words, and what amends it keeps them withheld.",
            number=amends.number,
        )
    staying = [(edit.field, edit.range) for edit in edits if edit.replacement is None]
    if content.withheld and any(place not in put_right_already for place in staying):
        raise Unfit("replacement", "Words that are withheld need others in their place. Say what shall stand there.")
    if amends is not None and content.withheld:
        _check_covers(amends, edits)


def _check_covers(amends: CorrectionNote, edits: Sequence[Edit]) -> None:
    """What is withheld is so at every place of the note before, too: an amendment takes all of them over."""
    revision = amends.article.latest_revision
    for span in amends.spans.filter(revision=revision):
        covering = [
            edit.range
            for edit in edits
            if edit.field == span.field and (edit.replacement is not None or not span.splices)
        ]
        if not any(one.start <= span.text_start and span.text_end <= one.end for one in covering):
            raise Unfit(
                "replacement",
                "Words of no. {number} would stand there unwithheld. Keep all of its places.",
                number=amends.number,
            )
