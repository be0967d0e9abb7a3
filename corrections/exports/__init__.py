"""What leaves the desk for others' machines: Markdown, the erratum, CriticMarkup, annotations, linked data, feeds."""

from corrections.exports.annotations import (
    ANNOTATIONS_TYPE,
    annotation_collection,
    annotation_page,
    annotations_of,
)
from corrections.exports.criticmarkup import critic_markup
from corrections.exports.linked_data import article_told
from corrections.exports.markdown import corrected_markdown, erratum_block, export_trouble

__all__ = [
    "ANNOTATIONS_TYPE",
    "annotation_collection",
    "annotation_page",
    "annotations_of",
    "article_told",
    "corrected_markdown",
    "critic_markup",
    "erratum_block",
    "export_trouble",
]
