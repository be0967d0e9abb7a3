"""Whatever comes in, it is taken or refused with a sentence: never a fault of ours, and never half of it is kept.

HOSTILE_TIMES in the environment multiplies how many examples are tried; a release is tried with a hundred times as
many.
"""

import json
import os
import re
from urllib.parse import quote_from_bytes

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrections.actions import Refusal
from corrections.actions.import_article import import_article
from corrections.actions.import_corrections import import_corrections
from tests.views.test_addresses import DESK, POSTED, READERS
from tests.views.test_roles import TABLE

TIMES = int(os.environ.get("HOSTILE_TIMES", "1"))


def tried(count):
    """So many examples, of a test whose fixtures may stand for all of them: each is undone. The same ones in each run,
    unless it is a long one."""
    checks = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    checks += [HealthCheck.filter_too_much, HealthCheck.large_base_example]
    return settings(
        max_examples=count * TIMES, derandomize=TIMES == 1, suppress_health_check=checks, deadline=None, database=None
    )


class Undone:
    """What is done inside is undone; after a refusal it is first seen that nothing was done."""

    def __init__(self, counted):
        self.counted, self.before = counted, counted()

    def __call__(self, work, refused=Refusal):
        with transaction.atomic():
            try:
                with transaction.atomic():
                    work()
            except refused as refusal:
                sentence = str(refusal)
                assert re.search(r"[.!?)”]\s*\Z", sentence), sentence
                assert "Traceback" not in sentence
                assert self.counted() == self.before
            finally:
                transaction.set_rollback(True)


@pytest.fixture
def undone(counted, others, storm):
    return Undone(counted)


NASTY = [
    *("---\n", "...\n", "--- ", "\r\n", "\r", "\n\n", "\t", "    ", "\ufeff", "\0", "\x0b", "\x85", "\u2028", "\ud7ff"),
    *("title: ", "- ", "? ", ": ", "&a ", "*a", "*a\n", "!!binary ", "!!python/object:os.system ", "!<x> ", "<<: *a"),
    *("|", ">", "|-\n", ">+9\n", "'", '"', "{", "}", "[", "]", ",", "#", "%YAML 9.9\n", "@", "`", "~", "null", "1e999"),
    *(
        ".nan",
        "0o777",
        "1" * 400,
        "2026-99-99",
        "0x1",
        "=",
        "<script>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "&#0;",
        "&#xD800;",
    ),
    *(
        "[x]: y\n",
        "[^1]",
        "[^1]: ",
        "```\n",
        "~~~",
        "| a |\n|---|\n",
        "> ",
        "1. ",
        "# ",
        "===\n",
        "\\",
        "*",
        "_",
        "<p>",
        "</p>",
    ),
    *(
        "<!-- erratum:begin -->",
        "<!-- erratum:end -->",
        "## Corrections",
        "**Correction no. 1, x:** ",
        "{{",
        "{%",
        "}}",
    ),
    *("a", "words ", "𠀀", "e\u0301", "\u200d", "ﷺ", "İ", "ß", "storm", "title: x\ntitle: y\n", "a: &a [*a, *a]\n"),
]
pieces = st.lists(st.sampled_from(NASTY), max_size=40).map("".join)
texts = st.one_of(pieces, st.text(max_size=60), st.tuples(pieces, st.text(max_size=20), pieces).map("".join))
fronted = st.tuples(texts, texts).map(lambda parts: f"---\n{parts[0]}\n---\n{parts[1]}")
sources = st.one_of(
    st.binary(max_size=200),
    texts.map(lambda text: text.encode("utf-8", "replace")),
    fronted.map(lambda t: t.encode("utf-8", "replace")),
)


# Articles


@tried(20)
@given(content=sources, name=texts)
def test_a_file_of_any_bytes_is_an_article_or_is_refused(undone, editor, content, name):
    undone(lambda: import_article(content, user=editor, slug="storm"))
    undone(lambda: import_article(content, user=editor, file_name=f"{name}.md", reason="x"))


