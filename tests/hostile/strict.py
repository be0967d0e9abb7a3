"""A walker that takes HTML apart as a browser does and tells whatever in it is not on a list: nothing is searched for.

Its lists are its own, written down again, so that a mistake in the product's is not made twice.
"""

import json
import re
from collections import Counter
from pathlib import Path

from bleach._vendor import html5lib

VECTORS = Path(__file__).with_name("vectors.txt")
_SIGNS = str.maketrans({"⏎": "\n", "␉": "\t", "␀": "\0", "␂": "\x02", "␃": "\x03"})
_XHTML = "{http://www.w3.org/1999/xhtml}"

TAGS = set(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp small span strong sub summary sup table tbody td tfoot th "
    "thead time tr u ul var".split()
)
ATTRIBUTES = {("*", name) for name in ("title", "lang", "dir", "aria-invalid", "aria-describedby")}
ATTRIBUTES |= {("a", name) for name in ("href", "class", "id", "rel")}
ATTRIBUTES |= {("img", name) for name in ("src", "alt", "width", "height")}
ATTRIBUTES |= {(cell, name) for cell in ("td", "th") for name in ("align", "colspan", "rowspan", "scope")}
ATTRIBUTES |= {("ol", "start"), ("ol", "type"), ("ol", "reversed"), ("li", "id"), ("li", "value"), ("sup", "id")}
ATTRIBUTES |= {("col", "span"), ("colgroup", "span"), ("div", "class"), ("code", "class"), ("time", "datetime")}
ATTRIBUTES |= {("details", "open"), ("blockquote", "cite"), ("q", "cite")}
ATTRIBUTES |= {(tag, name) for tag in ("ins", "del") for name in ("cite", "datetime")}
ADDRESSES = set("href src cite action formaction background poster data ping longdesc usemap manifest icon".split())
ADDRESSES |= {"codebase", "classid", "profile", "dynsrc", "lowsrc", "archive", "code", "srcset", "imagesrcset"}
SCHEMES = {"http", "https", "mailto", "tel"}
# What makes a page be what it is; no text in it makes one more or one less.
FRAME = set("html head body title meta link base script style noscript template iframe frame frameset object".split())
FRAME |= set("embed applet portal main header footer nav dialog slot math svg audio video source track canvas".split())


def vectors() -> list[str]:
    """All of them, as they would be typed; addresses in every spelling too."""
    lines = VECTORS.read_text(encoding="utf-8").split("\n")
    found = [line.translate(_SIGNS) for line in lines if line and not line.startswith("#: ")]
    return list(dict.fromkeys([*found, *(f"[x]({address})" for address in spellings())]))


def spellings() -> list[str]:
    """Addresses that run, in every spelling that a browser or a renderer may forgive."""
    found = []
    for scheme in ("javascript", "vbscript", "data", "livescript", "mocha", "file", "blob", "intent", "about"):
        rest = {"data": "text/html,<script>alert(1)</script>", "file": "///etc/passwd"}.get(scheme, "alert(1)")
        found += [f"{one}:{rest}" for one in (scheme, scheme.upper(), scheme.title(), scheme.swapcase())]
    js = "javascript:alert(1)"
    found += [f"{sign}{js}" for sign in "\x01\x08\x0b\x0c\x0e\x1f\x7f\x80\x85\xa0\u1680\u2000\u2028\u3000\ufeff\u200b"]
    found += [f"java{sign}script:alert(1)" for sign in "\t\n\r\x01\x0b\x0c\x7f\xad\u200b\u200c\u2028\ufeff\u0301"]
    found += [f"javascript{sign}:alert(1)" for sign in "\t\n \x01\x0b\u200b\u2028\ufeff"]
    found += [
        f"javascript{colon}alert(1)" for colon in ("&colon;", "&#58;", "&#x3a;", "&#0058", "%3a", "\\:", "：", "꞉")
    ]
    found += ["".join(f"&#{ord(char)};" for char in js), "".join(f"&#x{ord(char):06x}" for char in js)]
    found += [
        "j&#x41;vascript:alert(1)",
        "&Tab;javascript:alert(1)",
        "java&NewLine;script:alert(1)",
        "ｊavascript:alert(1)",
    ]
    found += ["javascript://e.example/%0aalert(1)", "//e.example@javascript:alert(1)", "javascript:1:alert(1)"]
    found += [
        "feed:javascript:alert(1)",
        "http:javascript:alert(1)",
        "x-javascript:alert(1)",
        "JaVaScRiPt&#x0A;:alert(1)",
    ]
    return found


def runs(address: str) -> bool:
    """Whether an address, read as the URL Standard (4.4) reads it, is anything but relative or of a few schemes."""
    plain = re.sub(r"[\t\n\r]", "", address.strip("".join(map(chr, range(0x21)))))
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", plain)
    return bool(scheme) and scheme[1].lower() not in SCHEMES


def elements(markup: str, *, whole: bool = False):
    """(tag, attributes) of each element. whole: a page, and not a part of one."""
    read = html5lib.parse if whole else html5lib.parseFragment
    for node in read(markup, treebuilder="etree", namespaceHTMLElements=True).iter():
        if isinstance(node.tag, str) and node.tag != "DOCUMENT_FRAGMENT":
            yield node


def faults(markup: str, *, scenery: set[tuple[str, str]] = frozenset(), whole: bool = False) -> list[str]:
    """What an article may not hold. scenery: (tag, attribute) that the product's own pages have beside it."""
    found = []
    for node in elements(markup, whole=whole):
        tag = node.tag.removeprefix(_XHTML)
        if tag not in TAGS and (tag, "") not in scenery:
            found.append(f"<{tag}>")
        for name, value in node.attrib.items():
            if not {("*", name), (tag, name)} & ATTRIBUTES and (tag, name) not in scenery:
                found.append(f"<{tag} {name}>")
            if name in ADDRESSES and runs(value) and not (tag == "link" and value.startswith("data:image/svg+xml,")):
                found.append(f"<{tag} {name}={value!r}>")
            if name in ("action", "formaction") and not re.match(r"(?:/(?!/)|\Z|\?)", value):
                found.append(f"<{tag} {name}={value!r}>")
        if tag == "script":
            found += _script_faults(node)
        if tag == "meta" and "http-equiv" in node.attrib:
            found.append("<meta http-equiv>")
    return found


def _script_faults(node) -> list[str]:
    source, sort = node.get("src"), node.get("type", "")
    if source is not None:
        return (
            []
            if re.match("/static/|/admin/jsi18n/$", source) and not (node.text or "").strip()
            else [f"<script src={source!r}>"]
        )
    if sort not in ("application/json", "application/ld+json"):
        return [f"<script type={sort!r}>"]
    try:
        json.loads(node.text or "")
    except ValueError:
        return [f"<script> that is no JSON: {node.text!r}"]
    return []


def scenery_of(*pages: str) -> set[tuple[str, str]]:
    """Which elements and attributes pages without anything hostile have."""
    found = set()
    for page in pages:
        for node in elements(page, whole=True):
            tag = node.tag.removeprefix(_XHTML)
            assert not any(name.startswith("on") or name == "style" for name in node.attrib)
            found |= {(tag, ""), *((tag, name) for name in node.attrib)}
    return found


def frame_of(page: str) -> Counter:
    """How often a page has each element that makes it what it is."""
    tags = (node.tag.removeprefix(_XHTML) for node in elements(page, whole=True))
    return Counter(tag for tag in tags if tag in FRAME)
