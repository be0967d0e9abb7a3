"""Django's admin: what is kept, to be looked at; only accounts can be changed there."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from corrections.models import Article, CorrectionNote, NoteEvent, Revision, Source, Span


class ReadOnly:
    """Nothing is added, changed or deleted: the desk does that, and what is published stays."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class RevisionsInline(ReadOnly, admin.TabularInline):
    model = Revision
    fields = ("number", "title", "imported_at", "imported_by", "reason")
    show_change_link = True


class SourcesInline(ReadOnly, admin.TabularInline):
    model = Source
    fields = ("position", "title", "url")


class SpansInline(ReadOnly, admin.TabularInline):
    model = Span
    fields = ("revision", "field", "quote_exact", "replacement", "origin", "created_at", "created_by")


class EventsInline(ReadOnly, admin.TabularInline):
    model = NoteEvent
    fields = ("state", "by", "at", "remark")


@admin.register(Article)
class ArticleAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("slug", "language", "created_at", "published_at", "published_by")
    list_select_related = ("published_by",)
    search_fields = ("slug",)
    inlines = (RevisionsInline,)


@admin.register(Revision)
class RevisionAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("article", "number", "title", "imported_at", "imported_by")
    list_select_related = ("article", "imported_by")
    search_fields = ("article__slug", "title")


@admin.register(CorrectionNote)
class NoteAdmin(ReadOnly, admin.ModelAdmin):
    list_display = ("article", "number", "kind", "severity", "status", "author", "publisher", "published_at")
    list_select_related = ("article", "author", "publisher")
    list_filter = ("status", "kind", "severity", "error_type")
    search_fields = ("article__slug", "wording")
    inlines = (SourcesInline, SpansInline, EventsInline)
