#!/usr/bin/env python
"""The project's entry point: checks the Python version before anything else is loaded."""

import os
import sys

OLDEST_PYTHON = (3, 11)


def main() -> None:
    """Run one management command."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit("This site needs Python 3.11 or newer; this is Python %s." % found)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
    if sys.argv[1:2] == ["quickstart"]:
        from clinic_site import first_run

        first_run.prepare()
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here: python -m pip install -r requirements.txt")
    from clinic_site.environment import told_in_one_line

    with told_in_one_line():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
