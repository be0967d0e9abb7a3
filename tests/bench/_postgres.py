"""A throwaway PostgreSQL on this machine's loopback, for the benchmarks; gone with its folder when it is done with."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from os import geteuid
from pathlib import Path

from tests.bench.readers import free_port, running


@contextmanager
def throwaway() -> Iterator[str | None]:
    """Its DATABASE_URL; None where there is no PostgreSQL. It writes to the disk as one in earnest does."""
    there = shutil.which("postgres"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    server = next((one for one in there if one), None)
    if server is None:
        yield None
        return
    programs = Path(server).resolve().parent
    # PostgreSQL does not run as root.
    as_user = {"user": "postgres", "extra_groups": []} if geteuid() == 0 else {}
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        if as_user:
            shutil.chown(folder, "postgres")
        make = [programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust"]
        subprocess.run(make, check=True, stdout=-3, stderr=-3, cwd="/", **as_user)
        serve = [programs / "postgres", "-D", folder / "data", "-p", port, "-k", folder]
        with running([*map(str, serve), "-c", "listen_addresses=127.0.0.1"], port, **as_user):
            yield f"postgres://postgres@127.0.0.1:{port}/postgres"
