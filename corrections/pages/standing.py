"""How an article stands at the desk, as a short token, and what has happened since an earlier one."""

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Aggregate, Count, Max, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.models import CHANGED, Article, CorrectionNote, EventState, NoteEvent, Origin, Revision, Span

MOST = 3  # sentences; whoever was away for long looks at the article itself


@dataclass(frozen=True, slots=True)
class Standing:
    """Numbers of which one at least is another after whatever changes the desk's page of an article."""

    revision: int
    is_public: int
    notes: int
    versions: int
    newest_note: int
    newest_event: int
    spans: int
    newest_span: int

    def __str__(self) -> str:
        return ".".join(str(int(number)) for number in astuple(self))


def standing_of(article: Article) -> Standing:
    """How an article stands; one query."""
    notes, events, spans = (
        model.objects.filter(**{path: OuterRef("pk")}).order_by().values(path)
        for model, path in ((CorrectionNote, "article"), (NoteEvent, "note__article"), (Span, "note__article"))
    )
    found = Article.objects.filter(pk=article.pk).values_list(
        "published_at",
        _one(Revision.objects.filter(article=OuterRef("pk")).order_by().values("article"), Max("number")),
        _one(notes, Count("pk")),
        _one(notes, Sum("version")),
        _one(notes, Max("pk")),
        _one(events, Max("pk")),
        _one(spans, Count("pk")),
        _one(spans, Max("pk")),
    )
    published_at, revision, *counts = found.get()
    return Standing(revision or 0, int(published_at is not None), *(count or 0 for count in counts))


def standing_from(token: str) -> Standing | None:
    """The standing that a token tells; None where it is none."""
    numbers = token.split(".")
    if len(numbers) != len(fields(Standing)) or not all(one.isascii() and one.isdigit() for one in numbers):
        return None
    if max(map(len, numbers)) > 18:  # digits; no database counts further
        return None
    return Standing(*map(int, numbers))


def news(article: Article, was: Standing, now: Standing, account: User) -> tuple[str, ...]:
    """What has happened in between, in sentences for an account; five queries at most."""
    told = []
    events = list(
        NoteEvent.objects.filter(note__article=article, pk__gt=was.newest_event)
        .select_related("note", "by")
        .order_by("pk")[:100]
    )
    for by, published in _by_whom(events, EventState.PUBLISHED, account):
        numbers = [str(event.note.number) for event in published]
        one = _("%(who)s published no. %(number)s.")
        many = ngettext("%(who)s published %(count)s note.", "%(who)s published %(count)s notes.", len(numbers))
        told.append((one if len(numbers) == 1 else many) % {"who": by, "number": numbers[0], "count": len(numbers)})
    for state, says in (
        (EventState.DRAFTED, _("%(who)s saved a draft.")),
        (CHANGED, _("%(who)s changed a draft.")),
        (EventState.SUBMITTED, _("%(who)s submitted a draft.")),
        (EventState.RETURNED, _("%(who)s returned a draft.")),
    ):
        told += [says % {"who": by} for by, _of_theirs in _by_whom(events, state, account)]
    if now.revision == was.revision and now.newest_span > was.newest_span:
        told += _of_places(article, was, {event.note_id for event in events}, account)
    if now.is_public > was.is_public:
        told.append(_("The page is public now."))
    made = article.notes.filter(pk__gt=was.newest_note).count() if now.newest_note > was.newest_note else 0
    if (deleted := was.notes + made - now.notes) > 0:
        told.append(ngettext("A draft was deleted.", "%(count)s drafts were deleted.", deleted) % {"count": deleted})
    if not told and now != was:
        told.append(_("A draft was changed.") if now.versions != was.versions else _("The notes were changed."))
    return tuple(told[:MOST])


def name_of(account: User, me: User) -> str:
    """What an account is called to another, or to itself in another tab."""
    return _("You") if account == me else account.get_username()


def _of_places(article: Article, was: Standing, told_of: Iterable[int], account: User) -> list[str]:
    """Every save writes a draft's places anew, and so tells who saved it."""
    spans = (
        Span.objects.filter(note__article=article, pk__gt=was.newest_span)
        .exclude(note__in=told_of)
        .select_related("created_by")
        .order_by("pk")[:100]
    )
    says = {
        (_("%(who)s placed a note.") if span.origin == Origin.PLACED else _("%(who)s changed a draft."))
        % {"who": name_of(span.created_by, account)}: None
        for span in spans
    }
    return list(says)


def _by_whom(events: list[NoteEvent], state: str, account: User) -> list[tuple[str, list[NoteEvent]]]:
    found: dict[str, list[NoteEvent]] = {}
    for event in events:
        happened = CHANGED if event.state == EventState.DRAFTED and event.remark == CHANGED else event.state
        if happened == state:
            found.setdefault(name_of(event.by, account), []).append(event)
    return list(found.items())


def _one(rows: QuerySet[Any], aggregate: Aggregate) -> Subquery:
    return Subquery(rows.annotate(found=aggregate).values("found"))
