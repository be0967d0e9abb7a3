"""The house keeps its word: what settings refuse and promise, what is documented, what may not stand in a file."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from newsroom import environment, secret_key

PROJECT = Path(__file__).parent.parent
PUBLIC = {"SECRET_KEY": "long-and-random-as-a-secret-should-be-0123456789-abcdef", "ALLOWED_HOSTS": "desk.example.org, .example.com"}


def run(*arguments, **variables):
    """What Python says, in an environment of these variables alone."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": "sqlite://:memory:", **variables},
        capture_output=True,
        text=True,
    )


def settings_of(*names, **variables):
    told = f"import json; from newsroom import settings; print(json.dumps([getattr(settings, n) for n in {names}]))"
    return json.loads(run("-c", told, **variables).stdout)


def last_line(process):
    return process.stderr.strip().splitlines()[-1].removeprefix("django.core.exceptions.ImproperlyConfigured: ")


# Who may start


@pytest.mark.parametrize("door", ["wsgi", "asgi"])
@pytest.mark.parametrize("missing", PUBLIC)
def test_a_public_server_does_not_start_without_its_secret_and_its_names(door, missing):
    process = run("-c", f"import newsroom.{door}", **PUBLIC | {missing: ""})
    assert process.returncode == 1
    assert last_line(process).startswith("Set SECRET_KEY (a long random text) and ALLOWED_HOSTS (")


@pytest.mark.parametrize("trial", ["DEBUG", "DEMO"])
def test_everything_is_optional_on_trial(trial):
    process = run("-c", "import newsroom.wsgi", **{trial: "1"})
    assert (process.returncode, process.stderr) == (0, "")


def test_a_command_needs_no_variable():
    process = run("manage.py", "check")
    assert (process.returncode, process.stderr) == (0, "")


def test_a_demonstration_shows_the_pages_that_the_public_sees():
    assert settings_of("DEBUG", "ON_TRIAL", DEMO="1", SECRET_KEY="s") == [False, True]


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "mysql://host/name"}, "DATABASE_URL must name SQLite or PostgreSQL"),
        ({"DATABASE_URL": "corrigenda.sqlite3"}, "DATABASE_URL must read sqlite:///PATH or postgres://"),
        ({"CACHE_URL": "memcached://host"}, "CACHE_URL must begin with redis://"),
        ({"FRONT_MATTER_CORRECTED": "fixed", "FRONT_MATTER_CORRECTIONS": "fixed"}, "must be two different keys"),
        ({"FRONT_MATTER_LASTMOD": "corrected"}, "must name a key of its own"),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is 'Mars/Olympus'; write an IANA name"),
        ({"HOUSE_LANGUAGE": "de"}, "HOUSE_LANGUAGE is 'de'; write one of en, zh-hans."),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_with_a_sentence(variables, sentence):
    process = run("manage.py", "check", **variables)
    assert process.returncode == 1
    assert sentence in last_line(process)


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (lambda name: environment.flag(name), "maybe"),
        (lambda name: environment.number(name, 2, 1, 6), "7"),
        (lambda name: environment.number(name, 2, 1, 6), "two"),
        (lambda name: environment.number(name, 2, 1, 6), "-1"),
        (lambda name: environment.number(name, 2, 1, 6), "²"),
        (lambda name: environment.one_of(name, ("us", "uk")), "au"),
        (lambda name: environment.address(name), "javascript:alert(1)"),
        (lambda name: environment.address(name), "www.example.org"),
        (lambda name: environment.address(name), "https://"),
        (lambda name: environment.address(name), "https://news example.org"),
        (lambda name: environment.zone(name), "../etc/passwd"),
        (lambda name: environment.zone(name), "Olympus"),
        (lambda name: environment.key(name, "corrected"), "a: b"),
        (lambda name: environment.key(name, "corrected"), "1st"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused_by_name(monkeypatch, reader, value):
    monkeypatch.setenv("A_VARIABLE", value)
    with pytest.raises(ImproperlyConfigured, match=rf"^A_VARIABLE is {re.escape(repr(value))}; write .*\.$"):
        reader("A_VARIABLE")


def test_an_empty_value_is_an_absent_one(monkeypatch):
    monkeypatch.setenv("A_VARIABLE", " ")
    assert environment.text("A_VARIABLE", "default") == "default"
    assert environment.flag("A_VARIABLE") is False
    assert environment.number("A_VARIABLE", 2, 1, 6) == 2
    assert environment.words("A_VARIABLE") == []
    assert environment.address("A_VARIABLE") == ""
    assert environment.key("A_VARIABLE", "corrected") == "corrected"
    assert environment.key("A_VARIABLE", "") == ""
    assert environment.zone("A_VARIABLE") == "UTC"


def test_values_are_read(monkeypatch):
    monkeypatch.setenv("A_VARIABLE", "corrected-on_2")
    assert environment.key("A_VARIABLE", "corrected") == "corrected-on_2"
    monkeypatch.setenv("A_VARIABLE", "https://example.org/")
    assert environment.address("A_VARIABLE") == "https://example.org"
    monkeypatch.setenv("A_VARIABLE", "a, b,")
    assert environment.words("A_VARIABLE") == ["a", "b"]


def test_a_secret_of_this_machine_is_made_once_and_read_by_nobody_else(tmp_path):
    path = tmp_path / "var" / "secret-key"
    made = secret_key.kept_in(path)
    assert len(made) >= 50
    assert secret_key.kept_in(path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]


# What is promised


def test_the_erratum_is_in_the_houses_language_unless_it_is_given_its_own():
    names = "LANGUAGE_CODE", "ERRATUM_LANGUAGE", "DATE_STYLE", "TIME_ZONE", "FRONT_MATTER_LASTMOD"
    assert settings_of(*names) == ["en", "en", "dmy", "UTC", ""]
    chosen = {"HOUSE_LANGUAGE": "zh-Hans", "DATE_STYLE": "iso", "TIME_ZONE": "Asia/Shanghai"}
    assert settings_of(*names, **chosen) == ["zh-hans", "zh-hans", "iso", "Asia/Shanghai", ""]
    assert settings_of(*names, **chosen, ERRATUM_LANGUAGE="en")[1] == "en"


def test_forms_are_accepted_behind_a_proxy_that_speaks_https():
    origins, secure = settings_of(
        "CSRF_TRUSTED_ORIGINS", "SESSION_COOKIE_SECURE", SITE_URL="https://news.example.net:8443/desk", **PUBLIC
    )
    assert origins == ["https://desk.example.org", "https://*.example.com", "https://news.example.net:8443"]
    assert secure is True


def test_a_newsroom_on_plain_http_can_sign_in():
    names = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"
    assert settings_of(*names, SITE_URL="http://desk.intranet", **PUBLIC) == [False, False]


@pytest.mark.django_db
def test_every_page_runs_and_loads_nothing_but_our_own_files(client):
    policy = client.get("/admin/login/").headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} <= set(policy)
    assert "unsafe" not in " ".join(policy)


