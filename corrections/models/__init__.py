"""What is kept, and what may never be untrue: the tables, their constraints and the words for their states.

One room a thought; the upper floors import from here. What the database itself refuses is written in the constraints of
each model and in the triggers of migrations 0002 and 0007, which `frozen.RULES` lists.
"""

from corrections.models.article import Article, ArticleQuerySet
from corrections.models.attempts import SLOTS, Attempts, slot_of
from corrections.models.chain import Entered, LedgerEntry, LedgerHead
from corrections.models.desk_key import DeskKey
from corrections.models.entered import content_of, people_in, with_names
from corrections.models.event import CHANGED, NoteEvent
from corrections.models.frozen import RULES, lifted
from corrections.models.house import erratum_style, house_style
from corrections.models.kept import (
    BACKUP_FORMAT,
    Migrations,
    Table,
    is_up_to_date,
    last_of_each,
    line_of,
    migrations_done,
    migrations_of_today,
    tables_at,
    unknown_to,
)
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
from corrections.models.one_moment import one_moment
from corrections.models.outages import BROKEN, OF_ANOTHER_VERSION, UNREACHABLE, outage_of
from corrections.models.presence import Presence, hardly_waiting
from corrections.models.proposal import Proposal
from corrections.models.public_state import PublicState
from corrections.models.revision import Rendering, Revision, RevisionQuerySet
from corrections.models.roles import (
    ADMINISTRATOR,
    AMEND,
    DRAFT,
    EDITOR,
    IMPORT,
    PUBLISH,
    STANDARDS_EDITOR,
    fill_groups,
)
from corrections.models.safe_html import SafeHtmlField
from corrections.models.source import Source
from corrections.models.span import Span, SpanQuerySet, last_of
from corrections.models.title import title_of
from corrections.models.verification import Verified, renderings_at_fault, verify
from corrections.models.vocabulary import ErrorType, EventState, Kind, Origin, Place, Severity, Status
from corrections.models.withheld import (
    Gap,
    Hidden,
    gaps_in,
    hidden_in,
    hidden_of,
    hidden_words,
    masked,
    stand_in_source,
    stand_openly,
    withholds,
)
from corrections.models.words import ArticleWords, fill_words, keep_words

__all__ = [
    "ADMINISTRATOR",
    "AMEND",
    "BACKUP_FORMAT",
    "BROKEN",
    "CHANGED",
    "DRAFT",
    "EDITOR",
    "IMPORT",
    "OF_ANOTHER_VERSION",
    "PUBLISH",
    "RULES",
    "SET_RIGHT",
    "SLOTS",
    "STANDARDS_EDITOR",
    "UNREACHABLE",
    "Article",
    "ArticleQuerySet",
    "ArticleWords",
    "Attempts",
    "CorrectionNote",
    "CorrectionNoteQuerySet",
    "DelayTally",
    "DeskKey",
    "Entered",
    "ErrorType",
    "EventState",
    "Gap",
    "Hidden",
    "Kind",
    "Ledger",
    "LedgerEntry",
    "LedgerHead",
    "LogEntry",
    "Migrations",
    "MonthTally",
    "NoteEvent",
    "Origin",
    "Place",
    "Presence",
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
    "Table",
    "Verified",
    "article_source",
    "composed_wording",
    "content_of",
    "edit_of",
    "erratum_style",
    "fill_groups",
    "fill_log",
    "fill_words",
    "first_place",
    "gaps_in",
    "hardly_waiting",
    "hidden_in",
    "hidden_of",
    "hidden_words",
    "house_style",
    "is_up_to_date",
    "keep_log",
    "keep_words",
    "knows_block",
    "last_of",
    "last_of_each",
    "ledger_from",
    "ledger_of",
    "lifted",
    "line_of",
    "masked",
    "migrations_done",
    "migrations_of_today",
    "one_moment",
    "outage_of",
    "people_in",
    "place_at",
    "place_in_article",
    "place_of",
    "renderings_at_fault",
    "silenced",
    "slot_of",
    "stand_in_source",
    "stand_openly",
    "tables_at",
    "title_of",
    "unknown_to",
    "verify",
    "with_names",
    "withholds",
    "wording_at",
]
