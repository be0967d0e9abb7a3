"""Measures readers and editors together against the real server, and that no save which it acknowledged is lost.

Fifty editors, signed in, open cards and save drafts by the desk's own forms, some of them twice, at the same moment or
with other words, while readers read without a pause and one editor publishes. In between the same readers ask a bare
view of the same server, in turn (A B A B), so that a neighbour on the machine slows both. At the end each acknowledged
draft is looked up in the database. Ends with 1 where anything failed or was lost.

python -m tests.bench.load [--editors 50] [--readers 4] [--think 2] [--seconds 8] [--rounds 3]
                           [--on sqlite,postgresql,two]

two: two server processes on one PostgreSQL and one Redis. What there is no server for is said, and left out.
"""

import argparse
import html
import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.bench._newsroom import words_at
from tests.bench.readers import environment_of, manage, p99, serving, take
from tests.servers import PROJECT, Redis, new_postgresql

MOST_ARTICLES, LINES = 25, 40
WARM_UP = 5  # seconds, until processes are started and templates compiled
PATIENCE = 300  # seconds for one answer; what a machine that is busy otherwise takes long for is no error
IDLE = 10  # seconds after which a connection is not trusted to stand any more, as browsers do
SITES = {"sqlite": "SQLite, one process", "postgresql": "PostgreSQL, one process", "two": "PostgreSQL and Redis, two"}
READ = (
    "/", "/corrections/", "/corrections/?q=berths", "/corrections/figures/", "/corrections/feed.atom",
    "/corrections/feed.json", "/articles/{}/", "/articles/{}/?view=corrected", "/articles/{}/?view=comparison",
    "/articles/{}.md", "/articles/{}.critic.md", "/articles/{}/annotations.jsonld", "/articles/{}/feed.atom",
)  # fmt: skip
_VALUE = re.compile(r'name="(csrfmiddlewaretoken|uid|note|seen)" value="([^"]*)"')


@dataclass
class Told:
    """What the clients have seen: seconds of each answer by what was asked, what failed, and what was acknowledged.

    acknowledged: by a draft's name the words of the last save that was answered with thanks, and how often it was sent.
    """

    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failed: Counter = field(default_factory=Counter)
    acknowledged: dict[str, tuple[str, str, str, int]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, what: str, seconds: float, trouble: str = "") -> None:
        with self.lock:
            self.taken[what].append(seconds)
            if trouble:
                self.failed[f"{what}: {trouble}"] += 1


