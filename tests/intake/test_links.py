"""A patient's link opens their booking, until it may not, and says nothing else."""

import pytest

from intake import links
from intake.models import Link
from tests.intake.factories import make_booking
from tests.moments import DAY, HALF_HOUR, NOW, SECOND, START

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic")]


def test_link_opens_its_own_booking_only() -> None:
    mine, other = make_booking(), make_booking(start=START + HALF_HOUR)
    token, another = links.mint_link(mine, NOW), links.mint_link(other, NOW)
    assert links.find_link(token, NOW) == mine
    assert links.find_link(another, NOW) == other


def test_token_has_256_bits_and_is_kept_nowhere() -> None:
    token = links.mint_link(make_booking(), NOW)
    assert len(token) == 43
    row = Link.objects.get()
    assert token not in (row.digest, row.purpose)
    assert len(row.digest) == 64


@pytest.mark.parametrize(
    "token", ["", "x", "A" * 43, "é" * 43, "\ud800" * 43, "A" * 100_000, "\x00" * 43]
)
def test_wrong_token_opens_nothing(token: str) -> None:
    links.mint_link(make_booking(), NOW)
    assert links.find_link(token, NOW) is None


def test_digest_or_reference_opens_nothing() -> None:
    booking = make_booking()
    links.mint_link(booking, NOW)
    assert links.find_link(Link.objects.get().digest, NOW) is None
    assert links.find_link(booking.reference, NOW) is None


def test_link_lasts_until_a_month_after_the_visit() -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW)
    over = START + HALF_HOUR + 30 * DAY
    assert links.find_link(token, over - SECOND) == booking
    assert links.find_link(token, over) is None


def test_revoked_link_opens_nothing_and_others_still_do() -> None:
    mine, other = make_booking(), make_booking(start=START + HALF_HOUR)
    tokens = [links.mint_link(mine, NOW), links.mint_link(mine, NOW)]
    kept = links.mint_link(other, NOW)
    assert links.revoke_links(mine, NOW) == 2
    assert [links.find_link(token, NOW) for token in tokens] == [None, None]
    assert links.find_link(kept, NOW) == other
    assert links.revoke_links(mine, NOW) == 0


def test_link_of_another_purpose_opens_nothing() -> None:
    booking = make_booking()
    token = links.mint_link(booking, NOW, purpose="feed")
    assert links.find_link(token, NOW) is None
    assert links.find_link(token, NOW, purpose="feed") == booking
