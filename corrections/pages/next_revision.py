"""What a next revision makes of a public article, looked at before it is kept and readers see it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from corrections.models import Article, Revision
from corrections.pages.comparison import Compared, compare
from corrections.pages.decisions import Decision, decisions
from corrections.pages.house import direction
from corrections.pages.readings import CORRECTED, Reading, reading
from corrections.text import corrected_text


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is read while the revision is there. carried, incorporated: how many places of notes it leads on, and finds
    put right. asking: those that will need a decision."""

    article: Article
    then: Reading
    now: Reading
    carried: int
    incorporated: int
    asking: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class NextRevisionPage:
    """became: what becomes of notes, in a sentence; "" where there are none. sides: what the two texts are called, of
    which `compared` tells the differences."""

    slug: str
    title: str
    language: str
    direction: str
    number: int
    became: str
    sides: tuple[str, str]
    compared: Compared
    asking: tuple[Decision, ...]


def foreseen(article: Article, revision: Revision, carried: int, incorporated: int) -> Foreseen:
    """What becomes of an article by a revision that was added in this transaction; a fixed number of queries."""
    before = article.revisions.get(number=revision.number - 1)
    found = decisions(article, revision, revision.rendering)
    return Foreseen(
        article,
        reading(article, before, CORRECTED),
        reading(article, revision, CORRECTED),
        carried,
        incorporated,
        (*found.shown, *found.more),
    )


def next_revision_page(seen: Foreseen) -> NextRevisionPage:
    """What readers would see, beside what they see; no query, so that nobody waits for it."""
    article, counts = seen.article, {"carried": seen.carried, "right": seen.incorporated, "lost": len(seen.asking)}
    became = _("Places of notes: %(carried)s carried, %(right)s put right already, %(lost)s left to a decision.")
    return NextRevisionPage(
        article.slug,
        " ".join(corrected_text(seen.then.headline).split()),
        article.language,
        direction(article.language),
        seen.now.ledger.revision.number,
        became % counts if any(counts.values()) else "",
        (_("Until now"), _("With this revision")),
        compare(seen.then, seen.now),
        seen.asking,
    )
