"""What is kept, and what may never be untrue: the tables, their constraints and the words for their states.

One room a thought; the upper floors import from here. What the database itself refuses is written in the constraints of
each model and in the triggers of migration 0002, which `frozen.RULES` lists.
"""

from corrections.models.article import Article, ArticleQuerySet
from corrections.models.event import NoteEvent
from corrections.models.frozen import RULES, lifted
from corrections.models.house import erratum_style, house_style
from corrections.models.ledger import (
    Ledger,
    article_source,
    composed_wording,
    edit_of,
    first_place,
    knows_block,
    ledger_from,
    ledger_of,
    place_in_article,
    place_of,
    wording_at,
)
from corrections.models.log import SET_RIGHT, DelayTally, LogEntry, MonthTally, fill_log, keep_log, place_at
from corrections.models.note import CorrectionNote, CorrectionNoteQuerySet, silenced
from corrections.models.proposal import Proposal
from corrections.models.public_state import PublicState
from corrections.models.revision import Rendering, Revision, RevisionQuerySet
from corrections.models.safe_html import SafeHtmlField
from corrections.models.source import Source
from corrections.models.span import Span, SpanQuerySet
from corrections.models.title import title_of
from corrections.models.vocabulary import ErrorType, EventState, Kind, Origin, Place, Severity, Status
from corrections.models.withheld import Hidden, hidden_in, hidden_of, hidden_words, masked, stand_openly

__all__ = [
    "RULES",
    "SET_RIGHT",
    "Article",
    "ArticleQuerySet",
    "CorrectionNote",
    "CorrectionNoteQuerySet",
    "DelayTally",
    "ErrorType",
    "EventState",
    "Hidden",
    "Kind",
    "Ledger",
    "LogEntry",
    "MonthTally",
    "NoteEvent",
    "Origin",
    "Place",
    "Proposal",
    "PublicState",
    "Rendering",
    "Revision",
    "RevisionQuerySet",
    "SafeHtmlField",
    "Severity",
    "Source",
    "Span",
    "SpanQuerySet",
    "Status",
    "article_source",
    "composed_wording",
    "edit_of",
    "erratum_style",
    "fill_log",
    "first_place",
    "hidden_in",
    "hidden_of",
    "hidden_words",
    "house_style",
    "keep_log",
    "knows_block",
    "ledger_from",
    "ledger_of",
    "lifted",
    "masked",
    "place_at",
    "place_in_article",
    "place_of",
    "silenced",
    "stand_openly",
    "title_of",
    "wording_at",
]
