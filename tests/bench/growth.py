"""Measures how the time of every page and action of one article grows with its notes, from 10 to 1,000, and to 1 MiB.

The processor's time is told, of this process and of those in which texts are worked through, since neighbours on the
machine change it least; and its ratio to the same page or action with 10 notes. Marked is what took a bounded process
longer than RENDER_SECONDS, and whatever was not answered well.

python -m tests.bench.growth [NOTES@KB ...]    10@100 100@100 1000@100 10@1024 1000@1024 unless told otherwise
"""

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

SIZES = ("10@100", "100@100", "1000@100", "10@1024", "1000@1024")
SLUG = "growth"
DRAFTS = 102  # notes that are not published yet: 100 to be published at once, and one by itself
LIMIT = 60  # RENDER_SECONDS, unless it is set
PUBLIC = f"/articles/{SLUG}/"
DESK = f"/desk/articles/{SLUG}/"
PAGES = {
    "readers’ page": PUBLIC,
    "as corrected": f"{PUBLIC}?view=corrected",
    "as first published": f"{PUBLIC}?view=original",
    "compared": f"{PUBLIC}?view=comparison",
    "first revision": f"{PUBLIC}revisions/1/",
    "Markdown": f"/articles/{SLUG}.md",
    "CriticMarkup": f"/articles/{SLUG}.critic.md",
    "annotations": f"{PUBLIC}annotations.jsonld",
    "feed, Atom": f"{PUBLIC}feed.atom",
    "feed, JSON": f"{PUBLIC}feed.json",
    "log": "/corrections/",
    "figures": "/corrections/figures/",
    "desk": "/desk/",
    "desk, article": DESK,
    "desk, erratum": f"{DESK}erratum.md",
    "desk, Markdown with drafts": f"{DESK}corrected.md?drafts=1",
    "history": f"{DESK}history/",
    "sheet": f"{DESK}publication/",
    "sheet, submission": f"{DESK}submission/",
    "review": "/desk/review/",
    "search": "/desk/search/?q=berths",
}


def words_at(line: int) -> str:
    return f"{10_000 + line} berths"


def source_of(lines: int, kilobytes: int) -> str:
    """An article with so many lines that can be corrected, and of about that size, 1 MiB at the most."""
    room = min(kilobytes * 1024, 1024 * 1024 - 200)
    body, size = [], 0
    for line in range(lines):
        body.append(
            f"The harbour had **{words_at(line)}** in May, [the council](https://example.org/{line}) *said* then."
        )
        size += len(body[-1]) + 2
    filling = (
        "Nobody knew what was meant by `all of it`, and the *mayor* of [Norwich](https://example.org) did not say."
    )
    while size + len(filling) + 2 < room:
        body.insert(len(body) // 2, filling)
        size += len(filling) + 2
    return "---\ntitle: Growth\nlang: en\n---\n\n" + "\n\n".join(body) + "\n"


def annotations(lines: range) -> bytes:
    told = [
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "motivation": "editing",
            "id": f"urn:growth:{line}",
            "body": [
                {"type": "TextualBody", "purpose": "editing", "value": f"{line} moorings"},
                {"type": "TextualBody", "purpose": "commenting", "value": wording_of(line)},
            ],
            "target": {"source": SLUG, "selector": {"type": "TextQuoteSelector", "exact": words_at(line)}},
        }
        for line in lines
    ]
    return json.dumps(told).encode()


def wording_of(line: int) -> str:
    return f"An earlier version of this article said {words_at(line)}. In fact there were {line} moorings."


class Clock:
    """The processor's seconds of a call, here and in the bounded processes."""

    def __init__(self) -> None:
        self.bounded = 0.0

    def time(self, work: Callable[[], Any]) -> tuple[float, Any]:
        begun, others = time.process_time(), _bounded_seconds()
        outcome = work()
        self.bounded = _bounded_seconds() - others
        return time.process_time() - begun + self.bounded, outcome


def _bounded_seconds() -> float:
    from corrections import bounded

    told = [
        Path(f"/proc/{worker.process.pid}/stat").read_text().rpartition(")")[2].split() for worker in bounded._alive
    ]
    return sum(int(one[11]) + int(one[12]) for one in told) / os.sysconf("SC_CLK_TCK")


