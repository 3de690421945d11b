"""All twelve starter articles published again: twelve new editions, and no old row touched."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder

from articles.editions.publishing import publish
from articles.models import Article, Edition
from tests.articles.factories import REASON, sign_off, staff

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]

TWELVE = 12


def fingerprints() -> dict[int, str]:
    """Every column of every edition, byte for byte."""
    return {
        row["id"]: hashlib.sha256(
            json.dumps(row, sort_keys=True, cls=DjangoJSONEncoder).encode()
        ).hexdigest()
        for row in Edition.objects.values()
    }


def test_publishing_all_twelve_again_makes_twelve_editions_and_changes_no_old_one() -> None:
    call_command("load_starter", "--publish", verbosity=0)
    before = fingerprints()
    first = {each.article_id: each for each in Edition.objects.all()}
    now = max(each.published_at for each in first.values()) + timedelta(days=1)
    reviewer = staff("sign_off_edition")
    articles = list(Article.objects.all())
    for each in articles:
        sign_off(each, reviewer, now)
    again = publish(
        [each.pk for each in articles],
        by=None,
        now=now,
        what_changed="",
        override_reason=REASON,
    )
    assert len(before) == len(again) == TWELVE
    after = fingerprints()
    assert len(after) == 2 * TWELVE
    assert {pk: after[pk] for pk in before} == before
    for edition in again:
        assert (edition.number, edition.what_changed) == (2, "Reviewed. Nothing changed.")
        assert edition.html == first[edition.article_id].html
    assert Edition.objects.live(now).count() == TWELVE