BOMBS = {
    "aliases": "a: &a [x, x, x, x, x, x, x, x, x]\n"
    + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghi", "bcdefghij", strict=True)
    ),
    "an alias of itself": "a: &a\n  b: *a\n",
    "nesting": "a: " + "[" * 5000 + "]" * 5000 + "\n",
    "nesting of blocks": "".join(" " * depth + "a:\n" for depth in range(600)),
    "braces": "{" * 3000,
    "a tag that runs": "a: !!python/object/apply:os.system ['id']\n",
    "a tag of nobody": "a: !x [1]\n",
    "one key twice": "title: One\ntitle: Two\n",
    "a merge": "a: &a {title: One}\n<<: *a\n",
    "keys that are no words": "? [a, b]\n: c\n? {a: b}\n: d\n1: e\nnull: f\n",
    "numbers": "a: 1e999\nb: .nan\nc: " + "9" * 5000 + "\nd: 0x" + "f" * 5000 + "\n",
    "dates": "date: 9999-99-99\ndate2: 0000-00-00T99:99:99Z\nlang: [x]\n",
    "binary": "a: !!binary x\nb: !!set {x}\nc: !!omap [x]\nd: !!timestamp x\ne: !!int x\n",
    "a directive": "%YAML 9.9\n%TAG ! tag:evil,2026:\n",
    "a long key": "a" * 5000 + ": b\n",
    "a long line": "title: " + "a" * 500_000 + "\n",
    "many keys": "".join(f"a{number}: b\n" for number in range(9_000)),
    "too many": "".join(f"a{number}: b\n" for number in range(20_000)),
    "line ends": "\r\n" * 200_000,
    "half a pair": 'title: "\\ud800"\n',
    "a nothing": 'title: "\\0"\n',
    "wide": 'title: "\\U00110000"\n',
}


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("closed", [True, False])
def test_front_matter_that_unfolds_or_lies_is_no_trouble(undone, editor, bomb, closed):
    source = f"---\n{BOMBS[bomb]}{'---' if closed else ''}\n\nWords.\n"
    undone(lambda: import_article(source.encode(), user=editor, slug="bomb"))


# Annotations

VALID = {
    "id": "urn:x:1",
    "type": "Annotation",
    "body": [
        {"type": "TextualBody", "purpose": "editing", "value": "1986"},
        {"type": "TextualBody", "purpose": "commenting", "value": "An earlier version had the wrong year."},
        {"type": "TextualBody", "purpose": "classifying", "value": "correction"},
        {"type": "TextualBody", "purpose": "tagging", "value": "serious"},
        {"type": "SpecificResource", "purpose": "linking", "source": {"id": "https://e.example/", "name": "It"}},
    ],
    "target": [{"source": "x", "selector": [{"type": "TextQuoteSelector", "exact": "1987", "prefix": "since "}]}],
}
KEYS = "id type body target selector refinedBy exact prefix suffix start end value purpose source name first next prev"
KEYS = [*KEYS.split(), "items", "total", "bodyValue", "state", "@context", "format", ""]
WORDS = "Annotation AnnotationPage AnnotationCollection TextualBody SpecificResource TextQuoteSelector FragmentSelector"
WORDS = [
    *WORDS.split(),
    "TextPositionSelector",
    "editing",
    "commenting",
    "classifying",
    "tagging",
    "linking",
    "serious",
]
WORDS += ["withheld", "apology", "removal", "correction", "retraction", "title", "date", "#link.1.href", "#image.1.src"]
WORDS += [
    "1987",
    "Jane Smith",
    "\0",
    "\ud800",
    "javascript:alert(1)",
    "https://e.example/",
    "x" * 3001,
    "[" * 201,
    "{x}",
]
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.sampled_from([10**4000, -1, 2**63, 2**64, 1.5e308, 0, 74, 78]),
)
documents = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=25,
)


@st.composite
def annotations(draw):
    """Valid ones with a few values put out of order, at any depth."""
    found = json.loads(
        json.dumps(draw(st.sampled_from([VALID, [VALID], {"type": "AnnotationPage", "items": [VALID]}])))
    )
    for _ in range(draw(st.integers(1, 3))):
        node, steps = found, draw(st.integers(0, 6))
        for _ in range(steps):
            inner = [
                one for one in (node.values() if isinstance(node, dict) else node) if isinstance(one, (dict, list))
            ]
            if not inner:
                break
            node = draw(st.sampled_from(inner))
        if isinstance(node, dict):
            node[draw(st.sampled_from([*node, *KEYS]))] = draw(documents)
        elif node:
            node[draw(st.integers(0, len(node) - 1))] = draw(documents)
    return found


def written(document):
    return json.dumps(document).encode("utf-8", "surrogatepass")


@tried(25)
@given(document=st.one_of(annotations(), documents), publish=st.booleans())
def test_annotations_of_any_shape_are_all_kept_or_none(undone, editor, storm, noon, document, publish):
    content = written(document)
    undone(lambda: import_corrections(storm, content, user=editor, publish=publish, now=noon))
    # A good one before it is not kept either.
    both = written([VALID | {"id": "urn:x:good"}, document])
    undone(lambda: import_corrections(storm, both, user=editor, publish=publish, now=noon))


