"""Links and remarks of invited reviewers, for tests."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles.editions.proposals import proposals
from articles.models import Article
from articles.previews.invitations import make_link
from tests.articles.factories import NOW, staff

REMARK = "The second sentence is too sure."


def invite(made: Article, by: User | None = None, now: datetime = NOW, days: int = 7) -> str:
    """Make a link to a draft as an editor does; return its token."""
    (proposal,) = proposals([made.pk], now)
    return make_link(
        made,
        by=by or staff("invite_reviewer"),
        now=now,
        made_for="A neighbor",
        days=days,
        text_digest=proposal.edition.digest,
    )


def page(token: str) -> str:
    return reverse("articles:preview", args=[token])


def remark(token: str, client: Client | None = None, **answers: Any) -> Any:
    """Send the form of a preview page with a remark, as a browser without an account does."""
    return (client or Client()).post(page(token), {"text": REMARK, **answers})