@pytest.mark.django_db
def test_static_files_need_no_collecting_on_trial(client):
    response = client.get("/static/django_htmx/django-htmx.js")
    assert response.status_code == 200
    response.close()


def test_collected_files_are_named_by_content_and_so_are_the_modules_that_they_import(tmp_path, settings):
    modules = tmp_path / "static" / "corrections" / "js"
    modules.mkdir(parents=True)
    (modules / "desk.js").write_text('import { a } from "./a.js";\nimport "./a.js";\nexport const b = "./b.js";\n')
    (modules / "a.js").write_text("export const a = 1;\n")
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "newsroom.static_files.NamedByContent"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    (a,) = (tmp_path / "collected/corrections/js").glob("a.*.js")
    (desk,) = (tmp_path / "collected/corrections/js").glob("desk.*.js")
    assert desk.read_text() == f'import {{ a }} from "./{a.name}";\nimport "./{a.name}";\nexport const b = "./b.js";\n'


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own promises")
def test_sqlite_lets_readers_read_and_keeps_what_was_written():
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
    assert connection.transaction_mode == "IMMEDIATE"
    assert Path(connection.settings_dict["NAME"]).is_file()


# What is written down


def test_every_variable_is_documented():
    variables = re.findall(r'environment\.\w+\(\s*"(\w+)"', (PROJECT / "newsroom" / "settings.py").read_text())
    assert len(variables) > 15
    readme = (PROJECT / "README.md").read_text()
    assert [name for name in variables if name != "DEMO" and f"`{name}`" not in readme] == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_a_lock_names_hashes_and_no_host(lock):
    text = (PROJECT / lock).read_text()
    assert "://" not in text
    assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?! )", text.strip()))


def test_both_locks_agree():
    locked = [
        set(re.findall(r"^[\w.-]+==\S+", (PROJECT / name).read_text(), re.M))
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert locked[0] < locked[1]


def test_the_licence_is_what_the_project_says():
    assert 'license = "BSD-3-Clause"' in (PROJECT / "pyproject.toml").read_text()
    assert (PROJECT / "LICENSE").read_text().startswith("BSD 3-Clause License\n\nCopyright (c) 2026, The Corrigenda")
