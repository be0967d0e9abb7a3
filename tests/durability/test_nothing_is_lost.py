"""What was acknowledged is there after the server was killed, whenever that was; nothing is there by half, or twice.

Servers are killed while four editors write without a pause. Most are forked from one process and cost little; some are
the real server with its workers and the processes that work through texts, the whole group at once. More kills:

    KILLS=500 REAL_KILLS=50 python -m pytest tests/durability/test_nothing_is_lost.py -s
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.durability.kept import Kept
from tests.durability.writers import Crew, Editor
from tests.servers import PROJECT, granian, spare_port, wait_for

KILLS = int(os.environ.get("KILLS", "50"))
REAL_KILLS = int(os.environ.get("REAL_KILLS", "3"))
EDITORS, PASSWORD = 4, "not a word of theirs"
MOST = 3  # acknowledgements, after which a server is killed within
LONGEST = 0.06  # seconds
EACH = 10  # kills after which the ledger is proved

ACCOUNTS = f"""
from django.contrib.auth.models import Group, User
for n in range({EDITORS}):
    User.objects.create_user(f"editor{{n}}", password={PASSWORD!r}).groups.set(Group.objects.all())
"""


@pytest.fixture
def url(empty_database, manage, vendor):
    made = empty_database(vendor)
    assert manage(made, "migrate", "--verbosity", "0").returncode == 0
    assert manage(made, "shell", "--verbosity", "0", "--command", ACCOUNTS).returncode == 0
    return made


@pytest.fixture
def variables(url):
    return os.environ | {"DATABASE_URL": url, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}


class Nursery:
    """The process that forks servers."""

    def __init__(self, variables):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.nursery"],
            cwd=PROJECT,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        assert self.process.stdout.readline() == "ready\n"

    def ask(self, wish):
        self.process.stdin.write(f"{wish}\n")
        return self.process.stdout.readline().strip()

    def server(self):
        port, pid = map(int, self.ask("serve").split())
        return port, lambda: os.killpg(pid, signal.SIGKILL)

    def end(self):
        self.process.communicate()


@pytest.fixture
def nursery(variables):
    made = Nursery(variables)
    yield made
    made.end()


def real_server(variables):
    """The real server with two workers: its port, and what kills its whole process group."""
    port = spare_port()
    options = "--workers 2 --blocking-threads 2 --log-level error".split()
    process = subprocess.Popen(granian(port, *options), cwd=PROJECT, env=variables, start_new_session=True)
    wait_for(process, port)

    def kill():
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    return port, kill


def killed_under_load(url, kills, serve, nursery, longest):
    """Kill so many servers while editors write; what was found is asserted after each. Returns the figures."""
    kept, pick = Kept(url), random.Random(kills)
    editors = [Editor(f"editor{n}", PASSWORD, kept.key_of, seed=n) for n in range(EDITORS)]
    crew, cut_off, proved = Crew(editors), 0, []
    for number in range(1, kills + 1):
        port, kill = serve()
        crew.sign_in(port)
        enough = crew.acknowledged() + pick.randint(0, MOST)
        threads = crew.begin(port)
        while crew.acknowledged() < enough:
            time.sleep(0.002)
        time.sleep(pick.uniform(0, longest))
        kill()
        for thread in threads:
            thread.join()
        assert [editor.refusals for editor in editors] == [[]] * EDITORS
        deeds = [deed for editor in editors for deed in editor.acknowledged]
        cut_off += sum(editor.unknown is not None for editor in editors)
        faults = kept.faults(deeds, filter(None, (editor.unknown for editor in editors)))
        assert not faults, "\n".join([f"after kill {number}", *faults])
        if number % EACH == 0 or number == kills:
            proved.append(nursery.ask("verify"))
            assert proved[-1].startswith("ok "), proved[-1]
            print(f"{number} kills, {len(deeds)} acknowledged, {cut_off} cut off", flush=True)
    again = [deed for deed in deeds if deed.times_sent > 1]
    kinds = {kind: sum(deed.kind == kind for deed in deeds) for kind in sorted({deed.kind for deed in deeds})}
    figures = {
        "kills": kills,
        "acknowledged": len(deeds),
        "of which": kinds,
        "cut off by a kill": cut_off,
        "sent again and there once": len(again),
        "put off (503)": sum(editor.put_off for editor in editors),
        "there": kept.counts(),
        "verify_ledger": f"{len(proved)} times, the last {proved[-1][:20]}…",
    }
    print("\n" + "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return figures


def test_what_was_acknowledged_outlasts_a_kill_at_any_moment(url, nursery):
    figures = killed_under_load(url, KILLS, nursery.server, nursery, LONGEST)
    # There was something to lose.
    assert figures["acknowledged"] > KILLS
    assert figures["cut off by a kill"] > KILLS / 4
    assert figures["sent again and there once"] > 0


def test_what_was_acknowledged_outlasts_a_kill_of_the_real_server_with_all_of_its_processes(url, variables, nursery):
    figures = killed_under_load(url, REAL_KILLS, lambda: real_server(variables), nursery, longest=0.5)
    assert figures["acknowledged"] > REAL_KILLS
    assert figures["cut off by a kill"] > 0


def test_a_backup_that_is_made_while_editors_write_is_of_one_moment(url, nursery, manage, empty_database, tmp_path):
    editors = [Editor(f"editor{n}", PASSWORD, Kept(url).key_of, seed=n) for n in range(EDITORS)]
    crew, (port, kill) = Crew(editors), nursery.server()
    crew.sign_in(port)
    threads = crew.begin(port)
    while crew.acknowledged() < 2 * EDITORS:
        time.sleep(0.01)
    before = [deed for editor in editors for deed in editor.acknowledged]
    made = manage(url, "backup", tmp_path / "desk.gz")
    at_its_end = crew.acknowledged()
    kill()
    for thread in threads:
        thread.join()
    assert (made.returncode, made.stderr) == (0, f"All is in {tmp_path / 'desk.gz'}.\n")
    assert at_its_end > len(before)  # they went on meanwhile
    other = empty_database("sqlite")
    restored = manage(other, "restore", tmp_path / "desk.gz")
    assert restored.returncode == 0, restored.stderr
    since = [deed for editor in editors for deed in (*editor.acknowledged, editor.unknown) if deed is not None]
    assert Kept(other).faults(before, since) == []


def test_a_loss_would_be_found(url, nursery):
    """The test's own eyes: a row that goes, or that was there by half, is told."""
    kept = Kept(url)
    editor = Editor("editor0", PASSWORD, kept.key_of, seed=0)
    port, kill = nursery.server()
    crew = Crew([editor])
    crew.sign_in(port)
    threads = crew.begin(port)
    while len(editor.acknowledged) < 12:
        time.sleep(0.05)
    kill()
    threads[0].join()
    assert kept.faults(editor.acknowledged) == []
    lost = next(deed for deed in editor.acknowledged if deed.kind == "draft")
    changed = lost.kept | {"memo": "Another memo."}
    assert "has not all of its words" in kept.faults([*editor.acknowledged, type(lost)("draft", "", {}, changed)])[0]
    gone = lost.kept | {"uid": "00000000-0000-4000-8000-000000000000"}
    assert "a note is not there" in kept.faults([type(lost)("draft", "", {}, gone)])[0]
