"""A newsroom for the load: its editors, signed in, and its articles; and afterwards what it has kept.

python -m tests.bench._newsroom make EDITORS ARTICLES LINES    prints each editor's session and the articles' slugs
python -m tests.bench._newsroom kept                           prints each note by its name: how often, its words
"""

import json
import sys

import django

ROLES = ("editor", "standards editor")


def words_at(article: int, line: int) -> str:
    """The words of a line that an editor corrects: they stand nowhere else."""
    return f"{1000 + line} berths at quay {article}"


def source_of(article: int, lines: int) -> str:
    told = (
        f"The harbour of **Norwich** had {words_at(article, line)} in [May](https://example.org/{line}), it said."
        for line in range(lines)
    )
    return f"---\ntitle: Quays, part {article}\nlang: en\n---\n\n" + "\n\n".join(told) + "\n"


def make(editors: int, articles: int, lines: int) -> dict:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import Group, User
    from django.contrib.sessions.backends.db import SessionStore
    from django.utils import timezone

    from corrections.actions.import_article import import_article
    from corrections.actions.publish import publish_page

    sessions = []
    for number in range(editors):
        account = User.objects.create(username=f"editor-{number}")
        account.set_unusable_password()  # they are signed in already: hashing passwords is not what is measured
        account.save()
        account.groups.set(Group.objects.all())
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        sessions.append(session.session_key)
    slugs = []
    for number in range(articles):
        slugs.append(f"quays-{number}")
        imported = import_article(source_of(number, lines).encode(), user=account, slug=slugs[-1])
        publish_page(imported.article, user=account, now=timezone.now())
    return {"sessions": sessions, "slugs": slugs, "cookie": settings.SESSION_COOKIE_NAME}


def kept() -> dict[str, list]:
    from corrections.models import CorrectionNote

    found: dict[str, list] = {}
    for note in CorrectionNote.objects.prefetch_related("spans"):
        places = [[span.quote_exact, span.replacement] for span in note.spans.all()]
        found.setdefault(str(note.uid), []).append([note.wording, places])
    return found


if __name__ == "__main__":
    django.setup()
    print(json.dumps(kept() if sys.argv[1] == "kept" else make(*map(int, sys.argv[2:]))))
