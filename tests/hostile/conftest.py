"""Whatever is attacked here, other articles and other notes are there too, and must stay as they are."""

import pytest
from django.test import Client

from corrections.models import (
    Article,
    ArticleWords,
    CorrectionNote,
    LedgerEntry,
    LogEntry,
    NoteEvent,
    Proposal,
    Rendering,
    Revision,
    Source,
    Span,
)

TABLES = (
    Article,
    ArticleWords,
    CorrectionNote,
    LedgerEntry,
    LogEntry,
    NoteEvent,
    Proposal,
    Rendering,
    Revision,
    Source,
    Span,
)


@pytest.fixture(autouse=True)
def time_enough(settings):
    """How busy the machine is, is not what is tested here."""
    settings.RENDER_SECONDS = 90


@pytest.fixture
def others(elsewhere):
    return elsewhere


@pytest.fixture
def desk(editor):
    """A browser in which the editor is signed in. What fails in the server fails the test."""
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def counted():
    """A function: how many rows each table has."""
    return lambda: {model.__name__: model.objects.count() for model in TABLES}
