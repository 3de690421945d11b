"""The rich-text editor under a strict Content-Security-Policy."""

from typing import Any

from django.http import HttpRequest
from js_asset import Media


def with_nonce(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of a change form whose scripts carry this response's nonce.

    The editor's import map is an inline script, so the browser runs it only with the nonce.
    """
    # The policy's middleware hangs the nonce on the request.
    nonce = str(request.csp_nonce)  # type: ignore[attr-defined]
    return {**context, "media": Media.from_media(context["media"], nonce=nonce)}
