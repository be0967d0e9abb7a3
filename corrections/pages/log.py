"""The log: all notices of public articles, the newest first, those of a kind, a severity, a month, or with words."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from corrections.models import (
    CorrectionNote,
    Kind,
    LogEntry,
    MonthTally,
    Severity,
    house_style,
    place_at,
    silenced,
)
from corrections.pages.house import House, house, language_of
from corrections.pages.notices import Notice, notice, notice_href
from corrections.pages.turns import Unreadable, turn, whole_number

LONGEST_QUESTION = 200  # characters; a phrase of a notice is shorter
_UTC = ("UTC", "Etc/UTC")


@dataclass(frozen=True, slots=True)
class LogLine:
    notice: Notice
    article_title: str
    language: str
    article_href: str
    href: str


@dataclass(frozen=True, slots=True)
class LogGroup:
    """Notices in a row that are of one article. together: the first of them, where all were published at one time."""

    lines: tuple[LogLine, ...]
    together: Notice | None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter, as a form sends it and as readers read it."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class InForce:
    """A filter in force, in words, and where the log stands without it."""

    words: str
    without: str
    href: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """years: the months that have notices, by year, the newest first. in_all, in_all_text: how many notices there are,
    whatever the filters. refusal: what of the address cannot be read; then nothing is listed.
    """

    notices: tuple[LogLine, ...]
    house: House
    next_href: str | None = None
    previous_href: str | None = None
    kinds: tuple[Option, ...] = ()
    severities: tuple[Option, ...] = ()
    years: tuple[tuple[int, tuple[Option, ...]], ...] = ()
    month_label: str = ""
    query: str = ""
    filters: tuple[InForce, ...] = ()
    in_all: int = 0
    in_all_text: str = ""
    refusal: str = ""

    @property
    def groups(self) -> tuple[LogGroup, ...]:
        """The notices, those of an article that stand in a row together."""
        groups = (tuple(lines) for _article, lines in groupby(self.notices, lambda line: line.article_href))
        return tuple(
            LogGroup(lines, lines[0].notice if len({line.notice.when for line in lines}) == 1 else None)
            for lines in groups
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The filters as they were asked for. month: its first day."""

    kind: str = ""
    severity: str = ""
    month: date | None = None
    words: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


def log_page(asked: Mapping[str, str] | None = None) -> LogPage:
    """The published notices of public articles that are asked for: `kind`, `severity`, `month` (2026-11), `q` (words),
    and `before` or `after` a place in the log. A fixed number of queries."""
    parameters = dict(asked or {})
    tallies = MonthTally.objects.filter(listed__gt=0).values("month").order_by("-month")
    months = dict(tallies.annotate(notices=Sum("listed")).values_list("month", "notices"))
    try:
        filters = _read(parameters)
        page = turn(parameters, _entries(filters), lambda entry: str(entry.place), whole_number, filters.parameters)
    except Unreadable as error:
        return LogPage((), house(), **_choices(_Asked(), months), refusal=str(error))
    return LogPage(
        _lines([entry.note_id for entry in page.rows]),
        house(),
        page.older_href,
        page.newer_href,
        **_choices(filters, months),
        query=filters.words,
        filters=_in_force(filters),
    )


def month_text(month: date) -> str:
    """November 2026"""
    return date_format(month, "YEAR_MONTH_FORMAT")


def month_label() -> str:
    """What a choice or a column of months is called: months begin in UTC, whatever the house's clock says."""
    return _("Month") if str(house_style().zone) in _UTC else _("Month (UTC)")


def _read(parameters: dict[str, str]) -> _Asked:
    """The filters that an address asks for; an empty one is none. Raises Unreadable."""
    given = {name: parameters.get(name, "").strip() for name in ("kind", "severity", "month", "q")}
    if given["kind"] and given["kind"] not in Kind.values:
        raise Unreadable(_("There is no such kind of notice."))
    if given["severity"] and given["severity"] not in Severity.values:
        raise Unreadable(_("There is no such severity."))
    words = " ".join(given["q"].replace("\0", " ").split())
    if len(words) > LONGEST_QUESTION:
        raise Unreadable(
            _("That is a long search: {most} characters are the most. Take the words that tell most.").format(
                most=LONGEST_QUESTION
            )
        )
    kept = {name: value for name, value in (given | {"q": words}).items() if value}
    return _Asked(given["kind"], given["severity"], _month(given["month"]), words, kept)


