"""The settings under test: `newsroom.settings` on trial, whatever house style the developer's own environment holds."""

import os
import tempfile
from pathlib import Path

HOUSE_STYLE = ("NEWSROOM_NAME", "HOUSE_STYLE", "SITE_URL", "CORRECTIONS_", "ERRATUM_", "FRONT_MATTER_", "EXPORT_")
HOUSE_STYLE += ("RENDER_SECONDS", "HOUSE_LANGUAGE", "DATE_STYLE", "TIME_ZONE", "SECOND_PERSON")
for name in [name for name in os.environ if name.startswith(HOUSE_STYLE)]:
    del os.environ[name]
# Commands that a test runs in a process of their own read these too.
os.environ |= {"DEBUG": "0", "DEMO": "1", "SECRET_KEY": "only for tests", "ALLOWED_HOSTS": "", "CACHE_URL": ""}

from newsroom.settings import *  # noqa: E402, F403
from newsroom.settings import DATABASES  # noqa: E402

# A file of this process's own, since the tests' threads and workers could not share a database in memory.
DATABASES["default"]["TEST"] = (
    {"NAME": Path(tempfile.gettempdir()) / f"corrigenda-test-{os.getpid()}.sqlite3"}
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else {}
)
# Tests publish and read within one second.
PUBLIC_PAGE_SECONDS = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