@tried(12)
@given(content=st.one_of(st.binary(max_size=60), texts.map(lambda text: text.encode("utf-8", "replace"))))
def test_a_file_of_any_bytes_is_no_trouble_as_annotations(undone, editor, storm, noon, content):
    undone(lambda: import_corrections(storm, content, user=editor, now=noon))
    undone(lambda: import_corrections(storm, b'{"type": "Annotation", ' + content, user=editor, now=noon))


POSITIONED = '{"type":"Annotation","target":{"selector":{"type":"TextPositionSelector","start":%s,"end":%s}}}'
DEEP = {
    "arrays": "[" * 100_000,
    "closed arrays": "[" * 900 + "]" * 900,
    "objects": '{"a":' * 100_000,
    "an object twice": '{"type": "Annotation", "type": "AnnotationPage", "items": 1}',
    "a number": "[" + "9" * 5000 + "]",
    "an endless number": POSITIONED % ("1e999", "Infinity"),
    "no number": POSITIONED % ("NaN", "-Infinity"),
    "many totals": '{"type":"AnnotationCollection","total":' + "9" * 4000 + "}",
    "a mark": "\ufeff[]",
    "nothing": "",
    "a word": '"x"',
    "null": "null",
}
for name, key in (("pages in pages", "first"), ("pages after pages", "next")):
    for depth in (300, 480, 700, 940):
        head = f'{{"type":"AnnotationPage","items":[],"{key}":'
        DEEP[f"{depth} {name}"] = head * depth + "{}" + "}" * depth
for depth in (300, 480, 900):
    DEEP[f"{depth} refinements"] = (
        '{"type":"Annotation","target":{"selector":'
        + '{"type":"FragmentSelector","value":"title","refinedBy":' * depth
        + "[]"
        + "}" * depth
        + "}}"
    )


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_deep_or_told_twice_is_no_trouble(undone, editor, storm, noon, name):
    undone(lambda: import_corrections(storm, DEEP[name].encode(), user=editor, now=noon))


# Commands


def test_a_command_reads_no_file_without_an_end(undone, storm, tmp_path):
    for command, file in ((["import_corrections", "storm"], "/dev/zero"), (["import_article"], "/dev/zero")):
        undone(lambda command=command, file=file: call_command(*command, file), refused=CommandError)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(40 * 1024**3)  # no bytes on the disk
    with pytest.raises(CommandError, match=r"more than 8,388,608 bytes\. Split it\."):
        call_command("import_corrections", "storm", str(large))
    article = tmp_path / "large.md"
    large.rename(article)
    with pytest.raises(CommandError, match=r"1 MiB is the most\. Split it"):
        call_command("import_article", str(article))


@tried(6)
@given(content=sources)
def test_a_command_refuses_with_a_sentence(undone, storm, tmp_path, content):
    file = tmp_path / "fuzzed.md"
    file.write_bytes(content)
    undone(lambda: call_command("import_article", str(file)), refused=CommandError)
    undone(lambda: call_command("import_corrections", "storm", str(file)), refused=CommandError)


# The web

KNOWN = {200, 204, 301, 302, 400, 403, 404, 405, 409, 411, 413, 422, 429}


class Asked:
    """Asks, and undoes what was done; a page that refuses has changed nothing. A fault in the server is raised here."""

    def __init__(self, client, counted):
        self.client, self.counted, self.before = client, counted, counted()

    def __call__(self, method, *asked, **more):
        with transaction.atomic():
            try:
                response = getattr(self.client, method)(*asked, **more)
                assert response.status_code in KNOWN
                if response.status_code >= 400:
                    assert self.counted() == self.before
            finally:
                transaction.set_rollback(True)
        return response


@pytest.fixture
def ask(desk, counted, others, storm, draft, published):
    published(storm, "Jane", "Mary")
    draft(storm, "roof", "door")
    return Asked(desk, counted)


fields = st.one_of(
    st.sampled_from(WORDS), texts, st.integers().map(str), st.sampled_from(["", "on", "1987", "9" * 30, "-1", "²"])
)
places = st.one_of(
    fields,
    documents.map(json.dumps),
    st.fixed_dictionaries({"field": values, "start": values, "end": values, "exact": values}).map(
        lambda one: json.dumps([one])
    ),
)
cards = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys("field start end exact version uid replacement wording kind severity".split(), fields)
    | dict.fromkeys("error_type withheld topic apology reported_on memo remark leave_out revision".split(), fields)
    | {name: st.lists(fields, max_size=3) for name in "source_url source_title note seen span".split()}
    | {"places": places, "also": st.lists(places, max_size=2), "tab": fields, "standing": fields, "words": fields}
    | dict.fromkeys("hidden leaving page queue line_ends slug reason text publish username next".split(), fields),
)
FITTING = {"exact": "1987", "kind": "correction", "severity": "minor", "wording": "It was wrong and is right."}


