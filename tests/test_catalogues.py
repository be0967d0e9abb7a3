"""The catalogues of translations: nothing that is said is left out of them, and what is compiled is what is written."""

import ast
import gettext
import re
import string
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

PROJECT = Path(__file__).parent.parent
CATALOGUE = PROJECT / "corrections/locale/zh_Hans/LC_MESSAGES/django.po"
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
MODULES = sorted(path for top in ("corrections", "newsroom") for path in (PROJECT / top).rglob("*.py"))
# Which argument of a call is a message: two for the singular and the plural.
MESSAGES = {"_": (0,), "gettext": (0,), "gettext_lazy": (0,), "ngettext": (0, 1), "ngettext_lazy": (0, 1)}
MESSAGES |= {"Sentence": (0,), "Refusal": (0,), "__init__": (0,), "Unfit": (1,)}
SAID_IN_ATTRIBUTES = {"title", "aria-label", "placeholder", "alt", "label"}


def entries(catalogue):
    """(msgids, msgstr, flags) of a .po file, the header first: msgids holds the plural too, where there is one."""
    for block in catalogue.read_text().split("\n\n"):
        lines = [line for line in block.splitlines() if not line.startswith("#")]
        flags = {flag.strip() for line in block.splitlines() if line.startswith("#,") for flag in line[2:].split(",")}
        told, at = {}, ""
        for line in lines:
            name, quoted = re.fullmatch(r'(?:(msg\w+(?:\[\d\])?) )?(".*")', line).groups()
            at = name or at
            told[at] = told.get(at, "") + ast.literal_eval(quoted)
        ids = tuple(told[name] for name in ("msgid", "msgid_plural") if name in told)
        yield ids, told.get("msgstr", told.get("msgstr[0]")), flags


def said_by(path):
    """What a template or a module says through gettext: tuples of the singular and, where there is one, the plural."""
    source = path.read_text()
    if path.suffix == ".py":
        yield from _messages(ast.parse(source))
        return
    for call in re.findall(
        r"(?:\b_|n?gettext)\((?:[^'\"()]|u?'(?:[^'\\]|\\.)*'|u?\"(?:[^\"\\]|\\.)*\")*\)", templatize(source)
    ):
        yield from _messages(ast.parse(call))


def _messages(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        found = [node.args[at] for at in MESSAGES.get(name, ()) if at < len(node.args)]
        if found and all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in found):
            yield tuple(one.value for one in found)


def placeholders(message):
    named = set(re.findall(r"%\(\w+\)[sd]|%s", message))
    return named | {f"{{{name}}}" for _, name, *_ in string.Formatter().parse(message) if name}


def test_what_is_compiled_is_what_is_written():
    with CATALOGUE.with_suffix(".mo").open("rb") as opened:
        compiled = gettext.GNUTranslations(opened)._catalog
    written = {(ids[0], 0) if len(ids) == 2 else ids[0]: told for ids, told, _ in entries(CATALOGUE)}
    written[""] = re.sub(r"POT-Creation-Date: .*\n", "", written[""])
    assert compiled == written, "Run make messages, and keep both files."


@pytest.mark.parametrize("path", [*TEMPLATES, *MODULES], ids=lambda path: str(path.relative_to(PROJECT)))
def test_what_is_said_is_in_the_catalogue(path):
    known = {ids for ids, told, flags in entries(CATALOGUE) if told and "fuzzy" not in flags}
    assert [message for message in said_by(path) if message not in known] == []


def test_the_catalogue_holds_nothing_that_nobody_says():
    said = {message for path in [*TEMPLATES, *MODULES] for message in said_by(path)}
    assert [ids for ids, *_ in entries(CATALOGUE) if ids not in said and ids != ("",)] == []


def test_a_translation_keeps_what_is_filled_in():
    wrong = [ids for ids, told, _ in entries(CATALOGUE) if ids[0] and placeholders(ids[-1]) != placeholders(told)]
    assert wrong == []


def test_a_translation_is_set_as_chinese_is():
    """Full-width punctuation, and no space beside Chinese characters."""
    wrong = [
        told
        for ids, told, _ in entries(CATALOGUE)
        if ids[0] and re.search(r"[一-鿿] *[,;:?!(]|[一-鿿]\.(?!\w)|[一-鿿] | [一-鿿]", told)
    ]
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_refusal_keeps_its_values_apart_from_its_message(path):
    """A message with its values in it already would be found in no catalogue."""
    joined = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MESSAGES
        for argument in node.args
        if isinstance(argument, ast.JoinedStr)
    ]
    assert joined == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PROJECT)))
def test_a_template_says_nothing_past_the_catalogue(path):
    assert bare_words(path.read_text()) == []


def test_bare_words_are_found():
    assert bare_words('<p title="Look at me">{% translate "Fine" %} {{ name }} not fine</p>') == [
        "Look at me",
        "not fine",
    ]
    assert (
        bare_words("{% blocktranslate %}All is fine{% endblocktranslate %}<kbd>Ctrl Enter</kbd>{# no comment #}") == []
    )


def bare_words(template):
    """Texts and attributes with two or more words that no translation can reach."""
    template = template.replace('aria-current="page"', "")
    template = re.sub(
        r"\{% blocktranslate.*?endblocktranslate %\}|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.S
    )
    reader = _Bare()
    reader.feed(template)
    return [text for text in reader.found if re.search(r"[A-Za-z]{2,}[^A-Za-z]+[A-Za-z]{2,}", text)]


class _Bare(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.within = [], ""

    def handle_starttag(self, tag, attributes):
        self.within = tag
        self.found += [value for name, value in attributes if value and (name in SAID_IN_ATTRIBUTES)]

    def handle_data(self, text):
        if self.within not in ("script", "style", "kbd"):
            self.found.append(" ".join(text.split()))
