"""Settings of a server whose database cannot grow while the file that CRAMPED names is there: SQLite says "full"."""

import os
from pathlib import Path

from django.db import connection

from newsroom.settings import *  # noqa: F403
from newsroom.settings import MIDDLEWARE

MOST_PAGES = 1_073_741_823  # SQLite's own


def cramped(answer):
    """Each connection has a limit of its own, so it is set before each answer."""

    def respond(request):
        with connection.cursor() as cursor:
            pages = cursor.execute("PRAGMA page_count").fetchone()[0]
            limit = pages if Path(os.environ["CRAMPED"]).exists() else MOST_PAGES
            cursor.execute(f"PRAGMA max_page_count = {limit}")
        return answer(request)

    return respond


MIDDLEWARE = [*MIDDLEWARE, "tests.browser.cramped.cramped"]
