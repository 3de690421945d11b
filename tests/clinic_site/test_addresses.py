"""Counting senders without keeping who they are."""

import pytest
from pytest_django import Settings

from clinic_site.foundation.web.addresses import line_of, seen_by_proxy
from clinic_site.foundation.web.tokens import keyed_hash


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


def test_keyed_hash_holds_nothing_it_was_made_of_and_ends_with_each_part() -> None:
    one = keyed_hash("booking", "2026-06-01", "192.0.2.1")
    assert len(one) == 64
    others = [
        keyed_hash("booking", "2026-06-02", "192.0.2.1"),
        keyed_hash("feedback", "2026-06-01", "192.0.2.1"),
        keyed_hash("booking", "2026-06-01", "192.0.2.2"),
    ]
    assert one not in others


def test_keyed_hash_needs_the_key(settings: Settings) -> None:
    one = keyed_hash("booking", "192.0.2.1")
    settings.LOOKUP_KEY = b"x" * 32
    assert keyed_hash("booking", "192.0.2.1") != one


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
def test_one_line_counts_as_one_sender(first: str, second: str, same: bool) -> None:
    assert (line_of(first) == line_of(second)) is same
