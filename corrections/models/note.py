"""Correction notes: what was wrong, what is right, how it is worded, and how far each has come."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from corrections.models.event import NoteEvent
from corrections.models.roles import PUBLISH
from corrections.models.safe_html import SafeHtmlField
from corrections.models.vocabulary import ErrorType, EventState, Kind, Place, Severity, Status
from corrections.text import SafeHtml, render_inline


class CorrectionNoteQuerySet(models.QuerySet["CorrectionNote"]):
    def drafts(self) -> "CorrectionNoteQuerySet":
        """All that is not published yet, submitted and returned notes too."""
        return self.exclude(status=Status.PUBLISHED)

    def waiting(self) -> "CorrectionNoteQuerySet":
        """The submitted notes, what waits longest first; adds `submitted_at`."""
        steps = NoteEvent.objects
        submissions = steps.filter(note=OuterRef("pk"), state=EventState.SUBMITTED).order_by("-pk")
        waiting = self.filter(status=Status.SUBMITTED).annotate(submitted_at=Subquery(submissions.values("at")[:1]))
        return waiting.order_by("submitted_at", "pk")

    def returned_to(self, user: User) -> "CorrectionNoteQuerySet":
        """The notes that came back to whoever wrote or submitted them, until they are submitted again; the oldest
        return first. Adds `returned_at`."""
        steps = NoteEvent.objects.filter(note=OuterRef("pk"))
        last = steps.exclude(state=EventState.DRAFTED).order_by("-pk")
        own = steps.filter(state=EventState.SUBMITTED, by=user)
        unpublished = self.filter(status__in=(Status.DRAFT, Status.RETURNED))
        found = unpublished.annotate(
            last_step=Subquery(last.values("state")[:1]), returned_at=Subquery(last.values("at")[:1])
        )
        return found.filter(Q(author=user) | Exists(own), last_step=EventState.RETURNED).order_by("returned_at", "pk")

    def published(self) -> "CorrectionNoteQuerySet":
        """The ledger: whatever was published, amended since or not."""
        return self.filter(status=Status.PUBLISHED)

    def effective(self) -> "CorrectionNoteQuerySet":
        """The published notes that hold today: the newest of each chain of amendments."""
        amendment = CorrectionNote.objects.filter(amends=OuterRef("pk"), status=Status.PUBLISHED)
        return self.published().filter(~Exists(amendment))

    def superseded(self) -> "CorrectionNoteQuerySet":
        """The published notes that a published note amends."""
        amendment = CorrectionNote.objects.filter(amends=OuterRef("pk"), status=Status.PUBLISHED)
        return self.published().filter(Exists(amendment))


class CorrectionNote(models.Model):
    """A note on one or more spans of an article or, without spans, on the whole of it.

    Once published, the database refuses to change or delete it, its sources and its spans; a published note is set
    right by another that amends it. Sources and spans must therefore be in place before the status becomes published.
    """

    article = models.ForeignKey("corrections.Article", on_delete=models.PROTECT, related_name="notes")
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False, help_text="Its name in feeds, for good.")
    external_id = models.CharField(
        max_length=1000, blank=True, help_text="The `id` of the annotation that it was imported from."
    )
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Permanent, one series an article; given at publication."
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CORRECTION)
    severity = models.CharField(max_length=20, choices=Severity, default=Severity.STANDARD)
    error_type = models.CharField(
        max_length=30, choices=ErrorType, blank=True, help_text="For the newsroom's figures; readers never see it."
    )
    wording = models.TextField(
        blank=True,
        help_text="What readers will read, in inline Markdown. The label, the number and the date are added for you.",
    )
    wording_html = SafeHtmlField(
        default=SafeHtml(""), blank=True, editable=False, help_text="The wording as HTML; made on saving."
    )
    memo = models.TextField(blank=True, help_text="For the desk alone; never published.")
    status = models.CharField(max_length=20, choices=Status, default=Status.DRAFT)
    apology = models.BooleanField(default=False, help_text="Adds the house's words of regret.")
    confirmed_internally = models.BooleanField(default=False, help_text="The newsroom checked this itself.")
    reported_on = models.DateField(null=True, blank=True, help_text="The day on which the newsroom heard of the error.")
    withheld = models.BooleanField(
        default=False, help_text="The original words must not appear anywhere in public (libel, privacy)."
    )
    topic = models.CharField(
        max_length=200, blank=True, help_text="What the withheld words were about, told without repeating them."
    )
    amends = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="amended_by",
        null=True,
        blank=True,
        help_text="The published note that this one sets right.",
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Goes up with every change, so that two editors cannot overwrite each other unawares."
    )
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    published_at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionNoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        permissions = [
            ("draft_note", "Can draft notes and submit them"),
            ("publish_note", "Can review notes: publish and return them"),
            ("amend_note", "Can amend published notes"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    status=Status.PUBLISHED,
                    number__isnull=False,
                    published_at__isnull=False,
                    publisher__isnull=False,
                )
                | Q(
                    ~Q(status=Status.PUBLISHED),
                    number__isnull=True,
                    published_at__isnull=True,
                    publisher__isnull=True,
                ),
                name="note_published_knows_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | ~Q(wording=""),
                name="note_published_has_its_wording",
                violation_error_message="Write what readers shall read before you publish the note.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.REMOVAL) | Q(withheld=True),
                name="note_removal_is_withheld",
                violation_error_message="What is removed is withheld: its words may appear nowhere in public.",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="note_number_starts_at_one"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="note_kind_is_known"),
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="note_severity_is_known"),
            models.CheckConstraint(
                condition=Q(error_type__in=["", *ErrorType.values]), name="note_error_type_is_known"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="note_status_is_known"),
            models.UniqueConstraint(fields=["article", "number"], name="note_number_is_unique_in_its_article"),
            models.UniqueConstraint(
                fields=["article", "external_id"],
                condition=~Q(external_id=""),
                name="note_external_id_is_unique_in_its_article",
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=Q(status=Status.PUBLISHED),
                name="note_is_amended_once_published",
                violation_error_message="Another note amends this one already; amend that one instead.",
            ),
        ]
        indexes = [
            models.Index(fields=["published_at"], name="note_by_publication"),
            models.Index(fields=["status"], name="note_by_status"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} no. {self.number}" if self.number else f"{self.get_kind_display()}, draft"

    def save(self, **kwargs: Any) -> None:
        changed = kwargs.get("update_fields")
        if changed is None or "wording" in changed:
            self.wording_html = render_inline(self.wording)
            if changed is not None:
                kwargs["update_fields"] = {*changed, "wording_html"}
        super().save(**kwargs)

    @property
    def publication(self) -> datetime:
        """When it was published. Raises ValueError before that."""
        if self.published_at is None:
            raise ValueError(f"Note {self.pk} is not published.")
        return self.published_at

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    def goes_on_waiting(self, user: User) -> bool:
        """Whether a submitted note stays so when this account changes it: a standards editor polishes it, and whoever
        wrote or submitted it takes it back. One query at most."""
        if self.status != Status.SUBMITTED or user.pk == self.author_id or not user.has_perm(PUBLISH):
            return False
        submissions = self.events.filter(state=EventState.SUBMITTED).order_by("pk")
        return bool(user.pk != submissions.values_list("by", flat=True).last())

    def writers(self) -> set[int]:
        """The accounts that wrote it and that changed it last, by their ids. Its events are taken as prefetched."""
        changed = [(event.pk, event.by_id) for event in self.events.all() if event.state == EventState.DRAFTED]
        return {self.author_id, *(by for _, by in sorted(changed)[-1:])}

    def is_ready_for(self, user: User) -> bool:
        """Whether it may be ticked for publication already: it is submitted, or a draft that this user wrote.

        What another is still writing is not ready by one's own word. Its events are taken as prefetched.
        """
        is_own_draft = self.status == Status.DRAFT and user.pk in self.writers()
        return bool(self.status == Status.SUBMITTED or is_own_draft)

    @property
    def placement(self) -> Place:
        """Where its notice stands by kind and severity; a page may still have to move it, as when it has no span."""
        return Kind(self.kind).placement(Severity(self.severity))


def silenced(articles: Iterable[int]) -> dict[int, int]:
    """Notes whose wording may repeat what a later note of their chain withholds: their ids, with its number.

    One query, for any number of articles, which are told by their ids.
    """
    chain = {
        pk: (amends, withheld, number)
        for pk, amends, withheld, number in CorrectionNote.objects.published()
        .filter(article__in=articles)
        .values_list("pk", "amends_id", "withheld", "number")
    }
    found: dict[int, int] = {}
    for amends, withheld, number in chain.values():
        # What is withheld already was worded for readers by those who withheld it.
        while withheld and number is not None and amends is not None and not chain[amends][1]:
            found[amends] = number
            amends = chain[amends][0]
    return found
