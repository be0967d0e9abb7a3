"""Newsrooms in databases of their own, which a test may fill, kill, lock and restore."""

import os
import subprocess
import sys
from uuid import uuid4

import psycopg
import pytest
from django.db import connection

from tests.servers import PROJECT


@pytest.fixture(autouse=True)
def patience(settings):
    """No test here is about texts that take long, also on a machine that is busy."""
    settings.RENDER_SECONDS = 120


@pytest.fixture
def empty_database(tmp_path):
    """A function: a database that nothing is in yet, "sqlite" or "postgresql"; returns its DATABASE_URL."""
    made = []

    def empty_database(vendor):
        name = f"newsroom_{uuid4().hex[:12]}"
        if vendor == "sqlite":
            return f"sqlite:///{tmp_path / name}.sqlite3"
        url = os.environ.get("DATABASE_URL", "")
        if not url.startswith("postgres"):
            pytest.skip("DATABASE_URL names no PostgreSQL")
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        made.append((url, name))
        return url.rsplit("/", 1)[0] + f"/{name}"

    yield empty_database
    for url, name in made:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(url, *arguments, **more):
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, arguments)],
        cwd=PROJECT,
        env=os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "newsroom.settings", "RENDER_SECONDS": "120"},
        capture_output=True,
        text=True,
        **more,
    )


@pytest.fixture(scope="session")
def manage():
    """A function: runs a command of ours in a process of its own, on a database; returns what came of it."""
    return run


@pytest.fixture(scope="session")
def full(tmp_path_factory):
    """A newsroom in SQLite with the demonstration's articles, notes and accounts, and a text in two revisions; beside
    it its backup, `desk.gz`. Whoever changes it takes a copy."""
    folder = tmp_path_factory.mktemp("full")
    url = f"sqlite:///{folder / 'newsroom.sqlite3'}"
    assert run(url, "demo", "--no-server").returncode == 0
    text = folder / "harbour.md"
    for content in (
        "\ufeff---\ntitle: Häfen 港口 \U0001f6a2\r\n---\r\n\r\nBuilt in 1921.\r\n",
        "---\ntitle: Two\n---\n\nBuilt in 1921, they say.\n",
    ):
        text.write_bytes(content.encode())
        assert run(url, "import_article", text, "--publish").returncode == 0
    made = run(url, "backup", folder / "desk.gz")
    assert (made.returncode, made.stderr) == (0, f"All is in {folder / 'desk.gz'}.\n")
    return folder


@pytest.fixture
def vendor():
    """The database that the tests run on."""
    return connection.vendor
