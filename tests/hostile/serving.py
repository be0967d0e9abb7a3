"""The real server in a process of its own, and a socket to it, for what no test client can send."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parent.parent.parent
_PATIENCE = 60  # seconds; a server that has not answered by then is broken


@contextmanager
def granian(folder: Path, interface: str, application: str, **settings: str):
    """The port of a server whose database has no tables, since nothing gets so far; it is stopped at the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "DEMO": "1",
        **settings,
    }
    arguments = f"-m granian --interface {interface} --host 127.0.0.1 --port {port} --log-level warning --no-ws"
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments.split(), application], cwd=PROJECT, env=variables, stdout=log, stderr=log
        )
    try:
        _wait(process, port)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process, port):
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers, and says that its database has no tables
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def said(port: int, *sent: bytes, patience: float = 20.0) -> tuple[int, bytes]:
    """(status, all that was answered) to bytes on a socket that stays open and then says nothing more."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        answer = b""
        for part in sent:
            try:
                connection.sendall(part)
            except ConnectionError:  # refused meanwhile; what was said is still to be read
                break
        while b"\r\n\r\n" not in answer:
            more = connection.recv(65536)
            if not more:
                break
            answer += more
    return int(answer.split()[1]) if answer else 0, answer
