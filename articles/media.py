"""The files of uploaded pictures, served by the site itself: no query, no cookie, no other name.

A file never changes under its name, so browsers may keep it for a year without asking.
"""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from clinic_site.foundation import images
from clinic_site.foundation.web.read_only import only_shown

KEEP_FOR_EVER = "public, max-age=31536000, immutable"
# Should a browser ever take a picture for a page, that page may do nothing at all.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@only_shown
def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of a picture. Its name holds the fingerprint, so the name is the ETag too."""
    file = images.open_file(name)
    if file is None:
        raise Http404
    etag = quote_etag(name)
    answer: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if answer is None:
        answer = FileResponse(file, content_type=TYPES[name.rpartition(".")[2]])
    else:
        file.close()
    answer["ETag"] = etag
    answer["Cache-Control"] = KEEP_FOR_EVER
    answer["Content-Security-Policy"] = POLICY
    return answer
