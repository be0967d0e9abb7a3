"""Addresses: the readers' and the desk's from `corrections`, and Django's admin."""

from django.contrib import admin
from django.urls import include, path

# Readers ask most, so what they ask for is looked for first.
urlpatterns = [
    path("", include("corrections.urls")),
    path("admin/", admin.site.urls),
]
handler400 = "corrections.views.unreadable.unreadable"
handler500 = "corrections.views.outage.failed"
