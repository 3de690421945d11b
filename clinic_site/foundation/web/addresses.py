"""Where a request comes from: for counting too many, never for knowing who reads."""

from ipaddress import IPv4Address, ip_address, ip_network

from django.http import HttpRequest

# One customer's line: within it a machine takes as many addresses as it likes.
_IPV6_LINE = 64


def address_of(request: HttpRequest) -> str:
    """Return where a request comes from. Behind our own proxy `wsgi` has put what it saw there."""
    return str(request.META.get("REMOTE_ADDR", ""))


def seen_by_proxy(forwarded: str) -> tuple[str, str]:
    """Return the address and the scheme that our proxy saw, each "" if it says none.

    Read off the last element of the header Forwarded (RFC 7239), which is our own proxy's: what
    stands before it is a client's claim. Unlike X-Forwarded-For the name holds no dash, so WSGI
    cannot mistake another header for it.
    """
    own = forwarded.rpartition(",")[2]
    pairs = (each.partition("=") for each in own.split(";"))
    said = {name.strip().lower(): value.strip().strip('"') for name, _is, value in pairs}
    return _address_in(said.get("for", "")), said.get("proto", "").lower()


def _address_in(node: str) -> str:
    """Return the address in 192.0.2.1, 192.0.2.1:80, [2001:db8::1] or [2001:db8::1]:80, else ""."""
    in_brackets, port = node.startswith("["), node.count(":") == 1
    host = node[1:].partition("]")[0] if in_brackets else node.partition(":")[0] if port else node
    try:
        return str(ip_address(host))
    except ValueError:
        return ""


def line_of(address: str) -> str:
    """Return what counts as one sender: an IPv4 address, or a whole IPv6 line (64 bits)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv4Address):
        return str(found)
    # How IPv4 looks on a socket that takes both: all of it would be one line.
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, _IPV6_LINE), strict=False))
