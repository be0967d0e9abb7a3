"""Keeps a secret key of this machine's own in a file, for trying things out without setting one."""

import contextlib
import os
import secrets
from pathlib import Path


def kept_in(path: Path) -> str:
    """The key in the file, which is made on first use and which nobody else may read."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
        # Of two processes that start at once the first wins, and neither reads half a key.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text()
