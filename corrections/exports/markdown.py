"""The corrected Markdown of an article, and its erratum block alone."""

from corrections import bounded
from corrections.models import Article, ledger_of
from corrections.text import export_block, export_source


def corrected_markdown(article: Article, drafts: bool = False) -> str:
    """The latest revision's source with the proved splices, the front-matter keys and the erratum block.

    drafts: unpublished notes too, which the block says. Raises Refusal where the whole cannot be proved.
    """
    ledger = ledger_of(article, drafts=drafts)
    return bounded.call(export_source, ledger.revision.source, ledger.corrections(), ledger.erratum())


def erratum_block(article: Article, drafts: bool = False, bare: bool = False) -> str:
    """The block as an export has it; `bare` without its markers, for a page that takes no HTML comments."""
    ledger = ledger_of(article, drafts=drafts)
    return export_block(ledger.revision.source, ledger.erratum(), bare)
