"""Django's admin: what is kept, to be looked at; only accounts can be changed there."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from corrections.actions.accounts import DESK
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


admin.site.unregister(User)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts and their groups. Who is no superuser makes none, and changes none; nobody changes the built-in account,
    which nobody signs in with."""

    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("groups", "is_active", "is_superuser")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=_("roles"))
    def roles(self, account: User) -> str:
        if account.is_superuser:
            return str(_("superuser"))
        return ", ".join(group.name for group in account.groups.all())

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        # A form has the fields that are shown, and no others that somebody may send.
        if obj is None or request.user.is_superuser:
            return super().get_fieldsets(request, obj)
        return (
            (None, {"fields": ("username", "password")}),
            (_("Who it is"), {"fields": ("first_name", "last_name", "email")}),
            (_("What it may do"), {"fields": ("is_active", "groups")}),
        )

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_theirs_to_keep(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._is_theirs_to_keep(request, obj)

    def _is_theirs_to_keep(self, request: HttpRequest, account: User | None) -> bool:
        if account is None:
            return True
        return account.username != DESK and (request.user.is_superuser or not account.is_superuser)
