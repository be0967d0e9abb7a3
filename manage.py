#!/usr/bin/env python
"""Run Corrigenda's commands."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    if sys.argv[1:2] == ["demo"]:
        # Before the settings are read: a demonstration asks for no secret key and no host names.
        os.environ.setdefault("DEMO", "1")
    from django.core.management import execute_from_command_line
    from django.db import Error

    try:
        execute_from_command_line(sys.argv)
    except Error as error:
        from corrections.models import outage_of
        from corrections.telling import told

        outage = outage_of(error)
        if outage is None or "--traceback" in sys.argv:
            raise
        # What went wrong is no fault of the product's that a traceback would help to find.
        sys.exit(f"CommandError: {told(outage)}")
