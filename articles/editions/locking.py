"""One deed at a time for each article."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.exceptions import StaleVersion
from articles.models import Article


@contextmanager
def holding(*article_ids: int) -> Iterator[None]:
    """Open a transaction in which nobody else can publish, sign off or withdraw these articles.

    Others wait: by row on PostgreSQL, by BEGIN IMMEDIATE on SQLite. Raises `StaleVersion` if one is
    gone, or if the database itself refuses what a rival made impossible.
    """
    try:
        with transaction.atomic():
            _lock(article_ids)
            yield
    except IntegrityError as error:
        raise stale_version() from error


def _lock(article_ids: Collection[int]) -> None:
    rows = Article.objects.select_for_update().filter(pk__in=article_ids).order_by("pk")
    if len(rows.values_list("pk", flat=True)) != len(set(article_ids)):
        raise stale_version()


def stale_version() -> StaleVersion:
    """Return the refusal for somebody who comes second."""
    return StaleVersion(
        _("Somebody changed or published this in the meantime. Look again, then decide.")
    )
