"""Counting senders without keeping who they are."""

from datetime import date

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from clinic_site.senders import address_of, fingerprint

DAY = date(2026, 6, 1)


def test_address_is_the_other_end_unless_a_proxy_of_ours_stands_there(settings: Settings) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", HTTP_X_FORWARDED_FOR="192.0.2.1")
    settings.BEHIND_PROXY = False
    assert address_of(request) == "192.0.2.9"
    settings.BEHIND_PROXY = True
    assert address_of(request) == "192.0.2.1"


def test_fingerprint_does_not_hold_the_address_and_ends_with_the_day() -> None:
    one = fingerprint("192.0.2.1", DAY, "booking")
    assert len(one) == 64
    assert one != fingerprint("192.0.2.1", date(2026, 6, 2), "booking")
    assert one != fingerprint("192.0.2.1", DAY, "feedback")
    assert one != fingerprint("192.0.2.2", DAY, "booking")


def test_fingerprint_needs_the_key(settings: Settings) -> None:
    one = fingerprint("192.0.2.1", DAY, "booking")
    settings.LOOKUP_KEY = b"x" * 32
    assert fingerprint("192.0.2.1", DAY, "booking") != one


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("nonsense", "nonsense", True),
    ],
)
def test_fingerprint_counts_one_line_as_one_sender(first: str, second: str, same: bool) -> None:
    assert (fingerprint(first, DAY, "x") == fingerprint(second, DAY, "x")) is same
