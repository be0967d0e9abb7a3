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
from corrections.exports.receipt import Checked, check_receipt, public_receipt, with_receipt

__all__ = [
    "ANNOTATIONS_TYPE",
    "Checked",
    "annotation_collection",
    "annotation_page",
    "annotations_of",
    "article_told",
    "check_receipt",
    "corrected_markdown",
    "critic_markup",
    "erratum_block",
    "export_trouble",
    "public_receipt",
    "with_receipt",
]
