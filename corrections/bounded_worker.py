"""Runs one job after another for `corrections.bounded`, in a process of its own; started by it, and Django-free.

The kernel itself ends the process when a job's time is over: inside a regular expression's C loop too, where no Python
code would get its turn, and also when nobody is left who waits for the answer. So nothing here can forget to stop.
"""

import pickle
import resource
import signal
import sys
import traceback
from multiprocessing.connection import Connection

MEMORY = 1024**3  # bytes of address space


def answered(job: bytes) -> bytes:
    """The pickled (True, result) of a pickled (function, arguments), or (False, the exception that it raised)."""
    try:
        function, args = pickle.loads(job)  # noqa: S301  Our own process wrote it.
        return pickle.dumps((True, function(*args)))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever the function raises is raised again at the other end
        error.add_note(traceback.format_exc())
        try:
            reply = pickle.dumps((False, error))
            pickle.loads(reply)  # noqa: S301  Some exceptions pickle and cannot be read again.
            return reply
        except Exception:  # noqa: BLE001 - whatever it is, its words are told
            return pickle.dumps((False, RuntimeError("".join(traceback.format_exception(error)))))


def serve(pipe: Connection) -> None:
    """Answers until the other end is closed or memory runs out."""
    while True:
        try:
            seconds, job = pipe.recv(), pipe.recv_bytes()
            signal.setitimer(signal.ITIMER_REAL, seconds)
            reply = answered(job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            pipe.send_bytes(reply)
        except (EOFError, OSError, MemoryError):
            return


if __name__ == "__main__":
    # What a process inherits may hide the alarm. Ctrl+C in a terminal reaches us too, and so may the word to stop that
    # is meant for a server: both are the parent's matter, which finishes what is under way and then closes the pipe.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGALRM})
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    import corrections.text  # noqa: F401  Now, so that no job's time goes into it.

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    serve(Connection(int(sys.argv[1])))