def _month(text: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007 - a month has no zone
    except ValueError as error:
        raise Unreadable(_("There is no such month. Write it as 2026-11.")) from error


def _entries(asked: _Asked) -> Callable[[int | None, int | None, bool], QuerySet[LogEntry]]:
    """What `turn` fetches: the entries of the log between two places that pass the filters."""
    chosen = {name: value for name, value in (("kind", asked.kind), ("severity", asked.severity)) if value}

    def fetch(above: int | None, below: int | None, newest: bool) -> QuerySet[LogEntry]:
        if asked.month is not None:
            begins, ends = _bounds(asked.month)
            above = max(begins - 1, above or 0)
            below = min(ends, below if below is not None else ends)
        return LogEntry.objects.part(asked.words, above, below, newest=newest).filter(**chosen)

    return fetch


def _bounds(month: date) -> tuple[int, int]:
    begins = datetime(month.year, month.month, 1, tzinfo=UTC)
    last = month.year == 9999 and month.month == 12
    ends = begins if last else begins.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return max(place_at(begins), 0), max(place_at(ends), 0)


def _lines(notes: Collection[int]) -> tuple[LogLine, ...]:
    """The lines of notes, told by their ids, in this order."""
    found = (
        CorrectionNote.objects.select_related("article", "amends")
        .prefetch_related("sources", "amended_by")
        .in_bulk(notes)
    )
    shown = [found[pk] for pk in notes]
    quiet = silenced({note.article_id for note in shown})
    return tuple(_line(note, quiet.get(note.pk)) for note in shown)


def _line(note: CorrectionNote, silenced_by: int | None) -> LogLine:
    title = note.article.title
    amended_by = next((other.number for other in note.amended_by.all() if other.is_published), None)
    return LogLine(
        notice(note, amended_by=amended_by, silenced_by=silenced_by),
        title,
        language_of(title, note.article.language) or note.article.language,
        reverse("article", args=[note.article.slug]),
        notice_href(note, note.article.slug),
    )


def _choices(asked: _Asked, months: dict[date, int]) -> dict[str, Any]:
    """What the form offers, with what is chosen, and the number of all notices."""
    years: dict[int, list[Option]] = {}
    for month in months:
        years.setdefault(month.year, []).append(Option(f"{month:%Y-%m}", month_text(month), month == asked.month))
    return {
        "kinds": tuple(Option(kind, kind.label, kind == asked.kind) for kind in Kind),
        "severities": tuple(Option(one, str(one.label), one == asked.severity) for one in reversed(Severity)),
        "month_label": month_label(),
        "years": tuple((year, tuple(options)) for year, options in years.items()),
        "in_all": sum(months.values()),
        "in_all_text": number_format(sum(months.values()), force_grouping=True),
    }


def _in_force(asked: _Asked) -> tuple[InForce, ...]:
    told = {}
    if asked.kind:
        told["kind"] = (Kind(asked.kind).label, _("Clear the kind"))
    if asked.severity:
        told["severity"] = (str(Severity(asked.severity).label), _("Clear the severity"))
    if asked.month:
        told["month"] = (month_text(asked.month), _("Clear the month"))
    if asked.words:
        told["q"] = (_("Containing “{words}”").format(words=asked.words), _("Clear the search"))
    return tuple(InForce(words, without, _without(asked, name)) for name, (words, without) in told.items())


def _without(asked: _Asked, name: str) -> str:
    rest = urlencode({key: value for key, value in asked.parameters.items() if key != name})
    return f"{reverse('log')}?{rest}" if rest else reverse("log")
