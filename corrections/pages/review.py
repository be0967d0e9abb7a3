"""Pages of the review: the queue of what waits, with what came back to oneself; submitting, and returning."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections.models import (
    PUBLISH,
    Article,
    CorrectionNote,
    EventState,
    Rendering,
    Revision,
    Span,
    Status,
    house_style,
)
from corrections.pages.desk import PublicationSheet, Stops, as_on, publication_sheet
from corrections.pages.excerpts import lines_seen
from corrections.pages.house import direction
from corrections.pages.notices import Notice, notice
from corrections.pages.steps import WITH_ACCOUNTS, Steps, name_in, steps_of
from corrections.pages.warnings import Caution, warnings_of
from corrections.telling import told
from corrections.text import SafeHtml

A_PAGE = 20  # each with the lines of its places, for which its article is read


@dataclass(frozen=True, slots=True)
class Waiting:
    """A note that waits for review, as readers will see it. seen: it, and its version, as the form sends them.

    since: when and by whom it was submitted. late: what makes it urgent. stops: why it cannot be published, or not by
    oneself.
    """

    notice: Notice
    lines: tuple[SafeHtml, ...]
    stops: tuple[str, ...]
    warnings: tuple[Caution, ...]
    steps: Steps
    since: str
    late: tuple[str, ...]
    seen: str
    ticked: bool
    title: str
    href: str
    public: bool
    language: str
    direction: str
    remark: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A note that came back to oneself."""

    notice: Notice
    steps: Steps
    title: str
    href: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """waiting: one page of the queue, `here` being its number. number: how many wait in all."""

    waiting: tuple[Waiting, ...]
    returned: tuple[Returned, ...]
    number: int
    here: int
    refusal: str = ""
    next_href: str | None = None
    previous_href: str | None = None


@dataclass(frozen=True, slots=True)
class ReturnPage:
    title: str
    slug: str
    notice: Notice
    steps: Steps
    remark: str
    refusal: str


@dataclass(frozen=True, slots=True)
class NextSteps:
    """What the signed-in editor can do next with an article's drafts.

    to_submit: how many are not submitted. may_publish: whether the sheet of publishing offers one. ready: how many come
    ticked there.
    """

    to_submit: int
    may_publish: bool
    ready: int


@dataclass(frozen=True, slots=True)
class CardReview:
    """waits: the draft is submitted. goes_on: it stays so when this editor saves it."""

    steps: Steps
    waits: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits for whoever is signed in: for review, where they publish; and what came back to them."""

    waiting: int
    returned: int


def counts_for(user: User) -> Counts:
    """For the desk's bar; two queries, of rows that an index finds."""
    notes = CorrectionNote.objects
    waiting = notes.filter(status=Status.SUBMITTED).count() if user.has_perm(PUBLISH) else 0
    return Counts(waiting, notes.returned_to(user).count())


def next_steps(article: Article, user: User, second_person: bool) -> NextSteps:
    """What can be done with the drafts of an article; two queries. second_person: whether one's own are not for oneself
    to publish."""
    drafts = list(article.notes.drafts().prefetch_related("events"))
    offered = [
        note
        for note in drafts
        if user.has_perm(PUBLISH) and note.status != Status.RETURNED
        if not (second_person and user.pk in note.writers())
    ]
    return NextSteps(
        sum(note.status != Status.SUBMITTED for note in drafts),
        bool(offered),
        sum(note.is_ready_for(user) for note in offered),
    )


def card_review(note: CorrectionNote | None, user: User) -> CardReview:
    """What the card says of the review of the draft that it is about; two queries, none without one."""
    if note is None or note.is_published:
        return CardReview(Steps())
    steps = steps_of(note.events.select_related("by"))
    waits = note.status == Status.SUBMITTED
    return CardReview(steps, waits, waits and note.goes_on_waiting(user))


def review_page(
    user: User,
    stops: Stops,
    number: str = "1",
    *,
    refusal: str = "",
    ticked: Collection[int] = (),
    returning: Mapping[int, tuple[str, str]] | None = None,
) -> ReviewPage:
    """The queue, what waits longest first, and what came back; a fixed number of queries.

    stops: says of a note and a revision why it cannot be published by this user. ticked: notes that were ticked, told
    by their primary keys. returning: for a note that was not returned the remark that was typed, and why it was not.
    """
    queue = (
        CorrectionNote.objects.waiting()
        .select_related("article", "amends")
        .prefetch_related("spans", "sources", WITH_ACCOUNTS)
    )
    page = Paginator(queue, A_PAGE).get_page(number)
    notes = list(page)
    shown = _Shown(notes)
    now = timezone.now()
    lines = tuple(_waiting(note, shown, stops, now, ticked, (returning or {}).get(note.pk, ("", ""))) for note in notes)
    back = (
        CorrectionNote.objects.returned_to(user)
        .select_related("article", "amends")
        .prefetch_related("spans", "sources", WITH_ACCOUNTS)
    )
    returned = tuple(
        Returned(notice(note, list(note.spans.all())), steps_of(note.events.all()), _title(note.article), _href(note))
        for note in back
    )
    return ReviewPage(
        lines,
        returned,
        page.paginator.count,
        page.number,
        refusal,
        f"?page={page.next_page_number()}" if page.has_next() else None,
        f"?page={page.previous_page_number()}" if page.has_previous() else None,
    )


