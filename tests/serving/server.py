"""The real server in a process of its own, by the command line of docs/deployment.md; and a browser without one."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from tests.servers import PATIENCE, PROJECT, spare_port, wait_for


def command_line() -> list[str]:
    """The arguments of granian, as the deployment page has them."""
    page = (PROJECT / "docs/deployment.md").read_text()
    (told,) = set(re.findall(r"python -m (granian(?: \\\n|.)*newsroom\.wsgi:application)", page))
    return told.replace("\\\n", " ").split()


class Server:
    """Serves on a free port of this machine with these variables, and no others beside what Python needs."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.port = spare_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.variables = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": f"sqlite:///{folder / 'newsroom.sqlite3'}",
            **variables,
        }
        self._arguments = command_line()
        self._arguments[self._arguments.index("--port") + 1] = str(self.port)
        self.process: subprocess.Popen | None = None

    def manage(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.variables,
            input=stdin,
            capture_output=True,
            text=True,
        )

    def start(self) -> None:
        """Until it answers anything at all; raises with what it said when it ends instead."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._arguments],
                cwd=PROJECT,
                env=self.variables,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(self.process, self.port, self.log)

    def below(self) -> set[int]:
        """The processes that it started, and those that they started."""
        children: dict[int, list[int]] = {}
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = status.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it ended meanwhile
            children.setdefault(int(fields[1]), []).append(int(status.parent.name))
        found, asked = set(), [self.process.pid]
        while asked:
            new = children.get(asked.pop(), [])
            found.update(new)
            asked.extend(new)
        return found

    def stop(self) -> None:
        """At once, with whatever it started."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class _StayHere(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Browser:
    """Keeps cookies, sends forms, and goes nowhere by itself."""

    def __init__(self, server: Server) -> None:
        self.address = server.address
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._cookies), _StayHere)

    def get(self, path: str) -> str:
        with self._opener.open(f"{self.address}{path}", timeout=PATIENCE) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """The status, and where the answer leads."""
        token = next(cookie.value for cookie in self._cookies if cookie.name == "csrftoken")
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        try:
            with self._opener.open(f"{self.address}{path}", body, timeout=PATIENCE) as answer:
                return answer.status, ""
        except urllib.error.HTTPError as answer:
            answer.close()
            return answer.code, answer.headers["Location"] or ""

    def sign_in(self, name: str, password: str) -> None:
        self.get("/sign-in/")
        assert self.post("/sign-in/", username=name, password=password) == (302, "/desk/")