class Visitor:
    """A browser with one connection that stays open."""

    def __init__(self, port: int, told: Told, cookies: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.told, self.cookies, self._used = told, cookies, 0.0

    def ask(self, what: str, address: str, form: list | None = None) -> tuple[int, str]:
        """The status and the body; a status of 0 where none came."""
        begun = time.perf_counter()
        self.send(address, form)
        return self.receive(what, begun)

    def send(self, address: str, form: list | None = None) -> None:
        headers = {"Cookie": self.cookies} if self.cookies else {}
        body = None
        if time.monotonic() - self._used > IDLE:
            self._connection.close()  # the next request opens another
        if form is not None:
            body, headers["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
        try:
            self._connection.request("POST" if form is not None else "GET", address, body, headers)
        except (OSError, http.client.HTTPException):
            self._connection.close()

    def receive(self, what: str, begun: float) -> tuple[int, str]:
        try:
            answer = self._connection.getresponse()
            body, self._used = answer.read().decode("utf-8", "replace"), time.monotonic()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            self.told.note(what, time.perf_counter() - begun, repr(error))
            return 0, ""
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            if cookie.startswith("csrftoken="):
                self.cookies = re.sub(r"; csrftoken=[^;]*", "", self.cookies) + f"; {cookie.partition(';')[0]}"
        # What somebody changed since it was looked at is not published, and the publisher is told: 422.
        is_well = answer.status in (200, 302, 304) or (what == "publish" and answer.status == 422)
        self.told.note(what, time.perf_counter() - begun, "" if is_well else str(answer.status))
        return answer.status, body

    def close(self) -> None:
        self._connection.close()


class Reader:
    def __init__(self, port: int, told: Told, slugs: list[str], seed: int) -> None:
        self._visitor, self._slugs, self._pick = Visitor(port, told), slugs, random.Random(seed)

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            address = self._pick.choice(READ).format(self._pick.choice(self._slugs))
            self._visitor.ask("read", address)

    def look_at_the_bare_view(self, until: float) -> None:
        while time.monotonic() < until:
            self._visitor.ask("bare", f"/bare/{self._slugs[0]}/")

    def close(self) -> None:
        self._visitor.close()


class Editor:
    """Corrects one line after another of an article that a few others have open too; each has lines of their own."""

    def __init__(self, port: int, told: Told, cookies: str, slug: str, number: int, lines: list[int], think: float):
        self._visitor, self._other = Visitor(port, told, cookies), Visitor(port, told)
        self._told, self._slug, self._number, self._lines, self._think = told, slug, number, lines, think
        self._pick = random.Random(number)

    def work(self, until: float) -> None:
        time.sleep(min(self._pick.random() * self._think, max(0, until - time.monotonic())))
        while self._lines and time.monotonic() < until:
            self._correct(self._lines.pop())
            pause = self._pick.expovariate(1 / self._think) if self._think else 0
            time.sleep(max(0, min(pause, until - time.monotonic())))

    def close(self) -> None:
        self._visitor.close()
        self._other.close()

    def _correct(self, line: int) -> None:
        words = words_at(int(self._slug.rpartition("-")[2]), line)
        new = f"/desk/articles/{self._slug}/notes/new/"
        status, card = self._visitor.ask("desk", f"{new}?{urlencode({'exact': words})}")
        if status != 200:
            return
        found = dict(_VALUE.findall(card))
        right = words.replace("berths", f"moorings of {self._number}")
        self._save(new, found, words, right)
        self._visitor.ask("desk", f"/desk/articles/{self._slug}/")

    def _save(self, address: str, found: dict[str, str], words: str, right: str) -> None:
        wording = f"An earlier version said {words}. In fact there are {right} in all of Norwich."
        twice, corrected = self._pick.random() < 0.3, self._pick.random() < 0.2
        begun = time.perf_counter()
        self._visitor.send(address, _form(found, words, right, wording))
        if twice:  # the same card, at the same moment, over another connection
            self._other.cookies = self._visitor.cookies
            self._other.send(address, _form(found, words, right, wording))
            self._heard(self._other, found["uid"], words, right, wording, begun)
        self._heard(self._visitor, found["uid"], words, right, wording, begun)
        if corrected:  # the card is sent again with other words, as after an answer that was lost
            wording, begun = f"{wording} It is a mile long.", time.perf_counter()
            self._visitor.send(address, _form(found, words, right, wording))
            self._heard(self._visitor, found["uid"], words, right, wording, begun)

    def _heard(self, visitor: Visitor, uid: str, words: str, right: str, wording: str, begun: float) -> None:
        status, _ = visitor.receive("save", begun)
        if status == 302:
            with self._told.lock:
                sent = self._told.acknowledged.get(uid, ("", "", "", 0))[3]
                self._told.acknowledged[uid] = (words, right, wording, sent + 1)
        elif status:
            self._told.note("save", time.perf_counter() - begun, f"answered with {status}")


class Publisher:
    """Publishes what others have drafted, so that readers' pages are made anew; leaves the youngest to their cards."""

    def __init__(self, port: int, told: Told, cookies: str, slugs: list[str], seed: int) -> None:
        self._visitor, self._slugs, self._pick = Visitor(port, told, cookies), slugs, random.Random(seed)

    def work(self, until: float) -> None:
        while time.monotonic() < until:
            address = f"/desk/articles/{self._pick.choice(self._slugs)}/publication/"
            status, sheet = self._visitor.ask("desk", address)
            found = _VALUE.findall(sheet)
            # The sheet is in the order of the text; a card that may still be sent again is one of the youngest.
            notes = sorted((one for one in found if one[0] == "note"), key=lambda one: int(one[1]))[:-4]
            if status == 200 and notes:
                form = [one for one in found if one[0] in ("csrfmiddlewaretoken", "seen")] + notes
                self._visitor.ask("publish", address, form)
            time.sleep(max(0, min(1, until - time.monotonic())))

    def close(self) -> None:
        self._visitor.close()


def _form(found: dict[str, str], words: str, right: str, wording: str) -> list[tuple[str, str]]:
    return [
        ("csrfmiddlewaretoken", found["csrfmiddlewaretoken"]), ("uid", found["uid"]), ("field", ""), ("start", "0"),
        ("end", "0"), ("exact", words), ("replacement", right), ("wording", wording), ("kind", "correction"),
        ("severity", "standard"), ("error_type", "number"), ("source_url", "https://example.org/minutes"),
        ("source_title", "Minutes of the harbour"), ("memo", ""),
    ]  # fmt: skip


# -- memory ----------------------------------------------------------------------------------------------------------


class Memory:
    """Watches what the server's processes hold, in MiB: the server and those in which texts are worked through."""

    def __init__(self, root: int) -> None:
        self._root, self._over = root, threading.Event()
        self.first: dict[str, float] = {}
        self.last: dict[str, float] = {}
        self.peak: dict[str, float] = {}
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            now: dict[str, float] = defaultdict(float)
            for pid in _family(self._root):
                now["bounded" if _is_bounded(pid) else "server"] += _resident(pid)
            self.first = self.first or dict(now)
            self.last = dict(now)
            self.peak = {name: max(now[name], self.peak.get(name, 0)) for name in {*now, *self.peak}}


def _family(root: int) -> list[int]:
    """A process and all that it has started."""
    found = [root]
    for pid in found:
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _is_bounded(pid: int) -> bool:
    try:
        return b"bounded_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096 / 2**20
    except (OSError, IndexError):
        return 0


# -- one site --------------------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What one run came to. errors: what failed, how often. lost: acknowledged drafts that are not there as they were
    acknowledged, exactly once."""

    told: Told
    memory: Memory
    seconds: dict[str, float]
    lost: list[str]

    @property
    def is_well(self) -> bool:
        return not self.lost and not self.told.failed


@contextmanager
def site_on(which: str, folder: Path) -> Iterator[tuple[dict[str, str], int]]:
    """How the server is started, and in how many processes. Raises FileNotFoundError where this machine lacks what it
    needs."""
    with ExitStack() as stack:
        database, cache = f"sqlite:///{folder / 'load.sqlite3'}", ""
        if which != "sqlite":
            database = stack.enter_context(new_postgresql())
        if which == "two":
            redis = Redis()
            stack.callback(redis.stop)
            cache = redis.url
        yield environment_of(folder, database, cache), 2 if which == "two" else 1


def newsroom(*asked: object, environment: dict[str, str]) -> dict:
    command = [sys.executable, "-m", "tests.bench._newsroom", *map(str, asked)]
    return json.loads(subprocess.run(command, cwd=PROJECT, env=environment, check=True, stdout=-1).stdout)


def run(environment: dict[str, str], workers: int, folder: Path, asked: argparse.Namespace) -> Outcome:
    environment = environment | {"RENDER_SECONDS": str(PATIENCE)}
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput"]):
        manage(command, environment)
    # Each editor has lines of their own in an article that a few share, and enough of them for the whole run.
    articles = min(MOST_ARTICLES, -(-asked.editors // 2))
    sharing = -(-asked.editors // articles)
    made = newsroom("make", asked.editors + 1, articles, LINES * sharing, environment=environment)
    slugs, told = made["slugs"], Told()
    cookies = [f"{made['cookie']}={session}" for session in made["sessions"]]
    seconds: dict[str, float] = defaultdict(float)
    with serving(environment, workers) as (port, process):
        take(port, slugs[0], folder)
        readers = [Reader(port, told, slugs, seed) for seed in range(asked.readers)]
        editors = [
            Editor(
                port, told, cookies[number], slugs[number % articles], number,
                list(range(number // articles, LINES * sharing, sharing)), asked.think,
            )
            for number in range(asked.editors)
        ]  # fmt: skip
        publisher = Publisher(port, told, cookies[-1], slugs, asked.editors)
        for reader in readers:  # which also warms up
            reader._visitor.told = Told()
            reader.look_at_the_bare_view(time.monotonic() + 0.3)
            reader._visitor.told = told
        with Memory(process.pid) as memory:
            both = [one.work for one in (*readers, *editors, publisher)]
            _at_once(both, min(asked.seconds, WARM_UP))
            told.taken.clear()  # what failed, and what was acknowledged, counts from the beginning
            for _ in range(asked.rounds):
                seconds["together"] += _at_once(both, asked.seconds)
                seconds["bare"] += _at_once([one.look_at_the_bare_view for one in readers], asked.seconds / 4)
    for one in (*readers, *editors, publisher):
        one.close()
    kept = newsroom("kept", environment=environment)
    return Outcome(told, memory, seconds, _lost(told, kept))


def _at_once(work: list, seconds: float) -> float:
    """How long it really took until the last was done."""
    begun = time.monotonic()
    with ThreadPoolExecutor(len(work)) as pool:
        for one in [pool.submit(each, begun + seconds) for each in work]:
            one.result()
    return time.monotonic() - begun


def _lost(told: Told, kept: dict[str, list]) -> list[str]:
    lost = []
    for uid, (words, right, wording, _) in told.acknowledged.items():
        if kept.get(uid) != [[wording, [[words, right]]]]:
            lost.append(f"{uid}: acknowledged “{wording}”, kept {kept.get(uid)}")
    return lost


def show(title: str, outcome: Outcome) -> None:
    told, seconds, memory = outcome.told, outcome.seconds, outcome.memory
    bare = told.taken["bare"]
    base = len(bare) / seconds["bare"], _p50(bare), p99(bare)
    heads = [f"{head:>{width}}{'of bare':>9}" for head, width in (("a second", 10), ("p50 ms", 9), ("p99 ms", 9))]
    print(f"{title:36}{'answers':>9}{''.join(heads)}")
    for what in ("bare", "read", "desk", "save", "publish"):
        taken = told.taken[what]
        if not taken:
            continue
        rate = len(taken) / seconds["bare" if what == "bare" else "together"]
        figures = rate, _p50(taken), p99(taken)
        cells = [f"{figures[0]:10,.1f}{figures[0] / base[0]:9.3f}"]
        for figure, own in zip(figures[1:], base[1:], strict=True):
            cells.append(f"{1000 * figure:9,.1f}{figure / own:9.1f}")
        print(f"  {what:34}{len(taken):9,}{''.join(cells)}")
    for name in ("server", "bounded"):
        first, last, peak = (told.get(name, 0) for told in (memory.first, memory.last, memory.peak))
        print(f"  {f'memory, {name}':34}{first:8.0f} MiB at first, {last:.0f} at the end, {peak:.0f} at the most")
    drafts, twice = len(told.acknowledged), sum(one[3] > 1 for one in told.acknowledged.values())
    print(f"  {drafts} drafts acknowledged, {twice} of them sent more than once; {len(outcome.lost)} lost")
    print(f"  {sum(told.failed.values())} errors\n")
    for trouble in (*(f"{count} × {what}" for what, count in told.failed.most_common(10)), *outcome.lost[:10]):
        print(f"  {html.unescape(trouble)}")


def _p50(taken: list[float]) -> float:
    return sorted(taken)[len(taken) // 2]


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load")
    parser.add_argument("--editors", type=int, default=50)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--think", type=float, default=2, help="seconds between two saves of an editor, on average")
    parser.add_argument("--seconds", type=float, default=8, help="of readers and editors together, in each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--on", default=",".join(SITES))
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    asked, is_well = read_arguments(arguments), True
    for which in asked.on.split(","):
        with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
            try:
                site = stack.enter_context(site_on(which, Path(name)))
            except FileNotFoundError as error:
                print(f"{SITES[which]}: not measured. {error}\n")
                continue
            outcome = run(*site, Path(name), asked)
            show(f"{SITES[which]}, {asked.editors} editors", outcome)
            is_well = is_well and outcome.is_well
    return 0 if is_well else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
