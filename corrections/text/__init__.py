"""The text library: pure functions over articles' Markdown and HTML. Upper floors import from here only."""

from . import wording
from .annotation import MEDIA_TYPE, Annotation, Target, read_annotations, write_annotation
from .assemble import corrected_text, first_heading, joined_html, split_first_heading
from .choices import Choice, Why, choices, word_edges
from .coordinates import Edit, Proof, Quote, Refusal, SourceRange, Splice, TextRange, spliced
from .document import (
    MOST_BYTES,
    ArticleText,
    Correction,
    Erratum,
    decode,
    export_block,
    export_source,
    prove,
    read_article,
    render_body,
    without_block,
)
from .erratum import Entry, entries_in, escaped, find, newline_of, paragraph
from .frontmatter import key_names, key_value, quoted
from .highlight import Look, Mark, blocks, headline, highlight, notes_in
from .htmltext import text_of
from .quotes import describe, match, occurrences, seals, tells
from .quotes import find as find_quote
from .render import RENDERER, render_inline
from .sanitise import SafeHtml, is_safe_address
from .selection import joined, trimmed
from .terms import is_beginning, phrases, terms
from .worddiff import Change, readable_diff, word_diff

__all__ = [
    "MEDIA_TYPE",
    "MOST_BYTES",
    "RENDERER",
    "Annotation",
    "ArticleText",
    "Change",
    "Choice",
    "Correction",
    "Edit",
    "Entry",
    "Erratum",
    "Look",
    "Mark",
    "Proof",
    "Quote",
    "Refusal",
    "SafeHtml",
    "SourceRange",
    "Splice",
    "Target",
    "TextRange",
    "Why",
    "blocks",
    "choices",
    "corrected_text",
    "decode",
    "describe",
    "entries_in",
    "escaped",
    "export_block",
    "export_source",
    "find",
    "find_quote",
    "first_heading",
    "headline",
    "highlight",
    "is_beginning",
    "is_safe_address",
    "joined",
    "joined_html",
    "key_names",
    "key_value",
    "match",
    "newline_of",
    "notes_in",
    "occurrences",
    "paragraph",
    "phrases",
    "prove",
    "quoted",
    "read_annotations",
    "read_article",
    "readable_diff",
    "render_body",
    "render_inline",
    "seals",
    "spliced",
    "split_first_heading",
    "tells",
    "terms",
    "text_of",
    "trimmed",
    "without_block",
    "word_diff",
    "word_edges",
    "wording",
    "write_annotation",
]
