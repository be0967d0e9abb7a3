"""Jobs that go wrong, for test_bounded: each in a way that an article could bring about."""

import os
import signal

from corrections.text import Refusal


def loop():
    while True:
        pass


def refuse():
    raise Refusal("The words are not there.", 3)


class Unspeakable(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def fail_unspeakably():
    raise Unspeakable("this", "that")


def fill_memory():
    return len("a" * 1024**3 * 4)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def chatter():
    print("a stray word")
    return "said"


def same(value):
    return value
