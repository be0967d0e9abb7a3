"""The real server in a process of its own, and a socket to it, for what no test client can send."""

import os
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path

from tests.servers import PROJECT, end, granian, spare_port, wait_for


@contextmanager
def server(folder: Path, interface: str, application: str):
    """The port of a server whose database has no tables, since nothing gets so far; it is stopped at the end."""
    port, log = spare_port(), folder / "server.log"
    variables = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
        "DEMO": "1",
    }
    command = granian(port, "--log-level", "warning", interface=interface, application=application)
    with log.open("wb") as stream:
        process = subprocess.Popen(command, cwd=PROJECT, env=variables, stdout=stream, stderr=stream)
    try:
        wait_for(process, port, log)
        yield port
    finally:
        end(process)


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
