"""Facts for machines, set into a page as a block of data."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# As `django.utils.html.json_script` does: no text can end the block or open a comment in it.
_ESCAPES = str.maketrans({"<": r"\u003C", ">": r"\u003E", "&": r"\u0026"})


def data_block(facts: Mapping[str, Any]) -> SafeString:
    """Return a JSON-LD block. Browsers do not run it, so `script-src` has no say in it."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    # Safe: every character that HTML could take for markup is escaped above.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
