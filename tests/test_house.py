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
from hypothesis.internal.detection import is_hypothesis_test

from newsroom import environment, secret_key

PROJECT = Path(__file__).parent.parent
SECRET = "long-and-random-as-a-secret-should-be-0123456789-abcdef"
PUBLIC = {"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "desk.example.org, .example.com"}


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
    assert process.stderr.startswith("Set SECRET_KEY (a long random text) and ALLOWED_HOSTS (")


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"SECRET_KEY": "short"}, "SECRET_KEY is easy to guess"),
        ({"SECRET_KEY": "ab" * 40}, "SECRET_KEY is easy to guess"),
        ({"SECRET_KEY": "…"}, "SECRET_KEY is easy to guess"),  # as the README writes it
        ({"SECRET_KEY": f"django-insecure-{SECRET}"}, "SECRET_KEY is easy to guess"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS=* lets whoever asks choose"),
        (
            {"ALLOWED_HOSTS": "https://desk.example.org"},
            "ALLOWED_HOSTS has 'https://desk.example.org' in it; write names",
        ),
        ({"ALLOWED_HOSTS": "desk.example.org:8000"}, "ALLOWED_HOSTS has 'desk.example.org:8000' in it; write"),
        ({"TRUSTED_PROXY": "yes please"}, "TRUSTED_PROXY is 'yes please'; write 1 (on) or 0 (off)."),
    ],
)
def test_a_public_server_with_settings_that_anybody_could_use_says_so_and_ends(variables, sentence):
    process = run("-c", "import newsroom.wsgi", **PUBLIC | variables)
    assert process.returncode == 1
    assert process.stderr.startswith(sentence)
    assert "Traceback" not in process.stderr


def test_the_server_for_trying_out_is_not_for_the_public():
    process = run("manage.py", "runserver", "--noreload", "0", **PUBLIC)
    assert (process.returncode, process.stdout) == (1, "")
    assert process.stderr == (
        "This server is for trying things out: set DEBUG=1, or serve the public as docs/deployment.md says.\n"
    )


def test_a_trial_that_others_can_reach_is_warned_of():
    process = run("-c", "import newsroom.wsgi", DEBUG="1", ALLOWED_HOSTS="127.0.0.1,desk.example.org")
    assert process.returncode == 0
    assert process.stderr == (
        "DEBUG=1 is for trying things out on this machine, but ALLOWED_HOSTS names others. Unset DEBUG before anybody "
        "else may come here.\n"
    )


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


def test_what_cannot_be_kept_on_this_machine_is_told_in_a_sentence(tmp_path):
    (tmp_path / "var").touch()
    sentence = r"Without SECRET_KEY it is kept in .*var, which cannot be written \(\w.*\)\. Set SECRET_KEY, or let"
    with pytest.raises(ImproperlyConfigured, match=sentence), environment.kept_in(tmp_path / "var", "SECRET_KEY"):
        secret_key.kept_in(tmp_path / "var" / "secret-key")


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


def test_a_server_set_up_as_the_page_says_is_checked_without_a_warning(collected):
    written = (PROJECT / "docs/deployment/environment").read_text()
    variables = dict(re.findall(r'^(\w+)="?(.*?)"?$', written, re.M)) | {"SECRET_KEY": SECRET}
    variables["DATABASE_URL"] = "sqlite://:memory:"
    check = "check", "--deploy", "--fail-level", "DEBUG"
    process = collected(*check, **variables)
    assert (process.returncode, process.stderr) == (0, "")
    assert collected(*check, **variables | {"SECRET_KEY": "guess"}).returncode == 1


@pytest.fixture
def collected(tmp_path):
    """A function: runs a command with the static files collected, elsewhere than a developer's own may be."""
    (tmp_path / "static-collected").mkdir()
    (tmp_path / "static-collected" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}, "hash": "abc"}')
    (tmp_path / "elsewhere.py").write_text(
        f"from newsroom.settings import *\nSTATIC_ROOT = {str(tmp_path / 'static-collected')!r}\n"
    )

    def collected(*arguments, **variables):
        variables |= {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "elsewhere"}
        return run("manage.py", *arguments, **variables)

    return collected


