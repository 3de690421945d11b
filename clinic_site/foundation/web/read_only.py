"""Pages that are only ever shown: they take no form."""

from collections.abc import Callable
from typing import ParamSpec

from django.http import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

Given = ParamSpec("Given")


def only_shown(view: Callable[Given, HttpResponseBase]) -> Callable[Given, HttpResponseBase]:
    """Answer 405 to whatever is sent to a page that takes no form.

    Without the exemption the answer would be 403, as if a right form could be sent here. It gives
    nothing away: what is exempt never runs for a POST.
    """
    return csrf_exempt(require_safe(view))
