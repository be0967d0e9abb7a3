"""What leaves the desk: corrected Markdown, the erratum, Web Annotations."""

from corrections.exports.annotations import annotations_of
from corrections.exports.markdown import corrected_markdown, erratum_block

__all__ = ["annotations_of", "corrected_markdown", "erratum_block"]
