"""The text library: pure functions over articles' Markdown and HTML. Upper floors import from here only."""

from . import wording
from .alignment import aligned
from .annotation import (
    CONTEXT,
    MEDIA_TYPE,
    Annotation,
    Target,
    TimeState,
    annotation_called,
    read_annotations,
    write_annotation,
)
from .assemble import (
    block_name,
    corrected_text,
    is_heading,
    joined_html,
    named_blocks,
    split_headline,
    without_ids,
)
from .carry import Carried, Carrier, Certainty, carry
from .choices import Choice, Why, choices, word_edges
from .coordinates import Edit, Proof, Quote, Refusal, SourceRange, Splice, TextRange, spliced
from .criticmarkup import Marked, accept_changes, reject_changes, write_critic_markup
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
from .erratum import Entry, entries_in, escaped, find, newline_of, paragraph, without_moment
from .frontmatter import key_names, key_value, quoted
from .highlight import Look, Mark, blocks, headline, highlight, notes_in
from .house_style import LANGUAGES, HouseStyle, every_language, says_regret, tells_moment, timestamp
from .htmltext import text_of
from .quotes import describe, folded, match, occurrences, seals, tells
from .quotes import find as find_quote
from .render import RENDERER, render_inline
from .sanitise import SafeHtml, is_safe_address
from .selection import joined, trimmed
from .sentences import Sentence
from .terms import is_beginning, phrases, terms
from .whereabouts import Found, Sought, become, whereabouts
from .worddiff import Change, readable_diff, word_diff

__all__ = [
    "CONTEXT",
    "LANGUAGES",
    "MEDIA_TYPE",
    "MOST_BYTES",
    "RENDERER",
    "Annotation",
    "ArticleText",
    "Carried",
    "Carrier",
    "Certainty",
    "Change",
    "Choice",
    "Correction",
    "Edit",
    "Entry",
    "Erratum",
    "Found",
    "HouseStyle",
    "Look",
    "Mark",
    "Marked",
    "Proof",
    "Quote",
    "Refusal",
    "SafeHtml",
    "Sentence",
    "Sought",
    "SourceRange",
    "Splice",
    "Target",
    "TextRange",
    "TimeState",
    "Why",
    "accept_changes",
    "aligned",
    "annotation_called",
    "become",
    "block_name",
    "blocks",
    "carry",
    "choices",
    "corrected_text",
    "decode",
    "describe",
    "entries_in",
    "escaped",
    "every_language",
    "export_block",
    "export_source",
    "find",
    "find_quote",
    "folded",
    "headline",
    "highlight",
    "is_beginning",
    "is_heading",
    "is_safe_address",
    "joined",
    "joined_html",
    "key_names",
    "key_value",
    "match",
    "named_blocks",
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
    "reject_changes",
    "render_body",
    "render_inline",
    "says_regret",
    "seals",
    "spliced",
    "split_headline",
    "tells",
    "tells_moment",
    "terms",
    "text_of",
    "timestamp",
    "trimmed",
    "whereabouts",
    "without_block",
    "without_ids",
    "without_moment",
    "word_diff",
    "word_edges",
    "wording",
    "write_annotation",
    "write_critic_markup",
]
