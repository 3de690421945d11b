"""Load the starter articles as drafts, and in demo mode publish them as samples."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from articles.editions.editing import noting_shared_edits
from articles.editions.publishing import publish
from articles.exceptions import PublishingError
from articles.models import Article
from articles.starter.loading import STARTER, BadStarterFile, load_starter

WHAT_CHANGED = "First edition of the sample text."
OVERRIDE_REASON = "Sample text that awaits clinical sign-off."


class Command(BaseCommand):
    """Run again at any time: what is already there, edited or not, is left alone."""

    help = "Load the starter articles as drafts. Leaves what is already there alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --publish."""
        parser.add_argument(
            "--publish",
            action="store_true",
            help="in demo mode, publish those never published, as samples awaiting sign-off",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, then publish if asked to."""
        if options["publish"] and not settings.DEMO:
            raise CommandError("Only in demo mode may articles be published without sign-off.")
        try:
            # A command that calls this one reports its own progress.
            say = self.stdout.write if options["verbosity"] else lambda _line: None
            # A new word of the glossary reaches drafts that were there before.
            with noting_shared_edits(None, timezone.now()):
                slugs = load_starter(STARTER, lambda slug: say(f"  drafted {slug}"))
            if options["publish"]:
                say(f"  published {self._publish(slugs)} articles")
        except (BadStarterFile, PublishingError) as error:
            raise CommandError(str(error)) from error

    def _publish(self, slugs: list[str]) -> int:
        new = Article.objects.filter(slug__in=slugs, editions=None)
        published = publish(
            list(new.values_list("pk", flat=True)),
            by=None,
            now=timezone.now(),
            what_changed=WHAT_CHANGED,
            override_reason=OVERRIDE_REASON,
        )
        return len(published)
