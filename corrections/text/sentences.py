"""Sentences for editors that remember what they are made of, so that a floor above can tell them in its language."""

from collections.abc import Mapping
from typing import Any


class Sentence(str):
    """A sentence in English, made of a message with braces and the values that fill them.

    A value that is itself a Sentence is told in the reader's language too; any other string is somebody's own words.
    What is given to it (and to a Refusal) first is a literal, so that the catalogues of translations can collect it.
    """

    message: str
    values: Mapping[str, Any]

    def __new__(cls, message: str, **values: Any) -> "Sentence":
        made = super().__new__(cls, message.format(**values) if values else message)
        made.message, made.values = message, values
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], Mapping[str, Any]]:
        return (self.message,), self.values
