"""The corrected Markdown of an article, and its erratum block alone."""

import hashlib
from collections.abc import Sequence

from corrections import answers, bounded
from corrections.models import Article, Hidden, Ledger, hidden_of, ledger_of, stand_in_source, stand_openly
from corrections.telling import told
from corrections.text import Correction, Erratum, Refusal, export_block, export_source

_KEPT_SECONDS, _REFUSED_SECONDS = 3600, 60


def corrected_markdown(article: Article, drafts: bool = False, lead: bool | None = None) -> str:
    """The latest revision's source with the proved splices, the front-matter keys and the erratum block.

    drafts: unpublished notes too, which the block says. lead: what stands at the top is told before the body too;
    None: as EXPORT_LEAD says. Raises Refusal where the whole cannot be proved, or would tell what a note withholds.
    """
    return exported_of(ledger_of(article, drafts=drafts), lead)


def exported_of(ledger: Ledger, lead: bool | None = None) -> str:
    """The same of a ledger that is at hand."""
    refuse_to_tell_what_is_withheld(ledger, hidden_of(ledger))
    asked = asked_of(ledger, lead)
    # Proving costs two renderings; the same question has the same answer, whoever asks.
    key = answers.of_article(ledger.article.slug, "export")
    asking = hashlib.sha256(repr(asked).encode()).hexdigest()
    known, exported, refused = answers.fetch(key) or ("", "", "")
    if known != asking:
        exported, refused = "", ""
        try:
            exported = bounded.call(export_source, *asked)
        except Refusal as refusal:
            refused = refusal.sentence
        answers.store(key, (asking, exported, refused), _REFUSED_SECONDS if refused else _KEPT_SECONDS)
    if refused:
        raise Refusal(refused)
    return exported


def asked_of(ledger: Ledger, lead: bool | None = None) -> tuple[str, list[Correction], Erratum]:
    """What the text library makes an export of."""
    return ledger.revision.source, ledger.corrections(), ledger.erratum(lead=lead)


def export_trouble(article: Article) -> str:
    """Why the article cannot be exported as it stands now, in a sentence; empty where it can."""
    try:
        corrected_markdown(article)
    except Refusal as refusal:
        return told(refusal)
    return ""


def erratum_block(article: Article, drafts: bool = False, bare: bool = False) -> str:
    """The block as an export has it; `bare` without its markers, for a page that takes no HTML comments."""
    ledger = ledger_of(article, drafts=drafts)
    return export_block(ledger.revision.source, ledger.erratum(), bare)


def refuse_to_tell_what_is_withheld(ledger: Ledger, hidden: Sequence[Hidden]) -> None:
    """Raises Refusal where withheld words stand in a revision at a place that no note replaces."""
    if stand_openly(hidden):
        raise Refusal(
            "A published note withholds words that stand in this revision, but its place in it is lost. Place the note "
            "on the desk, then export again."
        )
    if stand_in_source(ledger):
        raise Refusal(
            "A published note withholds words that stand in this file where no page shows them, as in a comment. Take "
            "them out of the file, and import it again."
        )
