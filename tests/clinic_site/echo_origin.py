"""Our WSGI entry point with an echo in place of Django: what would Django read of the sender?"""

import json
from collections.abc import Iterable
from typing import Any

from clinic_site import wsgi


def _echo(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "application/json")])
    seen = {
        "address": environ["REMOTE_ADDR"],
        "scheme": environ["wsgi.url_scheme"],
        "let_in": sorted(name for name in environ if "FORWARDED" in name),
        "old_reading": environ["raw"].rpartition(",")[2].strip(),
    }
    return [json.dumps(seen).encode()]


wsgi._django = _echo  # type: ignore[assignment]


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answer as clinic_site.wsgi does, and keep what it used to read for the control."""
    environ["raw"] = environ.get("HTTP_X_FORWARDED_FOR", "")
    return wsgi.application(environ, start_response)
