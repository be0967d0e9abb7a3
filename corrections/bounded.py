"""Runs a function in a process that is really stopped when its time is over.

Articles are strangers' texts, and Markdown is quadratic or worse on some of them: a thread that is caught in one cannot
be stopped, a process can. Two idle processes are kept for the next calls, since starting one costs more than most jobs.
Safe to call from several threads, and in a server that forks.
"""

import atexit
import os
import pickle
import queue
import signal
import subprocess
import sys
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings

from corrections.text import Refusal

Returned = TypeVar("Returned")
WORKERS = 2
PROJECT = Path(__file__).resolve().parent.parent


class TookTooLong(Refusal):
    """The time was over."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            "Working through this text took longer than {seconds:g} seconds, so it was stopped and nothing was "
            "changed. Shorten the text, or take out long runs of brackets such as [[[[, and try again.",
            seconds=seconds,
        )


class BrokeOff(Refusal):
    """The process ended before the work was done, most often for want of memory."""

    def __init__(self) -> None:
        super().__init__(
            "Working through this text needed more memory than one text gets, or was ended from outside; nothing was "
            "changed. Try again; if it happens again, shorten the text."
        )


def call(function: Callable[..., Returned], *args: Any, seconds: float | None = None) -> Returned:
    """What `function(*args)` returns or raises, when it is done within `seconds` (None: settings.RENDER_SECONDS).

    The function is found by its module and name, and everything that goes there and back is pickled. While both
    processes are busy, a caller waits for its turn; waiting is not counted. Raises TookTooLong, and BrokeOff.
    """
    seconds = settings.RENDER_SECONDS if seconds is None else seconds
    job = pickle.dumps((function, args))
    slots = _slots
    worker = slots.get()
    try:
        if worker is not None and worker.process.poll() is not None:
            worker.end()
            worker = None
        if worker is None:
            worker = _Worker()
        try:
            returned, value = worker.answer(seconds, job)
        except BaseException:
            worker.end()
            status, worker = worker.process.returncode, None
            if status == -signal.SIGALRM:
                raise TookTooLong(seconds) from None
            raise
    except (EOFError, OSError) as error:
        raise BrokeOff from error
    finally:
        slots.put(worker)
    if returned:
        result: Returned = value
        return result
    raise value


class _Worker:
    """One process of `corrections.bounded_worker` and our end of the pipe to it."""

    def __init__(self) -> None:
        self.pipe, theirs = Pipe()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  Our own module, and a number.
                [sys.executable, "-m", "corrections.bounded_worker", str(theirs.fileno())],
                cwd=PROJECT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # an export's stdout is the export, byte for byte
                pass_fds=[theirs.fileno()],
            )
        _alive.add(self)

    def answer(self, seconds: float, job: bytes) -> tuple[bool, Any]:
        self.pipe.send(seconds)
        self.pipe.send_bytes(job)
        returned, value = self.pipe.recv()
        return returned, value

    def end(self) -> None:
        self.pipe.close()
        self.process.kill()
        self.process.wait()
        _alive.discard(self)


_alive: set[_Worker] = set()
_slots: queue.LifoQueue[_Worker | None] = queue.LifoQueue()


def _open_slots() -> None:
    global _slots
    _slots = queue.LifoQueue()
    for _ in range(WORKERS):
        _slots.put(None)  # the place of a process that is not started yet


def _start_anew() -> None:
    """In a child that a server forked: the processes are the parent's, whose end they must be able to notice."""
    for worker in _alive:
        worker.pipe.close()
        worker.process.returncode = 0  # not ours to wait for
    _alive.clear()
    _open_slots()


@atexit.register
def _end_all() -> None:
    for worker in list(_alive):
        worker.end()


_open_slots()
os.register_at_fork(after_in_child=_start_anew)
