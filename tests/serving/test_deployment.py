"""What docs/deployment tells holds together: one command line, files that exist, and nobody works as root."""

import json
import re
import shutil
import subprocess

import pytest

from tests.servers import PROJECT
from tests.serving.server import command_line

FOLDER = PROJECT / "docs" / "deployment"
PAGE = (PROJECT / "docs/deployment.md").read_text()
UNIT = (FOLDER / "corrigenda.service").read_text()
CONTAINER = (FOLDER / "Containerfile").read_text().replace("\\\n", " ")


def instructions():
    """(name, rest) of each instruction of the container file, in order."""
    return re.findall(r"^([A-Z]+) +(.*)$", CONTAINER, re.M)


def test_the_unit_serves_by_the_command_line_of_the_page():
    (told,) = re.findall(r"^ExecStart=(.*)$", UNIT.replace("\\\n", " "), re.M)
    python, module, *arguments = told.split()
    assert (python, module, arguments) == ("/opt/corrigenda/.venv/bin/python", "-m", command_line())


def test_the_container_serves_by_it_too_to_whoever_publishes_its_port():
    (told,) = [rest for name, rest in instructions() if name == "CMD"]
    python, module, *arguments = json.loads(told)
    expected = command_line()
    expected[expected.index("--host") + 1] = "0.0.0.0"
    assert (python, module, arguments) == ("/opt/corrigenda/.venv/bin/python", "-m", expected)


def test_the_container_is_built_from_the_lock_by_files_that_exist_and_runs_as_nobody_special():
    copied = [rest.split() for name, rest in instructions() if name == "COPY" and "--from=" not in rest]
    assert {source for *sources, _ in copied for source in sources} == {
        *("requirements.txt", "manage.py", "newsroom", "corrections", "templates", "static")
    }
    assert all((PROJECT / source).exists() for *sources, _ in copied for source in sources)
    names = [name for name, _ in instructions()]
    assert "ADD" not in names
    (install,) = [rest for name, rest in instructions() if name == "RUN" and "pip" in rest]
    assert "--require-hashes --requirement requirements.txt" in install
    last_stage = instructions()[len(names) - names[::-1].index("FROM") :]
    assert ("USER", "corrigenda") in last_stage
    assert not [name for name, _ in last_stage[last_stage.index(("USER", "corrigenda")) :] if name == "RUN"]
    (probe,) = [rest for name, rest in instructions() if name == "HEALTHCHECK"]
    assert json.loads(probe[probe.index("[") :])[:2] == ["/opt/corrigenda/.venv/bin/python", "-c"]
    assert "SECRET_KEY" not in CONTAINER


def test_stopping_waits_longer_than_a_save_may_take_and_systemd_longer_than_the_server(settings):
    arguments = command_line()
    patience = int(arguments[arguments.index("--workers-kill-timeout") + 1])
    render, queue = settings.RENDER_SECONDS, 20  # the latter: how long SQLite lets a writer wait
    assert patience > render + queue
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.M)[1]) > patience
    assert int(re.search(r"--stop-timeout (\d+)", PAGE)[1]) > patience
    for proxy in ("nginx.conf", "Caddyfile"):
        told = (FOLDER / proxy).read_text()
        assert int(re.search(r"(?:proxy_read_timeout|response_header_timeout) (\d+)s", told)[1]) >= 3 * render


def test_proxies_take_as_much_as_the_desk_and_no_more(settings):
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    for proxy, pattern, unit in (
        ("nginx.conf", r"client_max_body_size (\d+)k", 2**10),
        ("Caddyfile", r"(\d+)MB", 10**6),
    ):
        bytes_taken = int(re.search(pattern, (FOLDER / proxy).read_text())[1]) * unit
        assert most <= bytes_taken < 2 * most


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_the_unit():
    path = str(FOLDER / "corrigenda.service")
    process = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
    # The paths are those of a server, not of this machine.
    told = [line for line in process.stderr.splitlines() if "/opt/corrigenda/.venv/bin/python is not exec" not in line]
    assert [line for line in told if "corrigenda" in line] == []


def test_the_page_names_files_that_exist():
    named = set(re.findall(r"docs/deployment/([\w.]+)", PAGE)) | set(re.findall(r"\]\(deployment/([\w.]+)\)", PAGE))
    assert named == {path.name for path in FOLDER.iterdir()}
    for link in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (PROJECT / "docs" / link).exists(), link
