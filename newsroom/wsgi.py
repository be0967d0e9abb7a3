"""The door for WSGI servers: `granian --interface wsgi newsroom.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom import readiness

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
readiness.require()
application = get_wsgi_application()
