"""Which markup of a Markdown source is still open at its end, for a sentence to an editor."""

import re

# What has no end tag (HTML, 13.1.2), and what parsers read so from older pages.
_VOID = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
_TOKEN = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*$|(?P<comment><!--)|(?P<end>-->)|<(?P<close>/?)(?P<tag>[A-Za-z][A-Za-z0-9-]*)"
    r"(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|(?P<code>`+)",
    re.MULTILINE,
)


def open_markup(source: str) -> str | None:
    """The last fence, comment or tag that nothing closes, as it is written; None where all is closed."""
    opened: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(source.replace("\r\n", "\n").replace("\r", "\n")):
        inside = opened[-1][1] if opened else ""
        if match["fence"]:
            if inside.startswith(match["fence"][0] * 3) and match["fence"].startswith(inside):
                opened.pop()
            elif not inside.startswith(("```", "~~~", "<!--")):
                opened.append(("fence", match["fence"]))
        elif inside.startswith(("```", "~~~")):
            continue
        elif match["comment"] and inside != "<!--":
            opened.append(("comment", "<!--"))
        elif match["end"] and inside == "<!--":
            opened.pop()
        elif match["tag"] and inside != "<!--" and match["tag"].lower() not in _VOID:
            _tag(opened, match["tag"].lower(), bool(match["close"]))
    return opened[-1][1] if opened else None


def _tag(opened: list[tuple[str, str]], name: str, closes: bool) -> None:
    if not closes:
        opened.append((name, f"<{name}>"))
        return
    for at in range(len(opened) - 1, -1, -1):
        if opened[at][0] == name:
            del opened[at:]
            return
