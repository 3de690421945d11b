"""Django's test client sends every form as one with files; browsers do so only with a file in it.

Importing this makes the client do as browsers do.
"""

from collections.abc import Mapping
from typing import Any

from django.core.files.base import File
from django.test.client import MULTIPART_CONTENT, RequestFactory
from django.utils.http import urlencode

FORM = "application/x-www-form-urlencoded"

_post: Any = RequestFactory.post


def _as_browsers_do(
    self: RequestFactory,
    path: str,
    data: Any = None,
    content_type: str = MULTIPART_CONTENT,
    **more: Any,
) -> Any:
    given = {} if data is None else data
    if content_type == MULTIPART_CONTENT and isinstance(given, Mapping) and not _has_file(given):
        given, content_type = urlencode(given, doseq=True), FORM
    return _post(self, path, given, content_type, **more)


def _has_file(fields: Mapping[str, Any]) -> bool:
    several = (value if isinstance(value, list | tuple) else [value] for value in fields.values())
    return any(
        isinstance(each, File) or hasattr(each, "read") for values in several for each in values
    )


RequestFactory.post = _as_browsers_do  # type: ignore[assignment, method-assign]
