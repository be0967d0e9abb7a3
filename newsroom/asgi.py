"""The door for ASGI servers: `granian --interface asginl newsroom.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

from newsroom import readiness
from newsroom.bounded_bodies import before_reading

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
readiness.require()
application = before_reading(get_asgi_application())
