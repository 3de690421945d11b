"""The WSGI entry point."""

import os
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.wsgi import get_wsgi_application
from django.db import connection

from clinic_site.environment import told_in_one_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic_site.settings")
with told_in_one_line():
    _django = get_wsgi_application()
    # Not above: its models need the settings that were read just now.
    from clinic_site.clinic import keys

    keys.check_at_start()
    connection.close()


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer one request, and read its text as UTF-8 whatever charset it claims.

    Our pages are UTF-8, so browsers claim none. Django would decode with any codec that Python
    knows: "hex" raises while the request is being made, where no error page can catch it, and
    "utf-7" makes letters that cannot be written back.
    """
    environ["CONTENT_TYPE"] = _without_charset(environ.get("CONTENT_TYPE", ""))
    return _django(environ, start_response)


def _without_charset(content_type: str) -> str:
    kind, *parameters = content_type.split(";")
    boundary = [each for each in parameters if each.strip().lower().startswith("boundary=")]
    return ";".join([kind, *boundary])