def submission_sheet(
    article: Article, stops: Stops, user: User, refusal: str = "", only: int | None = None
) -> PublicationSheet:
    """The drafts that are not submitted yet, as readers will see them, one's own ticked; only the one with this primary
    key."""
    sheet = publication_sheet(article, stops, user, refusal)
    found = [
        replace(one, ticked=not one.stops and one.is_own)
        for one in sheet.notices
        if one.notice.status in (Status.DRAFT, Status.RETURNED)
    ]
    found.sort(key=lambda one: (not one.stops, not one.ticked))
    return replace(sheet, notices=tuple(one for one in found if only in (None, one.notice.pk)))


def return_page(note: CorrectionNote, remark: str = "", refusal: str = "") -> ReturnPage:
    """The note that a standards editor is about to give back."""
    steps = steps_of(note.events.select_related("by"))
    return ReturnPage(_title(note.article), note.article.slug, notice(note), steps, remark, refusal)


class _Shown:
    """What is needed to show notes of several articles: the latest revisions, their texts, and what holds in them."""

    def __init__(self, notes: Iterable[CorrectionNote]) -> None:
        articles = {note.article_id for note in notes}
        revisions = Revision.objects.newest().filter(article__in=articles).defer("source")
        self.revisions = {one.article_id: one for one in revisions}
        renderings = Rendering.objects.filter(revision__in=self.revisions.values()).order_by("made_at", "pk")
        self.texts = {one.revision_id: one.texts() for one in renderings}
        effective = CorrectionNote.objects.effective().filter(article__in=articles)
        self.published: dict[int, list[CorrectionNote]] = {}
        for note in effective:
            self.published.setdefault(note.article_id, []).append(note)
        self.spans: dict[int, list[Span]] = {}
        holding = [note.pk for own in self.published.values() for note in own]
        for span in Span.objects.filter(revision__in=self.revisions.values(), note__in=holding):
            self.spans.setdefault(span.revision_id, []).append(span)


def _waiting(
    note: CorrectionNote,
    shown: _Shown,
    stops: Stops,
    now: datetime,
    ticked: Collection[int],
    returning: tuple[str, str],
) -> Waiting:
    article = note.article
    revision = shown.revisions[article.pk]
    texts = shown.texts[revision.pk]
    own = [span for span in note.spans.all() if span.revision_id == revision.pk]
    others = [span for span in shown.spans.get(revision.pk, ()) if span.note_id != note.amends_id]
    why = tuple(map(told, stops(note, revision)))
    submission = max((one for one in note.events.all() if one.state == EventState.SUBMITTED), key=lambda one: one.pk)
    # Before the wording is filled in as on this day, which the warnings look at as it was typed.
    warned = warnings_of(note, texts, shown.published.get(article.pk, ()), article.dated)
    return Waiting(
        notice(as_on(note, timezone.localdate()), own),
        lines_seen(note, own, others, texts),
        why,
        warned,
        steps_of(note.events.all()),
        _("Waiting since %(when)s, submitted by %(name)s")
        % {"when": house_style().moment(submission.at), "name": name_in(submission)},
        _late(note, submission.at, now),
        f"{note.pk}-{note.version}",
        not why and note.pk in ticked,
        _title(article),
        _href(note),
        article.published_at is not None,
        article.language,
        direction(article.language),
        *returning,
    )


def _late(note: CorrectionNote, submitted_at: datetime, now: datetime) -> tuple[str, ...]:
    """How many days it waits, and how many the newsroom has known of the error."""
    found = []
    if days := (now - submitted_at).days:
        found.append(ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
    if note.reported_on and (days := (_today(now) - note.reported_on).days) > 0:
        told_so = ngettext("error reported %(days)s day ago", "error reported %(days)s days ago", days)
        found.append(told_so % {"days": days})
    return tuple(found)


def _today(now: datetime) -> date:
    return house_style().local(now).date()


def _title(article: Article) -> str:
    return article.title or article.slug


def _href(note: CorrectionNote) -> str:
    return f"{reverse('desk-article', args=[note.article.slug])}#note-{note.pk}"
