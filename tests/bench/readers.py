"""Measures readers' pages against a bare view that gives the same bytes through the same server and middleware.

Both are asked in turn, over connections that stay open, so that a neighbour on the machine slows both. Also told: how
a reader who has the page already fares (304), and two server processes that share one Redis, where there is one.

python -m tests.bench.readers [ROUNDS]
"""

import json
import os
import selectors
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from tests.servers import PROJECT, Redis, end, granian, spare_port, wait_for

SLUGS = ("utf-8-story", "leap-second-vote", "voyager-golden-record")
HEADERS = ("Content-Type", "Content-Encoding", "ETag", "Cache-Control")
CONNECTIONS, SECONDS, ROUNDS = 8, 0.5, 15
AIM, AIM_SHARED, AIM_P99 = 0.8, 0.4, 2.0


@contextmanager
def site(folder: Path, workers: int, cache: str = "") -> Iterator[int]:
    """The server for the public, with the samples; its port."""
    environment = environment_of(folder, f"sqlite:///{folder / 'bench.sqlite3'}", cache)
    for command in (["demo", "--no-server"], ["collectstatic", "--noinput"]):
        manage(command, environment)
    with serving(environment, workers) as (port, _):
        yield port


def environment_of(folder: Path, database: str, cache: str = "") -> dict[str, str]:
    """What the server for the public, and commands beside it, are started with."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.bench._serving",
        "DATABASE_URL": database,
        "SECRET_KEY": "only for this measurement, on this machine, and nowhere else",
        "ALLOWED_HOSTS": "127.0.0.1",
        "BENCH_FOLDER": str(folder),
        "CACHE_URL": cache,
        "LOG_LEVEL": "warning",
        "DEBUG": "0",
    }


def manage(command: list[str], environment: dict[str, str]) -> None:
    """A command of manage.py."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=PROJECT, env=environment, check=True, stdout=-3)


@contextmanager
def serving(environment: dict[str, str], workers: int) -> Iterator[tuple[int, subprocess.Popen]]:
    """The server; its port and its process."""
    port = spare_port()
    command = granian(port, "--workers", str(workers), "--blocking-threads", "4", "--log-level", "critical")
    process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=-3, stderr=-3)
    try:
        wait_for(process, port)
        yield port, process
    finally:
        end(process)


def ask(port: int, path: str, seconds: float, headers: str = "") -> list[float]:
    """How long each answer took, in seconds, in the order of their coming, over connections that are never idle."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n{headers}\r\n".encode()
    taken: list[float] = []
    waiting = selectors.DefaultSelector()
    for _ in range(CONNECTIONS):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall(request)
        waiting.register(connection, selectors.EVENT_READ, [time.perf_counter(), b""])
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _ in waiting.select(1):
            begun, received = key.data
            received += key.fileobj.recv(1 << 20)
            key.data[1] = received
            if not is_whole(received):
                continue
            now = time.perf_counter()
            taken.append(now - begun)
            key.data[:] = [now, b""]
            key.fileobj.sendall(request)
    for key in list(waiting.get_map().values()):
        key.fileobj.close()
    return taken


def is_whole(received: bytes) -> bool:
    head, found, body = received.partition(b"\r\n\r\n")
    if not found:
        return False
    if head.startswith(b"HTTP/1.1 304"):
        return True
    assert head.startswith(b"HTTP/1.1 200"), head
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return len(body) >= int(length.split(b":")[1])


def p99(taken: list[float]) -> float:
    return sorted(taken)[int(len(taken) * 0.99)]


def take(port: int, slug: str, folder: Path) -> str:
    """Lay the page down for the bare view; returns its ETag."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/articles/{slug}/", headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(asked) as page:
        (folder / f"{slug}.body").write_bytes(page.read())
        (folder / f"{slug}.headers").write_text(json.dumps({name: page.headers[name] for name in HEADERS}))
        return page.headers["ETag"]


def compare(port: int, slug: str, folder: Path, rounds: int) -> dict[str, float]:
    """Page and bare view, in turn; medians over the rounds."""
    paths = {"page": f"/articles/{slug}/", "bare": f"/bare/{slug}/"}
    tag = take(port, slug, folder)
    for path in paths.values():
        ask(port, path, 0.3)
    rates = {name: [] for name in paths}
    slow = {name: [] for name in paths}
    for at in range(rounds):
        for name in list(paths)[:: 1 if at % 2 else -1]:
            taken = ask(port, paths[name], SECONDS)
            rates[name].append(len(taken) / SECONDS)
            slow[name].append(p99(taken))
    known = len(ask(port, paths["page"], SECONDS, f"If-None-Match: {tag}\r\n")) / SECONDS
    return {
        "page": median(rates["page"]),
        "bare": median(rates["bare"]),
        "ratio": median(a / b for a, b in zip(rates["page"], rates["bare"], strict=True)),
        "p99": median(a / b for a, b in zip(slow["page"], slow["bare"], strict=True)),
        "known": known,
    }


def table(port: int, title: str, aim: float, folder: Path, rounds: int) -> None:
    print(f"{title:34}{'page/s':>9}{'bare/s':>9}{'ratio':>8}{'p99 ratio':>11}{'304/s':>9}")
    ratios, slow = [], []
    for slug in SLUGS:
        told = compare(port, slug, folder, rounds)
        ratios.append(told["ratio"])
        slow.append(told["p99"])
        print(
            f"{slug:34}{told['page']:9,.0f}{told['bare']:9,.0f}{told['ratio']:8.2f}{told['p99']:11.2f}"
            f"{told['known']:9,.0f}"
        )
    verdict = "met" if min(ratios) >= aim and max(slow) <= AIM_P99 else "MISSED"
    print(f"at least {aim} of the requests a second and p99 at most {AIM_P99} times: {verdict}\n")


def main(arguments: list[str]) -> int:
    rounds = int(arguments[0]) if arguments else ROUNDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with site(folder, workers=1) as port:
            table(port, "one process", AIM, folder, rounds)
        try:
            redis = Redis()
        except FileNotFoundError as error:
            print(f"two processes with a shared cache: not measured. {error}")
            return 0
        try:
            with site(folder, workers=2, cache=redis.url) as port:
                table(port, "two processes, one Redis", AIM_SHARED, folder, rounds)
        finally:
            redis.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
