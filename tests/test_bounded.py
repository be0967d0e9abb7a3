"""A text that takes too long, or too much, is stopped; nobody else waits for it, and nothing is left over."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from corrections import bounded
from corrections.bounded import BrokeOff, TookTooLong, call
from corrections.text import Refusal
from tests import jobs

PROJECT = Path(__file__).parent.parent


def alive(pid):
    """Whether a process runs; one that has ended and is only not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(pid, seconds):
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def script(body, **kwargs):
    return subprocess.Popen(
        [sys.executable, "-c", f"import os, time\nfrom corrections.bounded import call\n{body}"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        text=True,
        **kwargs,
    )


def test_a_quick_call_returns():
    assert call(str.upper, "corrigenda", seconds=60) == "CORRIGENDA"


def test_the_limit_is_a_setting(settings):
    settings.RENDER_SECONDS = 0.3
    with pytest.raises(TookTooLong, match=r"longer than 0\.3 seconds"):
        call(time.sleep, 5)


@pytest.mark.parametrize(
    ("function", "args"),
    [(jobs.loop, ()), (re.match, ("(a+)+$", "a" * 60 + "b"))],
    ids=["a Python loop", "a regular expression that backtracks"],
)
def test_what_never_ends_is_stopped_and_others_are_served_meanwhile(function, args):
    with ThreadPoolExecutor() as threads:
        # Both processes are started first: that takes longer than any job here when the machine is busy.
        list(threads.map(lambda _: call(time.sleep, 0.2, seconds=60), range(2)))
        endless = threads.submit(call, function, *args, seconds=4)
        assert call(str.upper, "next", seconds=60) == "NEXT"
        assert not endless.done()
        with pytest.raises(TookTooLong):
            endless.result()


def test_a_refusal_travels_with_all_that_it_says():
    with pytest.raises(Refusal) as refused:
        call(jobs.refuse, seconds=60)
    assert (str(refused.value), refused.value.index) == ("The words are not there.", 3)
    assert "in refuse" in refused.value.__notes__[0]


def test_an_exception_that_cannot_travel_is_told():
    with pytest.raises(RuntimeError, match="this and that"):
        call(jobs.fail_unspeakably, seconds=60)


def test_time_and_memory_that_ran_out_are_refusals_for_the_editor():
    with pytest.raises(Refusal, match="Shorten the text"):
        call(time.sleep, 5, seconds=0.2)
    with pytest.raises(Refusal, match="more memory than one text gets"):
        call(jobs.fill_memory, seconds=60)


def test_a_process_is_used_again():
    assert call(os.getpid, seconds=60) == call(os.getpid, seconds=5) != os.getpid()


def test_a_stray_print_does_not_disturb():
    assert call(jobs.chatter, seconds=60) == "said"


def test_a_process_that_dies_at_work_is_replaced():
    before = call(os.getpid, seconds=60)
    with pytest.raises(BrokeOff):
        call(jobs.die, seconds=60)
    assert call(os.getpid, seconds=60) != before


def test_a_process_that_dies_while_idle_is_not_noticed():
    before = call(os.getpid, seconds=60)
    os.kill(before, signal.SIGKILL)
    assert gone_within(before, 5)
    assert call(os.getpid, seconds=60) != before


def test_many_callers_share_two_processes():
    meet = threading.Barrier(6)

    def job(_):
        meet.wait()
        call(time.sleep, 0.1, seconds=60)
        return call(os.getpid, seconds=60)

    with ThreadPoolExecutor(6) as threads:
        pids = set(threads.map(job, range(6)))
    assert 1 <= len(pids) <= bounded.WORKERS


def test_no_process_is_left_when_the_server_ends():
    with script("print(call(os.getpid, seconds=60))") as parent:
        pid = int(parent.communicate(timeout=30)[0])
    assert parent.returncode == 0
    assert not alive(pid)


def test_no_process_is_left_when_the_server_is_killed_at_work():
    with script("print(call(os.getpid, seconds=60), flush=True); call(time.sleep, 60, seconds=1)") as parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    assert gone_within(pid, 5)


def test_a_server_that_forks_shares_no_process_with_its_child():
    body = """
first = call(os.getpid, seconds=60)
if child := os.fork():
    os.waitpid(child, 0)
    print(first, call(os.getpid, seconds=60))
else:
    print(call(os.getpid, seconds=60), call(os.getpid, seconds=5))
"""
    with script(body) as parent:
        child_line, parent_line = parent.communicate(timeout=30)[0].splitlines()
    (first, still), (childs, again) = parent_line.split(), child_line.split()
    assert first == still != childs == again
    assert not any(alive(pid) for pid in (first, childs))
