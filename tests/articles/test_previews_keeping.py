"""Links and remarks go when they have been kept as long as the form says."""

from datetime import timedelta

import pytest

from articles.models import PreviewLink, Remark
from articles.previews.invitations import find_link, purge_links
from tests.articles.factories import NOW, published
from tests.articles.reviewers import invite

pytestmark = pytest.mark.django_db

WEEK, YEAR = timedelta(days=7), timedelta(days=365)


def test_links_and_remarks_go_a_year_after_the_link_ended() -> None:
    made = published("walking").article
    for now in (NOW, NOW + WEEK):
        token = invite(made, now=now)
        link = find_link(token, now)
        assert link is not None
        Remark.objects.create(article=made, link=link, name="A neighbor", text="Hm.", at=now)
    assert purge_links(NOW + WEEK + YEAR - timedelta(minutes=1)) == 0
    assert Remark.objects.count() == 2
    assert purge_links(NOW + WEEK + YEAR) == 1
    assert (PreviewLink.objects.count(), Remark.objects.count()) == (1, 1)
