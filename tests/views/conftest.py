"""Whatever is tested here, other articles and other notes are there too, and must stay as they are."""

import pytest


@pytest.fixture(autouse=True)
def others(elsewhere):
    return elsewhere


@pytest.fixture
def desk(client, editor):
    """A browser in which the editor is signed in."""
    client.force_login(editor)
    return client
