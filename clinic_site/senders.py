"""Who sends a request, as far as we look: for counting too many, never for knowing who reads.

Nothing here is kept as it comes. What counts requests keeps a fingerprint, which the database
alone cannot turn back into an address and which means nothing on another day.
"""

import hashlib
import hmac
from datetime import date
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# One customer's line: within it a machine takes as many addresses as it likes.
_IPV6_LINE = 64


def forwarded_address(request: HttpRequest) -> str:
    """Return the address that our own proxy saw: the last it appended, never what a client claims.

    Wrong passwords are counted by it. By the proxy's own address one stranger could lock out all.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(seen))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from: what the proxy saw behind one, else the other end."""
    if settings.BEHIND_PROXY:
        return forwarded_address(request)
    return str(request.META.get("REMOTE_ADDR", ""))


def fingerprint(address: str, day: date, purpose: str) -> str:
    """Return the keyed hash of an address for one day and purpose, 64 characters.

    Addresses of one IPv6 line (64 bits) count as one sender.
    """
    message = f"{purpose}:{day.isoformat()}:{line_of(address)}".encode()
    return hmac.new(settings.LOOKUP_KEY, message, hashlib.sha256).hexdigest()


def line_of(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, or a whole IPv6 line (64 bits)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ip_network((found, _IPV6_LINE), strict=False))
