"""The real server is told to stop while an article is being saved: it is kept, answered, and no process is left."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from tests.serving.server import Browser, Server

MAKES = (
    "from django.contrib.auth.models import Group, User; "
    "User.objects.create_user('ada', password='first programmer').groups.set(Group.objects.all())"
)
SLOW = "It rained.\n\n" + "[" * 600 + "\n"  # Markdown takes a while over each bracket


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path, DEMO="1", SECRET_KEY="only for tests", RENDER_SECONDS="60")
    for arguments in (["migrate", "--verbosity", "0"], ["shell", "--command", MAKES]):
        assert server.manage(*arguments).returncode == 0
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("reaches", ["the first process", "all of them"])
def test_a_save_under_way_is_answered_and_kept(server, reaches):
    browser, answers = Browser(server), []
    browser.sign_in("ada", "first programmer")
    serving = server.below()
    save = threading.Thread(target=lambda: answers.append(browser.post("/desk/new-article/", slug="slow", text=SLOW)))
    save.start()
    until = time.monotonic() + 60
    while server.below() == serving and time.monotonic() < until:
        time.sleep(0.01)  # until a process was started that works through the text
    working = server.below()
    assert len(working) == len(serving) + 1
    assert answers == []

    if reaches == "all of them":
        (at_work,) = working - serving
        while not ignores(at_work, signal.SIGTERM) and time.monotonic() < until:
            time.sleep(0.01)  # for a moment it is Python alone, which is ended
        os.killpg(server.process.pid, signal.SIGTERM)
    else:
        server.process.terminate()
    assert server.process.wait(60) == 0
    save.join()
    assert answers == [(302, "/desk/articles/slow/")]
    exported = server.manage("export_article", "slow")
    assert exported.stdout == SLOW
    assert ended(working)
    assert server.log.read_text() == ""


def ignores(process, number):
    mask = Path(f"/proc/{process}/status").read_text().partition("SigIgn:")[2].split()[0]
    return bool(int(mask, 16) >> number - 1 & 1)


def ended(processes):
    """Within seconds. One that nobody has asked for its end yet, as in a container, is still listed, as a zombie."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        states = []
        for pid in processes:
            try:
                states.append(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0])
            except OSError:
                continue
        if set(states) <= {"Z", "X"}:
            return True
        time.sleep(0.1)
    return False
