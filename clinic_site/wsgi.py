"""The WSGI entry point."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection

from clinic_site.environment import told_in_one_line
from clinic_site.foundation.web.addresses import seen_by_proxy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
with told_in_one_line():
    _django = get_wsgi_application()
    # Not above: its models need the settings that were read just now.
    from clinic_site.foundation import sealing

    sealing.check_keys_at_start()
    connection.close()
# A character has four bytes at most, so what is cut is still too long when it has been decoded.
_MOST_PATH_BYTES = 4 * settings.LONGEST_PATH + 4


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request, believing it neither its charset nor where it comes from.

    Our pages are UTF-8, so browsers claim no charset. Django would decode with any codec that
    Python knows: "hex" raises while the request is being made, where no error page can catch it,
    and "utf-7" makes characters that cannot be written back. An endless path is cut here, because
    Django reads it before any middleware can; the door then refuses it.
    """
    environ["PATH_INFO"] = environ.get("PATH_INFO", "")[:_MOST_PATH_BYTES]
    _note_origin(environ)
    environ["CONTENT_TYPE"] = _without_charset(environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)


def _note_origin(environ: WSGIEnvironment) -> None:
    """Put the client's address and scheme where Django looks, as our own proxy saw them.

    X_Forwarded_For and X-Forwarded-For are one name in WSGI and the last one sent wins, so nobody
    can tell the proxy's from a client's: none of that family gets in.
    """
    forwarded = environ.pop("HTTP_FORWARDED", "")
    for name in [name for name in environ if name.startswith("HTTP_X_FORWARDED")]:
        del environ[name]
    if not settings.BEHIND_PROXY:
        return
    address, scheme = seen_by_proxy(forwarded)
    environ["wsgi.url_scheme"] = "https" if scheme == "https" else "http"
    if address:
        environ["REMOTE_ADDR"] = address


def _without_charset(content_type: str) -> str:
    kind, *parameters = content_type.split(";")
    boundary = [each for each in parameters if each.strip().lower().startswith("boundary=")]
    # One at most: Django takes quadratic time over many.
    return ";".join([kind, *boundary[:1]])
