"""A log to read in, and Python in an environment of its own."""

import io
import json
import logging
import os
import subprocess
import sys

import pytest

from newsroom.log_lines import JsonLine
from tests.servers import PROJECT


@pytest.fixture
def log():
    """A function: what was written since it was asked last, as values; each line is one."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLine())
    logging.getLogger().addHandler(handler)

    def log():
        written = stream.getvalue()
        stream.seek(0)
        stream.truncate()
        return [json.loads(line) for line in written.split("\n")[:-1]]

    yield log
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def python():
    """A function: runs a program in a process with these variables alone; returns the process."""

    def python(program, **variables):
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=PROJECT,
            env={"PATH": os.environ["PATH"], **variables},
            capture_output=True,
            text=True,
        )

    return python
