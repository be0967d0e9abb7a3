"""Reads the environment's variables, each with its default, and refuses a value that cannot be meant.

Every reader takes the variable's name first, returns the value in its own type, and raises ImproperlyConfigured with
one sentence that names the variable. An empty variable counts as absent.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def words(name: str) -> list[str]:
    """A list written with commas."""
    return [word.strip() for word in text(name).split(",") if word.strip()]


def flag(name: str) -> bool:
    """On or off; absent is off."""
    value = text(name, "0").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 (on) or 0 (off).")


def number(name: str, default: int, least: int, most: int) -> int:
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {least} to {most}.")
    return int(value)


def one_of(name: str, choices: tuple[str, ...], default: str = "") -> str:
    """One of a few words, in lower case; absent is the default, else the first."""
    value = text(name, default or choices[0]).lower()
    if value not in choices:
        raise ImproperlyConfigured(f"{name} is {value!r}; write one of {', '.join(choices)}.")
    return value


def address(name: str) -> str:
    """A web address without its last slash, or "" when there is none."""
    value = text(name)
    is_whole = value.startswith(("https://", "http://")) and value.split("/")[2] and not re.search(r"\s", value)
    if value and not is_whole:
        raise ImproperlyConfigured(f"{name} is {value!r}; write the whole address, beginning with https://.")
    return value.rstrip("/")


def hosts(name: str) -> list[str]:
    """Names of hosts as browsers send them, with commas; a leading dot stands for all below, * for any."""
    found = words(name)
    for host in found:
        if not re.fullmatch(r"\*|\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]", host):
            raise ImproperlyConfigured(
                f"{name} has {host!r} in it; write names such as desk.example.org, without https:// and without a port."
            )
    return found


def zone(name: str) -> str:
    """A time zone by its IANA name; absent is UTC."""
    value = text(name, "UTC")
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(f"{name} is {value!r}; write an IANA name such as Europe/London.") from error
    return value


def key(name: str, default: str) -> str:
    """A plain YAML key; "" where there may be none."""
    value = text(name, default)
    if value and not (value.replace("_", "a").replace("-", "a").isalnum() and value.isascii() and value[0].isalpha()):
        raise ImproperlyConfigured(f"{name} is {value!r}; write a key of letters, digits, - and _ only.")
    return value


@contextmanager
def kept_in(folder: Path, name: str) -> Iterator[None]:
    """What is kept in a folder of this machine as long as the variable is absent."""
    try:
        yield
    except OSError as error:
        raise ImproperlyConfigured(
            f"Without {name} it is kept in {folder}, which cannot be written ({error.strerror}). Set {name}, or let "
            "this account write there."
        ) from error
