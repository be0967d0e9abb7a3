"""The log of all notices as it is kept: one narrow row a notice, in the order of time, with its words and its tallies.

It repeats what the notes say, so that a page of it, a search and the figures cost the same among a thousand notices and
among a hundred thousand. `keep_log` writes it anew for an article whenever readers see a change of it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, timedelta

from django.apps.registry import Apps
from django.db import connection, models, transaction
from django.db.models import Q

from corrections.models.article import Article
from corrections.models.note import CorrectionNote, silenced
from corrections.models.public_state import PublicState
from corrections.models.title import title_of
from corrections.models.vocabulary import Kind
from corrections.text import is_beginning, phrases, terms, text_of

_BATCH = 200  # articles whose rows are made at once
_SLOTS = 22  # bits of a place for notices of one millisecond: four million
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEARCH_TABLE = "corrections_logwords"  # SQLite's, made in migration 0004; PostgreSQL has an index

# What puts an error right. An update, an editor's note and a review tell of something else.
SET_RIGHT = frozenset((Kind.CORRECTION, Kind.CLARIFICATION, Kind.RETRACTION, Kind.REMOVAL))


def place_at(at: datetime) -> int:
    """The lowest place in the log of what is published at a moment; a later moment has higher ones."""
    return (at - _EPOCH) // timedelta(milliseconds=1) << _SLOTS


class LogEntryQuerySet(models.QuerySet["LogEntry"]):
    def part(
        self, words: str = "", above: int | None = None, below: int | None = None, *, newest: bool = True
    ) -> models.QuerySet["LogEntry"]:
        """The entries that have each of these words, between two places (exclusive); the newest or the oldest first.

        A word of three letters or more is also the beginning of longer ones. Words that are mere punctuation find
        nothing.
        """
        within = Q() if above is None else Q(place__gt=above)
        within &= Q() if below is None else Q(place__lt=below)
        found = self.filter(within).order_by("-place" if newest else "place")
        if not words.strip():
            return found
        asked = phrases(words)
        if not asked:
            return self.none()
        return _searched_on[connection.vendor](found, asked, above, below, newest)


_Search = Callable[[LogEntryQuerySet, list[tuple[str, ...]], int | None, int | None, bool], models.QuerySet["LogEntry"]]


def _search_sqlite(
    found: LogEntryQuerySet, asked: list[tuple[str, ...]], above: int | None, below: int | None, newest: bool
) -> models.QuerySet["LogEntry"]:
    # A join in the order of the full-text index, which so stops as soon as there is a page's worth.
    where = [f"{_SEARCH_TABLE} MATCH %s", f"{_SEARCH_TABLE}.rowid = corrections_logentry.place"]
    match = " ".join(f'"{" ".join(phrase)}"{"*" if is_beginning(phrase[-1]) else ""}' for phrase in asked)
    bounds = [(f"{_SEARCH_TABLE}.rowid {sign} %s", at) for sign, at in ((">", above), ("<", below)) if at is not None]
    return found.extra(  # noqa: S610 - the SQL is all ours; what was asked is a parameter
        tables=[_SEARCH_TABLE],
        where=[*where, *(sql for sql, _ in bounds)],
        params=[match, *(at for _, at in bounds)],
        order_by=[f"{'-' if newest else ''}{_SEARCH_TABLE}.rowid"],
    )


def _search_postgresql(
    found: LogEntryQuerySet, asked: list[tuple[str, ...]], *_: object
) -> models.QuerySet["LogEntry"]:
    # As written in migration 0004, so that its index is used.
    match = " & ".join(
        " <-> ".join(f"'{term}'" for term in phrase) + (":*" if is_beginning(phrase[-1]) else "") for phrase in asked
    )
    return found.extra(
        where=["to_tsvector('simple', corrections_logentry.words) @@ to_tsquery('simple', %s)"], params=[match]
    )


_searched_on: dict[str, _Search] = {"sqlite": _search_sqlite, "postgresql": _search_postgresql}


class LogEntry(models.Model):
    """A published notice of a public article.

    counted_on, days: of a notice that holds today, when the first of its chain of amendments was published, and how
    long that was after the article, where it puts an error right.
    """

    # The order of the log is the order of the table itself, so it is read in a row, from any place.
    place = models.BigAutoField(
        primary_key=True, help_text="Milliseconds since 1970 and a number within, the first notice having the highest."
    )
    note = models.OneToOneField("corrections.CorrectionNote", on_delete=models.CASCADE, related_name="log_entry")
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=20)
    words = models.TextField(help_text="The terms of the article's title and of the wording, as readers get them.")
    counted_on = models.DateField(null=True)
    days = models.PositiveIntegerField(null=True)

    objects = LogEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-place"]
        indexes = [
            models.Index(fields=["kind", "place"], name="log_by_kind"),
            models.Index(fields=["severity", "place"], name="log_by_severity"),
            models.Index(fields=["kind", "severity", "place"], name="log_by_kind_and_severity"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place}"

    @property
    def published_on(self) -> date:
        """The day of publication, UTC."""
        return (_EPOCH + timedelta(milliseconds=self.place >> _SLOTS)).date()


class MonthTally(models.Model):
    """How many notices of a kind and a severity a month has. month: its first day, UTC.

    listed: all that were published in it. counted: those that hold today, whose chain of amendments began in it.
    """

    month = models.DateField()
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=20)
    listed = models.PositiveIntegerField(default=0)
    counted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "kind", "severity"], name="tally_is_one_a_month_kind_and_severity")
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.kind} {self.severity}: {self.listed}, {self.counted}"


class DelayTally(models.Model):
    """How many errors were put right so many days after their article was published."""

    days = models.PositiveIntegerField(unique=True)
    counted = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.days} days: {self.counted}"


def keep_log(articles: Collection[int]) -> None:
    """Write the log of some articles, told by their ids, as their published notes are now, with the tallies.

    To be called in the transaction that changes what readers see, with the public state taken, so that nobody else
    counts at the same time.
    """
    wanted = {note_id: entry for entry in _entries(articles) for note_id in [entry.note_id]}
    kept = {entry.note_id: entry for entry in LogEntry.objects.filter(note__article__in=articles)}
    before = list(kept.values())
    changed, new = [], []
    for note_id, entry in wanted.items():
        if note_id not in kept:
            new.append(entry)
            continue
        entry.place = kept[note_id].place
        if _told(entry) != _told(kept[note_id]):
            changed.append(entry)
    _give_places(new)
    LogEntry.objects.bulk_create(new)
    LogEntry.objects.bulk_update(changed, ["words", "counted_on", "days"], batch_size=100)
    _tally(before, wanted.values())


def fill_log(apps: Apps | None = None, **signal: object) -> None:
    """Write the titles and the log of articles that have none yet, as in a database from before they were kept.

    Done after each migration, and begun again where it was broken off. apps: the models as the migrations left them;
    nothing is done where the log is not among them.
    """
    if apps is not None and "logentry" not in apps.all_models["corrections"]:
        return
    with transaction.atomic():
        untitled = Article.objects.filter(title="", revisions__isnull=False).distinct()
        for article in untitled.iterator(_BATCH):
            article.title = title_of(article)
            article.save(update_fields=["title"])
        unlisted = CorrectionNote.objects.published().filter(log_entry__isnull=True)
        articles = list(Article.objects.published().filter(notes__in=unlisted).distinct().values_list("pk", flat=True))
        if articles:
            PublicState.next()
        for at in range(0, len(articles), _BATCH):
            keep_log(articles[at : at + _BATCH])


def _entries(articles: Collection[int]) -> Iterable[LogEntry]:
    """What the log says of each published note of these articles, as far as they are public; without places."""
    notes = {
        note.pk: note
        for note in CorrectionNote.objects.published()
        .filter(article__in=articles, article__published_at__isnull=False)
        .select_related("article")
        .order_by("published_at", "article_id", "number")
    }
    quiet = silenced(articles)
    amended = {note.amends_id for note in notes.values()}
    for note in notes.values():
        entry = LogEntry(note=note, kind=note.kind, severity=note.severity)
        wording = "" if note.pk in quiet else text_of(note.wording_html)
        entry.words = " ".join(terms(f"{note.article.title} {wording}"))
        if note.pk not in amended:
            first = note
            while first.amends_id is not None:
                first = notes[first.amends_id]
            entry.counted_on = first.publication.astimezone(UTC).date()
            if note.kind in SET_RIGHT:
                shown = note.article.dated or note.article.publication.astimezone(UTC).date()
                entry.days = max(0, (entry.counted_on - shown).days)
        yield entry


def _told(entry: LogEntry) -> tuple[str, date | None, int | None]:
    return entry.words, entry.counted_on, entry.days


def _give_places(entries: Iterable[LogEntry]) -> None:
    """Places for new entries, in the order of their publication; within one moment the first has the highest."""
    lowest: dict[int, int] = {}
    for entry in entries:
        begins = place_at(entry.note.publication)
        if begins not in lowest:
            taken = LogEntry.objects.filter(place__gte=begins, place__lt=begins + (1 << _SLOTS)).order_by("place")
            lowest[begins] = taken.values_list("place", flat=True).first() or begins + (1 << _SLOTS)
        entry.place = lowest[begins] = lowest[begins] - 1


def _tally(before: Iterable[LogEntry], after: Iterable[LogEntry]) -> None:
    """Bring the tallies from what entries said before to what they say now; four queries at most."""
    months: Counter[tuple[date, str, str, str]] = Counter()
    delays: Counter[int] = Counter()
    for entries, sign in ((before, -1), (after, 1)):
        for entry in entries:
            months[entry.published_on.replace(day=1), entry.kind, entry.severity, "listed"] += sign
            if entry.counted_on is not None:
                months[entry.counted_on.replace(day=1), entry.kind, entry.severity, "counted"] += sign
            if entry.days is not None:
                delays[entry.days] += sign
    _add_to_months({key: by for key, by in months.items() if by})
    _add_to_delays({days: by for days, by in delays.items() if by})


def _add_to_months(changes: dict[tuple[date, str, str, str], int]) -> None:
    if not changes:
        return
    known = MonthTally.objects.filter(month__in={month for month, *_ in changes})
    rows = {(row.month, row.kind, row.severity): row for row in known}
    touched = {}
    for (month, kind, severity, name), by in changes.items():
        row = rows.setdefault((month, kind, severity), MonthTally(month=month, kind=kind, severity=severity))
        setattr(row, name, getattr(row, name) + by)
        touched[month, kind, severity] = row
    MonthTally.objects.bulk_create(
        [MonthTally(month=m, kind=k, severity=s, listed=row.listed, counted=row.counted)
         for (m, k, s), row in touched.items()],
        update_conflicts=True,
        unique_fields=["month", "kind", "severity"],
        update_fields=["listed", "counted"],
    )  # fmt: skip


def _add_to_delays(changes: dict[int, int]) -> None:
    if not changes:
        return
    known = dict(DelayTally.objects.filter(days__in=changes).values_list("days", "counted"))
    DelayTally.objects.bulk_create(
        [DelayTally(days=days, counted=known.get(days, 0) + by) for days, by in changes.items()],
        update_conflicts=True,
        unique_fields=["days"],
        update_fields=["counted"],
    )
