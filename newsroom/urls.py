"""Addresses: the desk's and the readers' from `corrections`, and Django's admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("corrections.urls")),
]
handler400 = "corrections.views.unreadable.unreadable"
