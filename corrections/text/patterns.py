"""What a pattern takes of a text."""

import re


def taken(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> str:
    """What the pattern takes of a text at a place, within code points `start` to `end`; "" where it takes nothing."""
    match = pattern.match(text, start, len(text) if end is None else end)
    return match[0] if match else ""
