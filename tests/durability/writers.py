"""Editors who write without a pause over HTTP, and keep what the server has acknowledged; it may be killed meanwhile.

Each has articles of its own, and does one thing after the other: import, draft, change, publish, amend, import the next
revision. What was sent and not answered has an unknown outcome: it is sent again, as it was, once there is a server.
"""

import hashlib
import http.client
import random
import threading
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

PLACES = 6  # in an article


@dataclass
class Deed:
    """One request. kept: what must be there once it is acknowledged."""

    kind: str
    path: str
    form: dict
    kept: dict = field(default_factory=dict)
    times_sent: int = 0
    answers: list[int] = field(default_factory=list)


class Away(Exception):
    """The server did not answer, or broke off."""


class Editor:
    """port: where the server is now; it changes with each. look_up: the key of a note, by its uid."""

    def __init__(self, name: str, password: str, look_up, seed: int) -> None:
        self.name, self.look_up, self.pick = name, look_up, random.Random(seed)
        self.cookies: dict[str, str] = {}
        self.password = password
        self.acknowledged: list[Deed] = []
        self.unknown: Deed | None = None
        self.refusals: list[str] = []
        self.sent = self.put_off = 0
        self._deeds = self._days()

    # -- what is done --------------------------------------------------------------------------------------------------

    def _days(self):
        while True:
            yield from self._article(f"{self.name}-{uuid4().hex[:8]}")

    def _article(self, slug: str):
        words = [f"{self.name}{n}x{self.pick.randrange(10**6)}" for n in range(PLACES)]
        text = f"# {slug}\n\n" + "\n\n".join(f"The {word} stood there in {1900 + n}." for n, word in enumerate(words))
        yield self._import(slug, text, publish=True)
        published = []
        for n, word in enumerate(words):
            uid, form, kept = self._card(slug, word, f"right{word}")
            yield Deed("draft", f"/desk/articles/{slug}/notes/new/", form, kept)
            pk = self.look_up(uid)
            if n % 3 == 1:
                kept = kept | {"wording": kept["wording"] + " It was changed once."}
                form = form | {"wording": kept["wording"], "version": "1"}
                yield Deed("change", f"/desk/notes/{pk}/", form, kept)
            if n % 3 != 2:
                yield Deed("publish", f"/desk/articles/{slug}/publication/", {"note": pk}, {"uid": uid, "slug": slug})
                published.append((pk, word))
            if n == 3:
                pk, word = published[0]
                uid, form, kept = self._card(slug, word, f"better{word}")
                yield Deed("amend", f"/desk/notes/{pk}/amendment/", form, kept | {"amends": pk})
                amendment = {"note": self.look_up(uid)}
                yield Deed("publish", f"/desk/articles/{slug}/publication/", amendment, {"uid": uid, "slug": slug})
                notes = len(published) + 1
                yield self._import(slug, f"{text}\n\nIt was put down on {uid}.\n", number=2, notes=notes)

    def _import(self, slug: str, text: str, *, number: int = 1, notes: int = 0, publish: bool = False) -> Deed:
        digest = hashlib.sha256(text.encode()).hexdigest()
        form = {"slug": slug, "text": text, "seen": f"{number}-{notes}-{digest}"}
        form |= {"publish": "on"} if publish else {}
        kept = {"slug": slug, "sha256": digest, "public": publish}
        return Deed("import", "/desk/new-article/", form, kept)

    def _card(self, slug: str, word: str, right: str) -> tuple[str, dict, dict]:
        uid = str(uuid4())
        kept = {
            "uid": uid,
            "slug": slug,
            "quote": word,
            "right": right,
            "wording": f"An earlier version of this article misstated what stood there. It was {right}, not {word}.",
            "memo": f"A memo on {uid}, {'and more of it, ' * 20}.",
            "url": f"https://example.org/{uid}",
        }
        form = {
            "uid": uid,
            "exact": word,
            "replacement": right,
            "wording": kept["wording"],
            "memo": kept["memo"],
            "kind": "correction",
            "severity": "standard",
            "source_url": kept["url"],
            "source_title": f"The source of {word}",
        }
        return uid, form, kept

    # -- how it is sent ------------------------------------------------------------------------------------------------

    def work(self, port: int) -> None:
        """Until the server is away."""
        try:
            while True:
                deed = self.unknown or next(self._deeds)
                self.unknown = deed
                if self._do(port, deed):
                    self.acknowledged.append(deed)
                    self.unknown = None
        except Away:
            pass

    def _do(self, port: int, deed: Deed) -> bool:
        deed.times_sent += 1
        self.sent += 1
        status, body = self._request(port, "POST", deed.path, deed.form)
        deed.answers.append(status)
        if status == 503:
            self.put_off += 1
            return False
        # What is there already since the first time may be refused the second time: that it is there is looked at.
        if status not in (200, 302) and deed.times_sent == 1:
            self.refusals.append(f"{deed.kind} {deed.path}: {status} {body[:2000]}")
            raise Away
        return True

    def sign_in(self, port: int) -> None:
        """Once: who is signed in stays so, whatever becomes of the server."""
        if "sessionid" in self.cookies:
            return
        self._request(port, "GET", "/sign-in/")
        status, _ = self._request(port, "POST", "/sign-in/", {"username": self.name, "password": self.password})
        assert status == 302

    def _request(self, port: int, method: str, path: str, form: dict | None = None) -> tuple[int, str]:
        body = urlencode(form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}) if form else None
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            said = answer.read().decode(errors="replace")
            for cookie in answer.msg.get_all("Set-Cookie", []):
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, said
        except (OSError, http.client.HTTPException) as error:
            raise Away from error
        finally:
            connection.close()


class Crew:
    """Several editors at once."""

    def __init__(self, editors: list[Editor]) -> None:
        self.editors = editors

    def sign_in(self, port: int) -> None:
        for editor in self.editors:
            editor.sign_in(port)

    def acknowledged(self) -> int:
        return sum(len(editor.acknowledged) for editor in self.editors)

    def begin(self, port: int) -> list[threading.Thread]:
        threads = [threading.Thread(target=editor.work, args=[port]) for editor in self.editors]
        for thread in threads:
            thread.start()
        return threads