def measure(notes: int, kilobytes: int) -> dict[str, tuple[float, float, str]]:
    """By page or action: the processor's seconds, those of the bounded processes among them, and what went wrong."""
    from django.contrib.auth.models import Group, User
    from django.core.cache import cache
    from django.test import Client
    from django.utils import timezone

    from corrections import answers
    from corrections.actions.import_article import import_article
    from corrections.actions.import_corrections import import_corrections
    from corrections.actions.publish import publish_page
    from corrections.models import CorrectionNote

    account = User.objects.create_user("grower")
    account.groups.set(Group.objects.all())
    client, clock, found = Client(), Clock(), {}
    client.force_login(account)

    def timed(name: str, work: Callable[[], Any], *well: int) -> Any:
        cache.clear()
        answers.forget_all()
        try:
            seconds, outcome = clock.time(work)
        except Exception as error:  # is told in the table
            found[name] = (0, 0, repr(error)[:90])
            return None
        status = getattr(outcome, "status_code", 200)
        found[name] = (seconds, clock.bounded, "" if status in (well or (200,)) else f"answered with {status}")
        return outcome

    lines = notes + DRAFTS + 20
    source = source_of(lines, kilobytes)
    article = timed("import", lambda: import_article(source.encode(), user=account, slug=SLUG)).article
    timed("publish page", lambda: publish_page(article, user=account, now=timezone.now()))
    timed(
        "import notes, published",
        lambda: import_corrections(article, annotations(range(notes)), user=account, publish=True, now=timezone.now()),
    )
    drafts = annotations(range(notes, notes + DRAFTS))
    timed(
        "import 102 drafts",
        lambda: import_corrections(article, drafts, user=account, publish=False, now=timezone.now()),
    )
    for name, address in PAGES.items():
        timed(name, lambda address=address: client.get(address))
    timed("Markdown again", lambda: client.get(PAGES["Markdown"]))

    asked = {"exact": words_at(lines - 1)}
    card = timed("card", lambda: client.get(f"{DESK}notes/new/", asked)).content.decode()
    form = {"exact": words_at(lines - 1), "field": "", "start": 0, "end": 0, "replacement": "7 moorings"}
    form |= {
        "wording": wording_of(lines - 1),
        "kind": "correction",
        "severity": "standard",
        "confirmed_internally": "on",
    }
    form["uid"] = re.search(r'name="uid" value="([^"]+)"', card)[1]
    timed("seen while typing", lambda: client.post(f"{DESK}notes/seen/", form))
    timed("others", lambda: client.get(f"{DESK}others/", {"q": "berths", "exact": "berths"}), 200, 204)
    standing = re.search(r'data-standing="([\d.]+)"', client.get(DESK).content.decode())[1]
    timed("presence", lambda: client.post(f"{DESK}presence/", {"tab": "t", "standing": standing}), 200, 204)
    timed("save", lambda: client.post(f"{DESK}notes/new/", form), 302)
    timed("save the next", lambda: client.post(f"{DESK}notes/new/", form | _another(lines - 2)), 302)
    timed("refused", lambda: client.post(f"{DESK}notes/new/", form | _crossing(lines)), 422)
    mine = CorrectionNote.objects.drafts().get(uid=form["uid"])
    own = f"/desk/notes/{mine.pk}/"
    timed("card of a draft", lambda: client.get(own))
    timed("change", lambda: client.post(own, form | {"version": mine.version, "replacement": "8 moorings"}), 302)
    waiting = list(CorrectionNote.objects.drafts().order_by("pk").values_list("pk", flat=True))
    timed("publish one", lambda: client.post(f"{DESK}publication/", {"note": waiting[:1]}))
    timed("publish 100 at once", lambda: client.post(f"{DESK}publication/", {"note": waiting[1:101]}))
    published = CorrectionNote.objects.published().order_by("pk").first()
    timed("card of an amendment", lambda: client.get(f"/desk/notes/{published.pk}/amendment/"))
    changed = (
        source.replace("Nobody knew", "Few people knew", 40)
        .replace(words_at(3), "4 berths")
        .replace(words_at(notes // 2), "those berths")
    )
    sent = {"text": changed, "slug": SLUG, "line_ends": "lf"}
    timed("next revision, looked at", lambda: client.post("/desk/new-article/", sent))
    before = CorrectionNote.objects.published().filter(article__slug=SLUG).count()
    sent["seen"] = f"2-{before}-{hashlib.sha256(changed.encode()).hexdigest()}"
    timed("next revision", lambda: client.post("/desk/new-article/", sent), 302)
    timed("desk, with decisions", lambda: client.get(DESK))
    timed("history, two revisions", lambda: client.get(f"{DESK}history/"))
    timed("readers’ page, two revisions", lambda: client.get(PUBLIC))
    timed("Markdown, two revisions", lambda: client.get(PAGES["Markdown"]))
    return found


def _another(line: int) -> dict[str, str]:
    return {"exact": words_at(line), "wording": wording_of(line), "uid": ""}


def _crossing(lines: int) -> dict[str, str]:
    """Words over two paragraphs, which cannot be replaced at once."""
    return {"exact": f"said then.\nThe harbour had {words_at(lines - 5)}", "replacement": "no", "uid": ""}


def tables(sizes: list[str]) -> bool:
    """Prints a table for each size of the article; whether everything was answered well."""
    from django.core.management import call_command
    from django.db import connection

    is_well, base = True, {}
    with tempfile.TemporaryDirectory() as name:
        empty = Path(name) / "empty.sqlite3"
        connection.settings_dict["NAME"] = empty
        call_command("migrate", verbosity=0)
        connection.close()
        for size in sizes:
            notes, kilobytes = map(int, size.split("@"))
            connection.settings_dict["NAME"] = shutil.copy(empty, Path(name) / f"{size}.sqlite3")
            found = measure(notes, kilobytes)
            connection.close()
            base = base or found
            print(f"{f'{notes:,} notes in {kilobytes:,} KB':32}{'seconds':>9}{'bounded':>9}{'ratio':>8}")
            for what, (seconds, bounded, trouble) in found.items():
                ratio = seconds / base[what][0] if base.get(what, (0,))[0] else 0
                mark = trouble or ("more than RENDER_SECONDS" if bounded > LIMIT else "")
                print(f"  {what:30}{seconds:9.2f}{bounded:9.2f}{ratio:8.1f}  {mark}".rstrip(), flush=True)
                is_well = is_well and not trouble
            print(flush=True)
    return is_well


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    # Whatever the machine is doing beside this, nothing is stopped here; the limit is told from the processor's time.
    os.environ |= {"DEMO": "1", "DATABASE_URL": "sqlite://:memory:", "RENDER_SECONDS": "600"}
    django.setup()
    from django.test.utils import override_settings

    with override_settings(ALLOWED_HOSTS=["*"]):
        return 0 if tables(arguments or list(SIZES)) else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
