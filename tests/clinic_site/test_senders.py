"""Counting senders without keeping who they are."""

from datetime import date

import pytest
from pytest_django import Settings

from clinic_site.foundation.web.senders import fingerprint, seen_by_proxy

DAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("header", "address", "scheme"),
    [
        ("for=203.0.113.7;proto=https", "203.0.113.7", "https"),
        ("for=203.0.113.7:4711; proto=http", "203.0.113.7", "http"),
        ('proto=HTTPS;For="[2001:db8::1]:4711"', "2001:db8::1", "https"),
        ('for="[2001:db8::1]"', "2001:db8::1", ""),
        ('for="2001:db8::1"', "2001:db8::1", ""),
        ("for=10.0.0.1;proto=https, for=203.0.113.7", "203.0.113.7", ""),
        ('for="10.0.0.1, for=203.0.113.7', "203.0.113.7", ""),
        ("for=203.0.113.7, for=_hidden", "", ""),
        ("for=unknown", "", ""),
        ("for=[::1", "::1", ""),
        ("203.0.113.7", "", ""),
        (",;=,;==", "", ""),
        ("", "", ""),
    ],
)
def test_address_and_scheme_are_what_our_own_proxy_saw(
    header: str, address: str, scheme: str
) -> None:
    assert seen_by_proxy(header) == (address, scheme)


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
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("nonsense", "nonsense", True),
    ],
)
def test_fingerprint_counts_one_line_as_one_sender(first: str, second: str, same: bool) -> None:
    assert (fingerprint(first, DAY, "x") == fingerprint(second, DAY, "x")) is same
