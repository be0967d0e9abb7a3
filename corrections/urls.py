"""Addresses of the readers' pages and of the desk."""

urlpatterns = []