def test_https_is_asked_for_where_a_trusted_proxy_tells_of_it():
    names = "SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER", "SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS"
    header = ["HTTP_X_FORWARDED_PROTO", "https"]
    public = PUBLIC | {"SITE_URL": "https://desk.example.org"}
    assert settings_of(*names, **public) == [False, None, 2592000, False]
    assert settings_of(*names, **public, TRUSTED_PROXY="1") == [True, header, 2592000, False]
    chosen = {"TRUSTED_PROXY": "1", "HSTS_SECONDS": "0", "HSTS_SCOPE": "preload"}
    assert settings_of(*names, **public, **chosen) == [True, header, 0, True]
    intranet = PUBLIC | {"TRUSTED_PROXY": "1", "SITE_URL": "http://desk.intranet"}
    assert settings_of(*names, **intranet) == [False, header, 0, False]
    assert settings_of(*names, DEMO="1") == [False, None, 0, False]


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


# Tests


def test_what_is_generated_is_tried_without_a_clock_and_the_same_in_each_run(request):
    laws = [item.function for item in request.session.items if is_hypothesis_test(getattr(item, "function", None))]
    tried = {law.__name__: law._hypothesis_internal_use_settings for law in laws}
    assert [name for name, settings in tried.items() if settings.deadline is not None] == []
    assert (
        os.environ.get("HOSTILE_TIMES", "1") != "1"
        or [name for name, settings in tried.items() if not settings.derandomize] == []
    )


# What is written down


def test_every_variable_is_documented_and_nothing_else_is():
    read = set(re.findall(r'environment\.\w+\(\s*"(\w+)"', (PROJECT / "newsroom" / "settings.py").read_text()))
    settings = (PROJECT / "README.md").read_text().partition("\n## Settings\n")[2].partition("\n## ")[0]
    documented = re.findall(r"^\| `(\w+)` \|", settings, re.M)
    assert sorted(documented) == sorted(read)
    assert len(read) > 25


def test_variables_are_read_in_one_place():
    places = [*(PROJECT / "newsroom").rglob("*.py"), *(PROJECT / "corrections").rglob("*.py")]
    reads = [path.stem for path in places if re.search(r"os\.(environ(?!\.setdefault)|getenv)", path.read_text())]
    assert reads == ["environment"]


def test_pages_name_only_variables_that_exist():
    read = set(re.findall(r'environment\.\w+\(\s*"(\w+)"', (PROJECT / "newsroom" / "settings.py").read_text()))
    pages = [PROJECT / "docs/deployment.md", *(PROJECT / "docs/deployment").iterdir()]
    named = {name for page in pages for name in re.findall(r"\b([A-Z]+(?:_[A-Z]+)*)=", page.read_text())}
    assert named - read == {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
    assert {"SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "TRUSTED_PROXY", "DATABASE_URL"} <= named


def test_no_secret_stands_in_the_repository():
    files = subprocess.run(["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    names = [name for name in files.split("\0") if name and not name.endswith((".png", ".mo"))]
    assert len(names) > 200
    found = []
    for name in names:
        text = (PROJECT / name).read_text(errors="replace")
        found += [(name, secret) for pattern in SECRETS for secret in re.findall(pattern, text)]
    assert found == []


# A private key, a key of a cloud or a forge, an address with a password in it, a secret that was given a value. What
# is made up for tests, and what stands for what somebody will write, says so.
SECRETS = (
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    r"\b(?:ghp|gho|ghs|glpat|xox[bp])[-_][A-Za-z0-9-]{20,}",
    r"\b(?:postgres|postgresql|redis|rediss)://[^\s:/@]*:(?!PASSWORD@|secret@)[^\s:/@'\"`{]+@",
    r"(?i)django-insecure-\w{20,}",
    r"\bSECRET_KEY=[A-Za-z0-9_/+-]{20,}",
    r"\b(?:PASSWORD|TOKEN|API_KEY)\s*=\s*[\"'][A-Za-z0-9_/+-]{16,}[\"']",
)


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        "AKIA" + "A1" * 8,
        "DATABASE_URL=postgres://desk:" + "hunter2@db/desk",
        "SECRET_KEY=" + "a1" * 25,
        "PASSWORD = '" + "a1" * 10 + "'",
    ],
)
def test_a_secret_is_found(line):
    assert any(re.search(pattern, line) for pattern in SECRETS)


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
