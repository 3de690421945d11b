"""Compressed answers for readers' pages.

Pages that may hold a secret (a form's token, a patient's answers) are never compressed: their size
would tell an eavesdropper about what they hold.
"""

import gzip
from collections.abc import Callable

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from clinic_site.middleware import is_private

SMALLEST_WORTH_IT = 500
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
TEXT_TYPES = ("text/", "application/xml", "application/atom+xml", "application/json")


class ReaderCompression:
    """Compress whole text answers on paths that are the same for everybody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, smaller if the browser can take it."""
        response = self.get_response(request)
        if is_private(request.path) or not _is_compressible(response):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        accepted = request.headers.get("Accept-Encoding", "")
        if "br" in accepted:
            _replace(response, brotli.compress(response.content, quality=BROTLI_QUALITY), "br")
        elif "gzip" in accepted:
            # A fixed time keeps equal pages equal to the byte.
            _replace(response, gzip.compress(response.content, GZIP_LEVEL, mtime=0), "gzip")
        return response


def _is_compressible(response: HttpResponse) -> bool:
    return (
        not response.streaming
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(TEXT_TYPES)
        and len(response.content) >= SMALLEST_WORTH_IT
    )


def _replace(response: HttpResponse, smaller: bytes, encoding: str) -> None:
    response.content = smaller
    response["Content-Encoding"] = encoding
    response["Content-Length"] = str(len(smaller))
    etag = response.get("ETag", "")
    if etag and not etag.startswith("W/"):
        response["ETag"] = f"W/{etag}"
