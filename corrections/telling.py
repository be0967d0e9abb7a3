"""Tells the sentences of the floors below in the language that is active; what they hold of somebody's own words
stays as it is."""

from typing import Any

from django.utils.translation import gettext

from corrections.text import Refusal, Sentence


def told(said: str | Refusal) -> str:
    """What is said, for a person: a sentence or a refusal in the active language, any other string as it stands."""
    return str(_told(said.sentence if isinstance(said, Refusal) else said))


def _told(value: Any) -> Any:
    if not isinstance(value, Sentence):
        return value
    message = gettext(value.message)
    return message.format(**{name: _told(one) for name, one in value.values.items()}) if value.values else message
