"""What pages complain about while a test runs: errors in the console, uncaught ones, refused and failed requests."""

import re
from urllib.parse import urlsplit

# Told a second time: the response with this status is heard by itself.
_ECHO = "Failed to load resource"


class Complaints:
    """Hears everything that goes wrong in the pages of a test; a test names beforehand what it provokes."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.expected: list[str] = []
        self.scripts: list[str] = []

    def expect(self, *patterns: str) -> None:
        """Regular expressions; each is to be heard at least once."""
        self.expected += patterns

    def listen(self, page) -> None:
        for event, hear in self._ears().items():
            page.on(event, hear)

    def leave(self, page) -> None:
        """Hear no more of what happens there."""
        for event, hear in self._ears().items():
            page.remove_listener(event, hear)

    def unexpected(self) -> list[str]:
        return [heard for heard in self.heard if not any(re.search(one, heard) for one in self.expected)]

    def missing(self) -> list[str]:
        return [one for one in self.expected if not any(re.search(one, heard) for heard in self.heard)]

    def _ears(self) -> dict:
        return {
            "console": self._console,
            "pageerror": self._uncaught,
            "request": self._asked,
            "response": self._answered,
            "requestfailed": self._failed,
        }

    def _uncaught(self, error) -> None:
        self.heard.append(f"uncaught: {error}")

    def _console(self, message) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(_ECHO):
            self.heard.append(f"console {message.type}: {message.text}")

    def _failed(self, request) -> None:
        # Leaving a page, and a file that is downloaded instead of shown, end a request that nobody misses.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response) -> None:
        if response.status >= 400:
            self.heard.append(f"{response.status}: {response.request.method} {urlsplit(response.url).path}")

    def _asked(self, request) -> None:
        host = urlsplit(request.url).hostname
        if host not in (None, "127.0.0.1"):
            self.heard.append(f"asked a stranger: {request.url}")
        if request.resource_type == "script":
            self.scripts.append(request.url)
