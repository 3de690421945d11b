"""Going on with a new key after the old one was lost."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from clinic_site.foundation import sealing


class Command(BaseCommand):
    """Let the key in the settings count, though the database knows another one."""

    help = "Go on with a new SECRET_KEY or LOOKUP_KEY. A lost envelope key needs a new id instead."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Read the name of the key."""
        parser.add_argument("name", choices=sorted(sealing.REPLACEABLE))

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget the old key, and say what that costs."""
        sealing.accept_key(options["name"])
        self.stdout.write(
            f"The new {options['name']} counts. {sealing.REPLACEABLE[options['name']]}"
        )
