"""What leaves the desk: corrected Markdown, the erratum, Web Annotations."""

from corrections.exports.annotations import ANNOTATIONS_TYPE, annotations_of
from corrections.exports.markdown import corrected_markdown, erratum_block, export_trouble

__all__ = ["ANNOTATIONS_TYPE", "annotations_of", "corrected_markdown", "erratum_block", "export_trouble"]
