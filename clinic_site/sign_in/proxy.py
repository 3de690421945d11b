"""Where a request comes from when a proxy stands in front."""

from ipaddress import ip_address

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the address that our own proxy saw: the last it appended, never what a client claims.

    Wrong passwords are counted by it. By the proxy's own address one stranger could lock out all.
    """
    seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(seen))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))
