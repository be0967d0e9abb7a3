"""The addresses of the desk and of the readers' pages. They name things; no verbs."""

from django.urls import path

urlpatterns = [path("articles/<slug:slug>/", lambda request, slug: None, name="article")]
