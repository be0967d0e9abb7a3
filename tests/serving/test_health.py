"""/healthz says whether this server can work."""

import json
import socket

import pytest
from django.test import Client

PROBE = """
import json, os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import newsroom.wsgi
from django.test import Client
client = Client(raise_request_exception=False)
told = []
for address in json.loads(sys.argv[1] if sys.argv[1:] else os.environ["ASKED"]):
    begun = time.monotonic()
    answer = client.get(address, headers={"host": "127.0.0.1"})
    told.append([answer.status_code, answer.content.decode(), dict(answer.headers), time.monotonic() - begun])
print(json.dumps(told))
"""
FORGET = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
import django
django.setup()
from django.db import connection
connection.cursor().execute("DELETE FROM django_migrations WHERE app = 'corrections' AND name = '0003_public_state'")
"""
NOT_READY = "The database is not ready for this version. Run `manage.py migrate` first.\n"
PAGES = [
    "/",
    "/corrections/",
    "/articles/storm/",
    "/articles/storm.md",
    "/sitemap.xml",
    "/desk/",
    "/sign-in/",
    "/admin/",
]


@pytest.fixture
def asked(python):
    """A function: what a server with this database answers at these addresses, and what it writes."""

    def asked(*addresses, database):
        process = python(PROBE, DEMO="1", SECRET_KEY="s", DATABASE_URL=database, ASKED=json.dumps(addresses))
        assert process.returncode == 0, process.stderr
        return json.loads(process.stdout), process.stderr

    return asked


@pytest.mark.django_db
def test_it_is_well_under_any_name_and_without_a_cookie(log):
    client = Client()
    response = client.get("/healthz", headers={"Host": "10.0.0.7:8000"})
    assert (response.status_code, response.content, dict(response.cookies)) == (200, b"ok\n", {})
    assert response.headers["Cache-Control"] == "no-store"
    assert client.head("/healthz").status_code == 200
    assert log() == []


@pytest.mark.django_db
def test_it_is_well_over_plain_http_where_all_else_is_sent_on(settings, client):
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/").status_code == 301


@pytest.mark.django_db
def test_it_is_asked_and_told_nothing(client):
    response = client.post("/healthz")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.django_db
def test_it_asks_over_a_connection_of_its_own(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").status_code == 200


def test_it_notices_a_migration_that_is_missing(asked, python, new_database):
    database = new_database()
    ((status, _, _, _),), _ = asked("/healthz", database=database)
    assert status == 200
    assert python(FORGET, DEMO="1", SECRET_KEY="s", DATABASE_URL=database).returncode == 0
    ((status, told, _, _),), _ = asked("/healthz", database=database)
    assert (status, told) == (503, NOT_READY)


def test_a_server_without_its_tables_answers_503_with_a_sentence(asked, tmp_path):
    answers, _ = asked("/healthz", *PAGES, database=f"sqlite:///{tmp_path / 'new.sqlite3'}")
    (status, told, headers, _), *pages = answers
    assert "Example News" in pages[0][1]
    assert (status, told) == (503, NOT_READY)
    statuses = {page: answer[0] for page, answer in zip(PAGES, pages, strict=True)}
    # Whoever is not signed in is sent to sign in, without a look at the database.
    sent_on = {"/desk/": 302, "/admin/": 302, "/sign-in/": 200}
    assert statuses == dict.fromkeys(PAGES, 503) | sent_on
    for page, (status, told, headers, _) in zip(PAGES, pages, strict=True):
        if status == 503:
            # Whoever reads is not told what is wrong behind the counter.
            assert ("Closed for a moment" in told, "database" in told) == (True, False), page
            assert (headers["Retry-After"], headers["Cache-Control"]) == ("10", "no-store")
            assert headers["X-Request-ID"] in told


@pytest.mark.parametrize(
    "database", ["postgres://desk@127.0.0.1:1/desk", "sqlite:////proc/no-such-folder/corrigenda.sqlite3"]
)
def test_a_server_whose_database_is_away_answers_503_with_a_sentence(asked, database):
    answers, _ = asked("/healthz", "/", database=database)
    assert [answer[0] for answer in answers] == [503, 503]
    assert answers[0][1] == "The database does not answer. Check DATABASE_URL, and that the database is running.\n"
    assert "Closed for a moment" in answers[1][1]


def test_a_database_that_is_silent_is_not_waited_for(asked):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        database = f"postgres://desk@127.0.0.1:{silent.getsockname()[1]}/desk"
        ((status, _, _, seconds),), _ = asked("/healthz", database=database)
    assert status == 503
    assert seconds < 30  # two seconds of patience, on a machine that may be busy


# What a database that is not ready means for commands

COMMANDS = """
import io, json, os, sys
from contextlib import redirect_stderr, redirect_stdout
from newsroom.command_line import run
told = {}
for command, *arguments in json.loads(os.environ["ASKED"]):
    out, err, status = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            run(["manage.py", command, *arguments])
        except SystemExit as end:
            status = end.code
    told[command] = [status, out.getvalue(), err.getvalue()]
print(json.dumps(told))
"""
# Each of our commands, called so that it must look at the database; None: it makes the tables itself, or needs none.
CALLS = {
    "makemessages": None,
    "restore": None,
    "backup": None,
    "demo": None,
    "export_article": ["storm"],
    "generate_archive": ["--into", "new.sqlite3", "--articles", "1", "--notices", "0"],
    "import_article": ["README.md"],
    "import_corrections": ["storm", "README.md"],
    "verify_export": None,
    "verify_ledger": [],
}


def test_every_command_is_called_here():
    from django.core.management import get_commands

    ours = {name for name, app in get_commands().items() if app == "corrections"}
    assert ours == set(CALLS)


def test_a_command_before_the_tables_says_so_in_one_sentence(python, tmp_path):
    calls = [[name, *arguments] for name, arguments in CALLS.items() if arguments is not None]
    database = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    process = python(COMMANDS, DATABASE_URL=database, ASKED=json.dumps(calls))
    assert process.returncode == 0, process.stderr
    sentence = (
        "CommandError: The database is not of this version, so nothing was saved. Whoever keeps the server must run "
        "migrate.\n"
    )
    assert json.loads(process.stdout) == {name: [1, "", sentence] for name, *_ in calls}


def test_a_command_that_cannot_reach_the_database_says_so_in_one_sentence(python):
    without = ("generate_archive", "makemessages", "restore", "backup", "verify_export")
    calls = [[name, *(arguments or [])] for name, arguments in CALLS.items() if name not in without]
    calls += [["migrate"], ["createsuperuser", "--noinput", "--username", "a", "--email", "a@b.example"]]
    process = python(COMMANDS, DATABASE_URL="postgres://desk@127.0.0.1:1/desk", ASKED=json.dumps(calls))
    assert process.returncode == 0, process.stderr
    answers = json.loads(process.stdout)
    assert set(answers) == {name for name, *_ in calls}
    sentence = (
        "CommandError: The database cannot be reached, so nothing was saved. Whoever keeps the server must see that"
    )
    sentence += " it runs. DATABASE_URL names 127.0.0.1:1/desk, and the answer was: connection failed: "
    for code, out, told in answers.values():
        assert (code, out, told[: len(sentence)], told.count("\n")) == (1, "", sentence, 1)