@tried(20)
@given(data=st.data(), sent=cards, fits=st.booleans())
def test_a_form_of_any_fields_is_taken_or_comes_back(ask, storm, data, sent, fits):
    draft, public = _notes(storm)
    address = data.draw(st.sampled_from(sorted({*POSTED, "/sign-in/", "/desk/notes/PUBLISHED/", "/desk/notes/DRAFT/"})))
    address = address.replace("DRAFT", str(draft)).replace("PUBLISHED", str(public)).replace("LOST", str(_span(storm)))
    sent = {name: _sendable(value) for name, value in (sent | (FITTING if fits else {})).items()}
    ask("post", address, sent)


def _notes(storm):
    return storm.notes.get(number=None).pk, storm.notes.exclude(number=None).get().pk


def _span(storm):
    return storm.notes.get(number=None).spans.get().pk


def _sendable(value):
    """No browser sends half of a pair."""
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return value.encode("utf-8", "replace").decode()


@tried(8)
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "text/plain",
            "multipart/form-data",
            "application/x-www-form-urlencoded; charset=utf-7",
            "multipart/form-data; boundary=" + "x" * 300,
        ]
    ),
)
def test_a_body_of_any_bytes_is_no_trouble(ask, body, kind):
    for content in (
        body,
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="' + body + b'"\r\n\r\nx\r\n--x--\r\n',
    ):
        ask("generic", "POST", "/desk/new-article/", data=content, content_type=kind)
        ask("generic", "POST", "/sign-in/", data=content, content_type=kind)


ASKED = "q kind severity month before after view page exact field start end like whole drafts slug next o p e".split()
queries = st.lists(
    st.tuples(
        st.sampled_from(ASKED),
        st.one_of(
            st.binary(max_size=20).map(quote_from_bytes),
            st.sampled_from(
                ["%00", "%ED%A0%80", "%FF", "1e999", "9" * 30, "-1", "0", "2026-13", "9999-12", "0000-00", "%F0%9F"]
            ),
            texts.map(lambda text: quote_from_bytes(text.encode("utf-8", "replace"))),
        ),
    ),
    max_size=5,
).map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
ADDRESSES = sorted(
    {address.split("?")[0] for address in (*READERS, *DESK)}
    | {
        line.split()[0].split("?")[0]
        for line in TABLE.strip().splitlines()
        if not re.search(r"[A-Z]{4}", line.split()[0])
    }
)


@tried(40)
@given(address=st.sampled_from(ADDRESSES), query=queries)
def test_a_query_of_any_words_is_answered(ask, storm, address, query):
    draft, public = _notes(storm)
    address = address.replace("DRAFT", str(draft)).replace("PUBLISHED", str(public)).replace("LOST", str(_span(storm)))
    ask("get", address, QUERY_STRING=query)


paths = st.lists(
    st.one_of(
        st.sampled_from(
            ["articles", "desk", "notes", "spans", "revisions", "admin", "auth", "user", "corrections", "storm"]
        ),
        st.sampled_from(
            ["..", ".", "", "%2e%2e", "storm.md", "storm.critic.md", "feed.atom", "annotations.jsonld", "new"]
        ),
        st.sampled_from(["1", "0", "-1", "9" * 25, "9" * 5000, "１", "²", "change", "place", "sitemap.xml", "static"]),
        st.text(max_size=8),
    ),
    max_size=6,
).map(lambda parts: "/" + "/".join(parts))


@tried(30)
@given(path=paths, slash=st.booleans())
def test_a_path_of_any_parts_is_answered(ask, path, slash):
    path = path.encode("utf-8", "replace").decode("latin-1") + ("/" if slash else "")  # as WSGI has it
    ask("get", "/", PATH_INFO=path)


COOKIES = ["", "x", '"\\000"', '"aaaaaaaa\\000"', "a" * 5000, "é", '"\\377\\777"', "=;=", "\x7f"]


@pytest.mark.parametrize("name", ["sessionid", "csrftoken", "known-device", "messages"])
def test_a_cookie_of_any_words_is_no_trouble(db, name):
    for value in COOKIES:
        client = Client()
        for address in ("/desk/", "/sign-in/", "/admin/", "/admin/login/", "/"):
            answer = client.get(address, HTTP_COOKIE=f"{name}={value}")
            assert (value, address, answer.status_code in (200, 302)) == (value, address, True)
            sent = {"username": "ada", "password": "x"}
            assert client.post(address, sent, HTTP_COOKIE=f"{name}={value}").status_code in (200, 302, 405, 429)
