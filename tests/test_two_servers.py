"""Two server processes on one database and one Redis, as behind a proxy that asks now the one, now the other."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

import pytest
import redis

from tests.servers import PATIENCE, PROJECT, Redis, end, granian, spare_port, wait_for

BEHIND = 1.0  # seconds; PUBLIC_PAGE_SECONDS, which is more than a setting: the README promises it
ARTICLE = "# Tower\n\nThe tower has 20 floors and 4 lifts, the mayor said.\n\nIt was built in 1931.\n"
NAME, PASSWORD = "ada", "first programmer"
MAKE_EDITOR = f"""
from django.contrib.auth.models import Group, User
User.objects.create_user({NAME!r}, password={PASSWORD!r}).groups.set(Group.objects.all())
"""
numbers = count(1)


class Desk:
    """A browser, for which both servers are one site: it sends them the same cookies."""

    def __init__(self) -> None:
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, server: str, path: str) -> str:
        with self.opener.open(server + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def post(self, server: str, path: str, **fields) -> tuple[int, str]:
        """The status, and the page that is come to at last."""
        token = next((one.value for one in self.cookies if one.name == "csrftoken"), "")
        sent = urlencode({**fields, "csrfmiddlewaretoken": token}, doseq=True).encode()
        try:
            with self.opener.open(server + path, sent, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def sign_in(self, server: str) -> "Desk":
        self.get(server, "/sign-in/")
        status, page = self.post(server, "/sign-in/", username=NAME, password=PASSWORD)
        assert (status, "Sign out" in page) == (200, True)
        return self

    def article(self, server: str) -> str:
        """A public article with three drafts; its slug."""
        slug = f"tower-{next(numbers)}"
        assert self.post(server, "/desk/new-article/", slug=slug, text=ARTICLE, publish="on")[0] == 200
        for wrong, right in (("20 floors", f"21 floors of {slug}"), ("4 lifts", "5 lifts"), ("1931", "1932")):
            fields = {"exact": wrong, "replacement": right, "kind": "correction", "severity": "standard"}
            wording = f"An earlier version of this article misstated a number. It is {right}, not {wrong}."
            assert self.post(server, f"/desk/articles/{slug}/notes/new/", wording=wording, **fields)[0] == 200
        return slug

    def drafts(self, server: str, slug: str) -> list[int]:
        return sorted(map(int, re.findall(r'id="note-(\d+)"', self.get(server, f"/desk/articles/{slug}/"))))

    def publish(self, server: str, slug: str, *notes: int) -> int:
        return self.post(server, f"/desk/articles/{slug}/publication/", note=notes)[0]


class Servers:
    """The addresses of two servers, what they share, and the commands that run beside them."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.redis = Redis()
        self.variables = os.environ | {
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATABASE_URL": database_url,
            "CACHE_URL": self.redis.url,
            "SITE_URL": "http://news.example.org",
            "DEBUG": "0",
            # What is served and kept is the same as for the public; only static files need not be collected.
            "DEMO": "1",
        }
        self.manage("shell", "--verbosity=0", "--command", MAKE_EDITOR)
        self.processes, self.ports, self.folder = [], [spare_port(), spare_port()], folder
        self.addresses = [f"http://127.0.0.1:{port}" for port in self.ports]
        for port in self.ports:
            with (folder / str(port)).open("wb") as log:
                self.processes.append(
                    subprocess.Popen(
                        granian(port, "--blocking-threads", "4"),
                        cwd=PROJECT,
                        env=self.variables,
                        stdout=log,
                        stderr=log,
                    )
                )

    def wait(self) -> None:
        """Until both answer."""
        for port, process in zip(self.ports, self.processes, strict=True):
            wait_for(process, port, self.folder / str(port))

    def manage(self, *command: str) -> str:
        run = [sys.executable, "manage.py", *command]
        done = subprocess.run(run, cwd=PROJECT, env=self.variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def held(self) -> list[str]:
        """What of which article is kept in Redis, and which lists: "article:annotated:SLUG", "list:home"."""
        with redis.Redis(port=self.redis.port) as client:
            return sorted(re.sub(r"^.*?(?=article:|list:)", "", key.decode()) for key in client.scan_iter())

    def stop(self) -> None:
        for process in self.processes:
            end(process)
        self.redis.stop()


@pytest.fixture(scope="module")
def servers(tmp_path_factory, new_database):
    started = Servers(tmp_path_factory.mktemp("servers"), new_database())
    try:
        started.wait()
        yield started
    finally:
        started.stop()


@pytest.fixture
def one(servers):
    return servers.addresses[0]


@pytest.fixture
def other(servers):
    return servers.addresses[1]


@pytest.fixture(scope="module")
def desk(servers):
    return Desk().sign_in(servers.addresses[0])


def reader(server, path):
    return Desk().get(server, path)


def later(server, path):
    """What a reader gets as soon as no server may be behind any more."""
    time.sleep(BEHIND)
    return reader(server, path)


def together(*calls):
    """What these return, when they begin at once."""
    ready, returned = threading.Barrier(len(calls)), {}

    def run(at, call):
        ready.wait()
        returned[at] = call()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [returned.get(at) for at in range(len(calls))]


# Readers


@pytest.mark.parametrize("way", [(0, 1), (1, 0)], ids=["from one", "from the other"])
def test_what_one_publishes_the_other_shows_within_a_second(servers, desk, way):
    publishes, shows = (servers.addresses[at] for at in way)
    slug = desk.article(publishes)
    paths = [f"/articles/{slug}/", f"/articles/{slug}/?view=corrected", f"/articles/{slug}.md"]
    paths += [f"/articles/{slug}/annotations.jsonld", f"/articles/{slug}/feed.atom", f"/articles/{slug}/feed.json"]
    paths += ["/corrections/", "/corrections/feed.atom", "/corrections/feed.json"]
    for server in servers.addresses:
        assert [path for path in paths if f"21 floors of {slug}" in reader(server, path)] == []
    assert desk.publish(publishes, slug, desk.drafts(publishes, slug)[0]) == 200
    time.sleep(BEHIND)
    assert [path for path in paths if f"21 floors of {slug}" not in reader(shows, path)] == []


def test_what_one_has_made_the_other_does_not_make_again(servers, one, other, desk):
    slug = desk.article(one)
    made = reader(one, f"/articles/{slug}/")
    with redis.Redis(port=servers.redis.port) as client:
        before = client.info("commandstats")["cmdstat_set"]["calls"]
        assert reader(other, f"/articles/{slug}/") == made
        assert client.info("commandstats")["cmdstat_set"]["calls"] == before


def test_what_is_published_empties_the_cache_that_both_share(servers, one, other, desk):
    slug = desk.article(one)
    beside = desk.article(one)
    for path in (f"/articles/{slug}/", f"/articles/{slug}.md", f"/articles/{beside}/", "/corrections/"):
        reader(one, path)
    assert {f"article:annotated:{slug}", f"article:markdown:{slug}", "list:log"} <= set(servers.held())
    assert desk.publish(other, slug, *desk.drafts(other, slug)) == 200
    assert [key for key in servers.held() if key.endswith(slug) or key.startswith("list:")] == []
    assert f"article:annotated:{beside}" in servers.held()


# Editors


def test_who_signed_in_at_one_is_signed_in_at_the_other_and_who_signed_out_is_out(servers, one, other):
    browser = Desk().sign_in(one)
    assert "Sign out" in browser.get(other, "/desk/")
    kept = {cookie.name: cookie.value for cookie in browser.cookies}
    browser.post(other, "/sign-out/")
    asked = urllib.request.Request(f"{one}/desk/", headers={"Cookie": f"sessionid={kept['sessionid']}"})
    with urllib.request.urlopen(asked) as answer:
        assert answer.url == f"{one}/sign-in/?next=/desk/"


def test_a_draft_that_both_publish_at_once_is_published_once(servers, one, other, desk):
    slug = desk.article(one)
    before = int(servers.manage("verify_ledger").split()[0])
    for note in desk.drafts(one, slug):
        told = together(lambda: desk.publish(one, slug, note), lambda: desk.publish(other, slug, note))  # noqa: B023
        assert told == [200, 200]
    assert int(servers.manage("verify_ledger").split()[0]) == before + 3
    collection = json.loads(later(other, f"/articles/{slug}/annotations.jsonld"))
    assert collection["total"] == 3
    page = reader(other, f"/articles/{slug}/")
    assert sorted(re.findall(r'id="correction-(\d+)"', page)) == ["1", "2", "3"]


def test_drafts_that_each_publishes_at_once_get_numbers_without_a_gap(servers, one, other, desk):
    slug = desk.article(one)
    first, second, third = desk.drafts(one, slug)
    told = together(lambda: desk.publish(one, slug, first, third), lambda: desk.publish(other, slug, second))
    assert told == [200, 200]
    assert sorted(re.findall(r'id="correction-(\d+)"', later(one, f"/articles/{slug}/"))) == ["1", "2", "3"]
    servers.manage("verify_ledger")


def test_a_card_that_is_sent_to_both_at_once_is_saved_once(servers, one, other, desk):
    slug = desk.article(one)
    fields = {"exact": "the mayor", "replacement": "the council", "wording": "It was the council, not the mayor."}
    fields |= {"kind": "correction", "severity": "standard", "uid": "0b5e9a5e-6c9b-4f0e-9d3a-000000000001"}
    path = f"/desk/articles/{slug}/notes/new/"
    told = together(lambda: desk.post(one, path, **fields)[0], lambda: desk.post(other, path, **fields)[0])
    assert told == [200, 200]
    assert len(desk.drafts(one, slug)) == 4


# Without Redis


def test_with_redis_away_both_serve_publish_and_sign_in_and_it_is_used_again_when_it_is_back(servers, one, other, desk):
    slug = desk.article(one)
    first, second, third = desk.drafts(one, slug)
    path = f"/articles/{slug}/"
    reader(one, path), reader(other, path)
    servers.redis.stop()
    try:
        assert desk.publish(one, slug, first) == 200
        assert "21 floors" in later(other, path)
        assert "21 floors" in reader(one, path)
        Desk().sign_in(other)
        assert desk.publish(other, slug, second) == 200
        assert "5 lifts" in later(one, path)
    finally:
        servers.redis.start()
    assert desk.publish(one, slug, third) == 200
    assert all("1932" in later(server, path) for server in servers.addresses)
    assert f"article:annotated:{slug}" in servers.held()


def test_what_a_redis_that_comes_back_held_before_is_served_to_nobody(servers, one, other, desk):
    slug = desk.article(one)
    path = f"/articles/{slug}/"
    reader(one, path), reader(other, path)
    with redis.Redis(port=servers.redis.port) as client:
        (key,) = client.keys(f"*article:annotated:{slug}")
        old = client.dump(key)
    servers.redis.stop()
    try:
        assert desk.publish(one, slug, desk.drafts(one, slug)[0]) == 200
    finally:
        servers.redis.start()
    with redis.Redis(port=servers.redis.port) as client:
        client.restore(key, 0, old)
    assert all("21 floors" in later(server, path) for server in (other, one))


def test_a_redis_that_hangs_keeps_nobody_waiting_for_long(servers, one, other, desk):
    slug = desk.article(one)
    path = f"/articles/{slug}/"
    reader(one, path), reader(other, path)
    os.kill(servers.redis.process.pid, signal.SIGSTOP)
    try:
        assert desk.publish(one, slug, desk.drafts(one, slug)[0]) == 200
        assert "21 floors" in later(other, path)
    finally:
        os.kill(servers.redis.process.pid, signal.SIGCONT)
    assert all("21 floors" in later(server, path) for server in (other, one))
