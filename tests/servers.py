"""Servers that tests and benchmarks start on spare ports of this machine: a PostgreSQL, a Redis, the real one of ours.

`python -m tests.servers COMMAND` runs a command with DATABASE_URL naming such a PostgreSQL, if it names none.
"""

import http.client
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).parent.parent
PATIENCE = 240  # seconds; a server that has not answered by then is broken, however busy the machine is
MISSING = "There is no {} on this machine. Install it (make test does), then run this again."
POSTGRESQL = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
"""
# What a power cut would need is left out, since nothing here outlasts the tests.
IN_HASTE = """
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
jit = off
"""


def spare_port() -> int:
    with socket.socket() as spare:
        spare.bind(("127.0.0.1", 0))
        return spare.getsockname()[1]


@contextmanager
def postgresql():
    """The DATABASE_URL of a PostgreSQL: the one that is named already, else one that lives as long as the block."""
    named = os.environ.get("DATABASE_URL", "")
    if re.match(r"postgres(ql)?://", named):
        yield named
        return
    with new_postgresql(IN_HASTE) as url:
        yield url


@contextmanager
def new_postgresql(more: str = ""):
    """The DATABASE_URL of a PostgreSQL that lives as long as the block. Raises FileNotFoundError where there is none.

    more: settings; without any it writes to the disk as one in earnest does.
    """
    programs = _programs_of_postgresql()
    folder, port = Path(tempfile.mkdtemp(prefix="corrigenda-postgresql-")), spare_port()
    as_owner = {}
    try:
        if os.geteuid() == 0:  # PostgreSQL refuses to serve as root
            as_owner = _owner()
            shutil.chown(folder, "postgres")

        def run(program, *options):
            told = subprocess.run(
                [programs / program, "--pgdata", folder / "data", *options],
                cwd="/",  # where whoever owns the server may be
                stdout=(folder / "told").open("ab"),  # which, unlike a pipe, the server may keep open
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl+C ends what uses the server first
                **as_owner,
            )
            if told.returncode:
                sys.exit((folder / "told").read_text())

        run("initdb", "--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        with (folder / "data" / "postgresql.conf").open("a") as settings:
            settings.write(POSTGRESQL.format(port=port, folder=folder) + more)
        run("pg_ctl", "start", "--wait", f"--timeout={PATIENCE}", "--log", folder / "data" / "log")
        try:
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "stop", "--wait", "--mode=immediate")  # by the number of its process, which it wrote down
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> dict:
    """How a process is run by the account that Debian's package makes; where there is none, it is made."""
    try:
        account = pwd.getpwnam("postgres")
    except KeyError:
        useradd = shutil.which("useradd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        subprocess.run([useradd, "--system", "--no-create-home", "postgres"], check=True)
        account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _programs_of_postgresql() -> Path:
    """The folder of the server's programs, which Debian keeps off the PATH, by version."""
    on_path = shutil.which("initdb")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name))
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *reversed(folders)]:
        if all((folder / program).exists() for program in ("initdb", "pg_ctl", "postgres")):
            return folder
    raise FileNotFoundError(MISSING.format("PostgreSQL"))


class Redis:
    """A Redis that keeps nothing on disk, and can go away and come back. FileNotFoundError where there is none."""

    def __init__(self) -> None:
        self.port, self.process = spare_port(), None
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise FileNotFoundError(MISSING.format("Redis"))
        options = ["--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen([program, *options], cwd="/", stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError("Redis did not start.")
            time.sleep(0.02)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 1) as asked:
                asked.sendall(b"PING\r\n")
                return asked.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


def granian(
    port: int, *options: str, interface: str = "wsgi", application: str = "newsroom.wsgi:application"
) -> list[str]:
    """The command that starts the real server."""
    fixed = f"-m granian --interface {interface} --host 127.0.0.1 --port {port} --no-ws"
    return [sys.executable, *fixed.split(), *options, application]


def wait_for(process: subprocess.Popen, port: int, log: Path | None = None) -> None:
    """Until a server of ours answers, whatever it answers; raises with what it said where it does not."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        except urllib.error.HTTPError as answer:  # a database without tables, for one, is trouble that it tells of
            answer.close()
            return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
    raise RuntimeError(f"The server did not start.\n{log.read_text() if log else ''}")


def end(process: subprocess.Popen) -> None:
    """Ask a process to end; make it end where it does not within ten seconds."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def main(command: list[str]) -> int:
    def stop(*_):
        raise SystemExit(143)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    with postgresql() as url, subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url}) as running:
        try:
            return running.wait()
        except BaseException:  # interrupted: the command, too, then the server
            running.terminate()
            running.wait()
            raise


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except FileNotFoundError as error:
        sys.exit(str(error))
