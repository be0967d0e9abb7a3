"""A newsroom for the browser tests: the real server with its samples, and the desk over HTTP for what is given."""

import hashlib
import json
import os
import re
import subprocess
import sys
from itertools import count
from pathlib import Path

from tests.servers import PROJECT, end, spare_port, wait_for

_numbers = count(1)


class Server:
    """`manage.py demo` on a spare port of this machine, with a database of its own. settings: by variable."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.port = spare_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.folder = folder
        self.variables = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings",
            "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
            "PORT": str(self.port),
            **settings,
        }
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "demo"], cwd=PROJECT, env=self.variables, stdout=log, stderr=log
            )

    def wait(self) -> None:
        """Until it answers; raises with what it said when it does not."""
        wait_for(self.process, self.port, self.log)

    def editor(self) -> tuple[str, str]:
        """The name and the password of its editor, as it tells them."""
        told = re.search(r"Sign in as (\S+) with the password (\S+)", self.log.read_text())
        return told[1], told[2]

    def account(self, name: str, password: str, *groups: str) -> None:
        """Make another account, in these groups; in all of them where none is named."""
        found = f"filter(name__in={groups!r})" if groups else "all()"
        makes = (
            "from django.contrib.auth.models import Group, User; "
            f"User.objects.create_user({name!r}, password={password!r}).groups.set(Group.objects.{found})"
        )
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--command", makes],
            cwd=PROJECT,
            env=self.variables,
            check=True,
            capture_output=True,
        )

    def import_article(self, slug: str, source: str, annotations: list[dict]) -> None:
        """Import an article with its corrections by command, and publish both."""
        article, notes = self.folder / f"{slug}.md", self.folder / f"{slug}.json"
        article.write_text(source)
        notes.write_text(json.dumps(annotations))
        for command in (["import_article", article], ["import_corrections", slug, notes]):
            done = subprocess.run(
                [sys.executable, "manage.py", *command, "--publish"],
                cwd=PROJECT,
                env=self.variables,
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stderr

    def stop(self) -> None:
        end(self.process)


class Desk:
    """What an editor has done before a test begins, without a browser: plain forms over HTTP."""

    def __init__(self, requests, state: dict) -> None:
        self.requests = requests
        self.token = next(cookie["value"] for cookie in state["cookies"] if cookie["name"] == "csrftoken")

    def article(self, source: str | bytes, *, public: bool = False, slug: str = "", after: str = "") -> str:
        """Import a source under a slug of its own, or as the next revision of a known slug; returns the slug.

        after: for the next one of a public article, which is looked at first otherwise: the revision's number, and how
        many notes were published before, as "2-1".
        """
        slug = slug or f"article-{next(_numbers)}"
        content = source.encode() if isinstance(source, str) else source
        file = {"name": f"{slug}.md", "mimeType": "text/markdown", "buffer": content}
        fields = {"slug": slug, "file": file, "seen": f"{after}-{hashlib.sha256(content).hexdigest()}"}
        self._post("/desk/new-article/", multipart=fields | ({"publish": "on"} if public else {}))
        return slug

    def draft(self, slug: str, exact: str, replacement: str | None, wording: str = "", **fields: str) -> int:
        """Save a note on words that stand once in the body, or in the `field` named; replacement None keeps them."""
        fields = {
            "exact": exact,
            "replacement": exact if replacement is None else replacement,
            "wording": wording or f"An earlier version of this article had “{exact}” where it should not.",
            "kind": "correction",
            "severity": "standard",
            **fields,
        }
        self._post(f"/desk/articles/{slug}/notes/new/", form=fields)
        return max(self.drafts(slug))

    def drafts(self, slug: str) -> list[int]:
        """The drafts of an article."""
        return [int(pk) for pk in re.findall(r'id="note-(\d+)"', self.read(f"/desk/articles/{slug}/"))]

    def rewrite(self, slug: str, note: int, exact: str, replacement: str, wording: str) -> None:
        """Change a draft, as another editor does."""
        fields = {"exact": exact, "replacement": replacement, "wording": wording}
        self._post(f"/desk/notes/{note}/", form=fields | {"kind": "correction", "severity": "standard"})

    def whole(self, slug: str, wording: str, kind: str = "editors_note", severity: str = "standard") -> int:
        """Save a note on the whole article."""
        return self.draft(slug, "", None, wording, kind=kind, severity=severity)

    def delete(self, note: int) -> None:
        """Delete a draft."""
        question = self.read(f"/desk/notes/{note}/deletion/")
        version = re.search(r'name="version" value="(\d+)"', question)[1]
        self._post(f"/desk/notes/{note}/deletion/", form={"version": version})

    def publish(self, slug: str, *notes: int) -> None:
        """Publish drafts, and the page if it is not public."""
        pairs = "&".join(["csrfmiddlewaretoken=" + self.token, *(f"note={note}" for note in notes)])
        answer = self.requests.post(
            f"/desk/articles/{slug}/publication/",
            data=pairs,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.status == 200, _told(answer.text())
        self._post(f"/desk/articles/{slug}/public-page/", form={})

    def corrected(self, slug: str) -> str:
        """The source with all notes applied, drafts too, without the erratum block."""
        exported = self.read(f"/desk/articles/{slug}/corrected.md?drafts=1")
        return re.split(r"(?:\r?\n){2}<!-- erratum:begin -->", exported)[0]

    def read(self, path: str) -> str:
        """The page at a path."""
        return self.bytes_at(path).decode()

    def bytes_at(self, path: str) -> bytes:
        answer = self.requests.get(path)
        assert answer.status == 200, f"{answer.status} at {path}"
        return answer.body()

    def _post(self, path: str, **content: dict) -> None:
        for fields in content.values():
            fields["csrfmiddlewaretoken"] = self.token
        answer = self.requests.post(path, max_redirects=0, **content)
        assert answer.status == 302, f"{answer.status} at {path}: {_told(answer.text())}"


def _told(page: str) -> str:
    """What a page says is wrong."""
    wrong = re.findall(r'class="(?:trouble|errorlist)"[^>]*>(.*?)</(?:div|ul|p)>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", " ".join(wrong)).split())
