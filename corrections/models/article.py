"""Articles: pieces known by their slugs, with what lists of them show."""

import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone

from corrections.models.note import CorrectionNote
from corrections.models.revision import Revision
from corrections.models.span import Span
from corrections.models.vocabulary import Kind, Severity


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> "ArticleQuerySet":
        """The articles whose public page is published."""
        return self.filter(published_at__isnull=False)

    def with_latest(self) -> "ArticleQuerySet":
        """Adds `latest_number` (None without a revision) and `latest_title` (the slug when there is no title)."""
        latest = Revision.objects.filter(article=OuterRef("pk")).order_by("-number")
        return self.annotate(
            latest_number=Subquery(latest.values("number")[:1]),
            latest_title=Coalesce(
                NullIf(Subquery(latest.values("title")[:1]), Value("")), F("slug"), output_field=models.CharField()
            ),
        )

    def search(self, words: str) -> "ArticleQuerySet":
        """The articles that have each of these words in their slug or in their latest title, in any case.

        Without words, all of them. The annotations of `with_latest` come along.
        """
        found = self.with_latest()
        for word in words.replace("\0", " ").split():
            # As a pattern, since SQLite's LIKE knows upper and lower case in ASCII only.
            pattern = re.escape(word)
            found = found.filter(Q(slug__iregex=pattern) | Q(latest_title__iregex=pattern))
        return found

    def with_desk_counts(self) -> "ArticleQuerySet":
        """Adds `draft_count`, `published_count` (notes) and `lost_count` (spans, of notes that are not amended)."""
        notes = CorrectionNote.objects.filter(article=OuterRef("pk"))
        superseded = CorrectionNote.objects.superseded()
        lost = Span.objects.lost().filter(note__article=OuterRef("pk")).exclude(note__in=superseded)
        return self.annotate(
            draft_count=_counted(notes.drafts(), "article"),
            published_count=_counted(notes.published(), "article"),
            lost_count=_counted(lost, "note__article"),
        )

    def with_reader_counts(self) -> "ArticleQuerySet":
        """Adds `effective_count` and `serious_count` (notes that hold today) and `corrected_at` (None without any).

        Minor fixes do not count: readers find them in the log alone.
        """
        notes = CorrectionNote.objects.filter(article=OuterRef("pk")).exclude(kind=Kind.MINOR_FIX)
        last = notes.published().order_by().values("article").annotate(last=Max("published_at")).values("last")
        return self.annotate(
            effective_count=_counted(notes.effective(), "article"),
            serious_count=_counted(notes.effective().filter(severity=Severity.SERIOUS), "article"),
            corrected_at=Subquery(last),
        )


def _counted(rows: QuerySet[Any], article: str) -> Coalesce:
    # A subquery each: joins of several tables would multiply each other's rows.
    return Coalesce(Subquery(rows.order_by().values(article).annotate(count=Count("pk")).values("count")), 0)


class Article(models.Model):
    """One piece. Its texts are its revisions; its title is that of the latest."""

    slug = models.SlugField(max_length=200, unique=True, allow_unicode=True, help_text="Its name in addresses.")
    language = models.CharField(max_length=35, default="en", help_text="A language tag, such as en or zh-Hans.")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True, help_text="When its public page was published.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    title = models.CharField(
        max_length=500, blank=True, editable=False, help_text="As readers get it, put right by what is published."
    )
    dated = models.DateField(
        null=True, blank=True, help_text="The day that the latest revision gives itself in its front matter."
    )
    public_state = models.PositiveBigIntegerField(
        default=0, editable=False, help_text="The number of the last change that readers could see, as in PublicState."
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        permissions = [("import_article", "Can import articles and their revisions")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="article_published_knows_by_whom",
            ),
            models.CheckConstraint(condition=~Q(slug=""), name="article_has_a_slug"),
            models.CheckConstraint(condition=~Q(language=""), name="article_has_a_language"),
        ]
        indexes = [models.Index(fields=["published_at"], name="article_by_publication")]

    def __str__(self) -> str:
        return self.slug

    @property
    def publication(self) -> datetime:
        """When its public page was published. Raises ValueError before that."""
        if self.published_at is None:
            raise ValueError(f"The page of {self.slug} is not published.")
        return self.published_at

    @property
    def latest_revision(self) -> Revision:
        """The revision with the highest number. One query, none after a prefetch.

        Raises Revision.DoesNotExist before the first import, which nobody sees: an article comes with its first text.
        """
        if "revisions" in getattr(self, "_prefetched_objects_cache", {}) and (known := self.revisions.all()):
            return max(known, key=lambda revision: revision.number)
        return self.revisions.latest("number")

    def lock(self) -> "Article":
        """Keeps other writers of this article waiting until the transaction ends; returns the article as it is now.

        PostgreSQL locks the row. SQLite has one writer at a time: a transaction begun IMMEDIATE is the lock. Raises
        TransactionManagementError outside a transaction and Article.DoesNotExist when it was deleted meanwhile.
        """
        if not transaction.get_connection(self._state.db).in_atomic_block:
            raise transaction.TransactionManagementError("An article can be locked only inside a transaction.")
        return Article.objects.using(self._state.db).select_for_update(no_key=True).get(pk=self.pk)

    def next_number(self) -> int:
        """The number for the next note to be published; locks the article, so that nobody else is given it."""
        self.lock()
        return (self.notes.aggregate(highest=Max("number"))["highest"] or 0) + 1

    def next_revision_number(self) -> int:
        """The number for the next revision; locks the article, so that nobody else is given it."""
        self.lock()
        return (self.revisions.aggregate(highest=Max("number"))["highest"] or 0) + 1
