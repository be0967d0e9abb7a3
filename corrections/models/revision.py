"""The exact texts of an article as they were imported, and what the renderer made of them."""

import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact
from django.utils import timezone

from corrections.models.safe_html import SafeHtmlField
from corrections.text import text_of, values_of


class RevisionQuerySet(models.QuerySet["Revision"]):
    def newest(self) -> "RevisionQuerySet":
        """The latest revision of each article."""
        later = Revision.objects.filter(article=OuterRef("article"), number__gt=OuterRef("number"))
        return self.filter(~Exists(later))


class Revision(models.Model):
    """One exact source text of an article. The database refuses to change or delete it; another follows it."""

    article = models.ForeignKey("corrections.Article", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(help_text="1 for the first text that was imported, then 2, 3, ...")
    source = models.TextField(
        help_text="The Markdown file as it came, front matter, byte order mark and line ends included."
    )
    sha256 = models.CharField(
        max_length=64, editable=False, help_text="Of the UTF-8 bytes of the source, in hexadecimal; made on saving."
    )
    title = models.CharField(
        max_length=500, blank=True, help_text="For lists: the front matter's title, else the first heading."
    )
    imported_at = models.DateTimeField(default=timezone.now)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500, blank=True, help_text="Why the text was imported again.")
    own_erratum = models.BooleanField(
        default=False,
        help_text="It ends in an erratum block that this desk exported, which readers get from the notes instead.",
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["article_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_is_unique_in_its_article"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revision_number_starts_at_one"),
            models.CheckConstraint(condition=Exact(Length("sha256"), 64), name="revision_sha256_has_64_digits"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.number} of article {self.article_id}"

    def save(self, **kwargs: Any) -> None:
        self.sha256 = hashlib.sha256(self.source.encode()).hexdigest()
        super().save(**kwargs)

    @property
    def own_keys(self) -> tuple[str, ...]:
        """The front-matter keys that this desk has written into the source, which are nobody's to correct."""
        if not self.own_erratum:
            return ()
        return (settings.FRONT_MATTER_CORRECTED, settings.FRONT_MATTER_CORRECTIONS)

    def has_written(self, field: str) -> bool:
        """Whether a field, by its path, lies in one of these keys."""
        return field.split(".")[0] in self.own_keys

    @property
    def rendering(self) -> "Rendering":
        """The newest rendering; the first is made on import, so that a page view renders nothing. One query."""
        return self.renderings.latest("made_at", "pk")


class Rendering(models.Model):
    """What one version of the renderer made of a revision. It can be made again from the source at any time."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="renderings")
    renderer = models.CharField(max_length=200, help_text="The renderer's version, as `corrections.text.RENDERER`.")
    html = SafeHtmlField(help_text="The body as sanitised HTML.")
    fields = models.JSONField(
        default=list, blank=True, help_text="The front matter's texts, in order: [[name, text], ...]."
    )
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["revision_id", "-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "renderer"], name="rendering_is_made_once_a_renderer"),
        ]

    def __str__(self) -> str:
        return f"Revision {self.revision_id} by {self.renderer}"

    def texts(self) -> dict[str, str]:
        """The rendered text of the body by "", each front-matter text by its path, and those of links and pictures by
        their fields; walked once."""
        if not hasattr(self, "_texts"):
            self._texts = {"": text_of(self.html), **dict(self.fields), **values_of(self.html)}
        return dict(self._texts)
