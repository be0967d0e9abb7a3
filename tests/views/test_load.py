"""Editors save while readers read, at a server as it is started for the public: nothing fails, nothing is lost.

How fast it is, tests do not ask: `make bench` does, with many more editors.
"""

from tests.bench.load import read_arguments, run, site_on


def test_what_is_acknowledged_is_there_once_and_nothing_fails(tmp_path):
    asked = read_arguments(["--editors", "5", "--readers", "2", "--think", "0.2", "--seconds", "3", "--rounds", "1"])
    with site_on("sqlite", tmp_path) as site:
        outcome = run(*site, tmp_path, asked)
    assert (dict(outcome.told.failed), outcome.lost) == ({}, [])
    assert outcome.told.acknowledged
    assert {"read", "desk", "save", "bare"} <= {what for what, taken in outcome.told.taken.items() if taken}
