"""The WSGI entry point."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
_django = get_wsgi_application()
# A character has four bytes at most, so what is cut is still too long when it has been decoded.
_MOST_PATH_BYTES = 4 * settings.LONGEST_PATH + 4


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request, and read its text as UTF-8 whatever charset it claims.

    Our pages are UTF-8, so browsers claim none. Django would decode with any codec that Python
    knows: "hex" raises while the request is being made, where no error page can catch it, and
    "utf-7" makes letters that cannot be written back. An endless path is cut here, because Django
    reads it before any middleware can; the door then refuses it.
    """
    environ["PATH_INFO"] = environ.get("PATH_INFO", "")[:_MOST_PATH_BYTES]
    environ["CONTENT_TYPE"] = _without_charset(environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)


def _without_charset(content_type: str) -> str:
    kind, *parameters = content_type.split(";")
    boundary = [each for each in parameters if each.strip().lower().startswith("boundary=")]
    # One at most: Django takes quadratic time over many.
    return ";".join([kind, *boundary[:1]])
