#!/usr/bin/env python
"""Run Corrigenda's commands."""

import sys

from newsroom.command_line import run

if __name__ == "__main__":
    run(sys.argv)
