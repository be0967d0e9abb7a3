"""What leaves the desk: corrected Markdown, the erratum, CriticMarkup, Web Annotations."""

from corrections.exports.annotations import (
    ANNOTATIONS_TYPE,
    NoSuchPage,
    annotation_collection,
    annotation_page,
    annotations_of,
)
from corrections.exports.criticmarkup import critic_markup
from corrections.exports.markdown import corrected_markdown, erratum_block, export_trouble

__all__ = [
    "ANNOTATIONS_TYPE",
    "NoSuchPage",
    "annotation_collection",
    "annotation_page",
    "annotations_of",
    "corrected_markdown",
    "critic_markup",
    "erratum_block",
    "export_trouble",
]
