"""The process that a power cut is reckoned for: an editor who imports, drafts and publishes through the views.

python -m tests.durability.by_candlelight FD TIMES [WITHOUT]: what is acknowledged goes to the file descriptor FD, a
line each; the parent watches. WITHOUT: with synchronous=NORMAL, to see what is lost then.
"""

import os
import sys


def main(acknowledged: int, times: int, without: bool) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    import django

    django.setup()
    from django.conf import settings

    if without:
        options = settings.DATABASES["default"]["OPTIONS"]
        options["init_command"] = options["init_command"].replace("synchronous=FULL", "synchronous=NORMAL")
    from django.contrib.auth.models import User
    from django.test import Client

    from corrections import bounded
    from corrections.models import CorrectionNote
    from tests.durability import power

    # Work on texts touches no file; here it needs no process of its own, which would have to be watched too.
    bounded.call = lambda function, *arguments, seconds=None: function(*arguments)
    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(username="editor"))

    def say(*words):
        os.write(acknowledged, " ".join(map(str, words)).encode() + b"\n")

    client.get("/desk/")
    power.be_watched()
    for n in range(times):
        text = f"# Article {n}\n\nThe mill stood there in 1921.\n"
        assert client.post("/desk/new-article/", {"slug": f"a{n}", "text": text, "publish": "on"}).status_code == 302
        say("article", f"a{n}")
        card = {"exact": "1921", "replacement": "1922", "kind": "correction", "severity": "standard"}
        card |= {
            "wording": f"An earlier version of this article misstated the year of mill {n}. It was 1922, not 1921."
        }
        card |= {"source_url": "https://example.org/", "source_title": "The miller"}
        assert client.post(f"/desk/articles/a{n}/notes/new/", card).status_code == 302
        say("note", f"a{n}", "draft")
        pk = CorrectionNote.objects.get(article__slug=f"a{n}").pk
        assert client.post(f"/desk/articles/a{n}/publication/", {"note": pk}).status_code == 200
        say("note", f"a{n}", "published")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), "WITHOUT" in sys.argv[3:])
