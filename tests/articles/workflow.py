"""An article led through its stages, for the tests of editions."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User

from articles.editions import reviewing
from articles.editions.editing import note_edit
from articles.editions.progress import progress
from articles.editions.proposals import Proposal, proposals
from articles.models import Article, Edition
from articles.stages import Stage
from tests.articles.factories import LATER, NOW, article, publish, sign_off

AFTER = LATER + timedelta(days=1)


def live_slugs(now: datetime = LATER) -> list[str]:
    return sorted(Edition.objects.live(now).values_list("slug", flat=True))


def edit(made: Article, by: User | None = None, now: datetime = NOW, **changes: Any) -> None:
    """Change a draft the way the admin does."""
    Article.objects.filter(pk=made.pk).update(**changes)
    note_edit(made.pk, by, now)


def proposal_of(made: Article, now: datetime = NOW) -> Proposal:
    (found,) = proposals([made.pk], now)
    return found


def stage_of(made: Article, now: datetime = NOW) -> Stage:
    """The stage, which the list of articles and the article's own page must agree on."""
    stage = proposal_of(made, now).stage
    assert progress(now)[made.pk].stage == stage
    return stage


def submit(made: Article, by: User, now: datetime = NOW, note: str = "") -> None:
    token = proposal_of(made, now).token
    reviewing.submit(made.pk, token=token, by=by, now=now, note=note)


def two_editions(**changes: Any) -> tuple[Article, Edition, Edition]:
    """An article whose second edition replaced a first one, both signed off."""
    made = article(title="First", **changes)
    sign_off(made)
    first = publish(made)
    edit(made, title="Second")
    sign_off(made, now=LATER)
    return made, first, publish(made, LATER)
