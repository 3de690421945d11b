"""A finished page made ready for one visit: placeholders filled with the clinic's facts of now."""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.figures import FIGURES
from articles.markup import PLACEHOLDER
from articles.models import Edition
from clinic_site.foundation.clinic.facts import FACTS
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.images.keeping import address
from clinic_site.foundation.images.naming import is_file_name

_NOT_DIALED = re.compile(r"[^0-9+*#]")


@dataclass(frozen=True, slots=True)
class Page:
    """An edition as one reader sees it, for the template. Only `body` is HTML."""

    article_id: int
    slug: str
    title: str
    summary: str
    key_points: list[str]
    number: int
    published_on: date
    what_changed: str
    reviewed_on: date | None
    review_due: date | None
    signed_off_role: str
    contents: list[dict[str, str]]
    body: SafeString


def fill_text(text: str, clinic: Clinic) -> str:
    """Fill the placeholders of a plain text. The result is not HTML."""

    def fact(found: re.Match[str]) -> str:
        read = FACTS.get(found[1])
        return read(clinic) if read else found[0]

    return PLACEHOLDER.sub(fact, text)


def _call(number: str) -> str:
    """Return a link that calls this number; plain text if it is none, such as "the clinic"."""
    dialed = _NOT_DIALED.sub("", number)
    return f'<a href="tel:{dialed}">{escape(number)}</a>' if dialed else escape(number)


def _tell_lost(html: str, lost: Collection[str]) -> str:
    """Say at the source itself that it was retracted since. No body of staff can hold its tag."""
    for key in lost:
        entry = f'<li id="ref-{escape(key)}">'
        told = escape(_("Withdrawn since we published this page:"))
        html = html.replace(entry, f"{entry}<strong>{told}</strong> ")
    return html


def _fill_html(html: str, clinic: Clinic) -> SafeString:
    """Fill a composed page in one pass, so that a fact which holds braces stays as it is."""

    def fact(found: re.Match[str]) -> str:
        name, _colon, key = found[1].partition(":")
        if name == "figure" and key in FIGURES:
            return escape(static(f"img/figures/{key}.svg"))
        if name == "picture" and is_file_name(key):
            return escape(address(key))
        read = FACTS.get(key if name == "call" else found[1])
        if read is None:
            return found[0]
        return _call(read(clinic)) if name == "call" else escape(read(clinic))

    # Safe: composed of sanitized bodies and escaped texts, filled with escaped facts.
    return mark_safe(PLACEHOLDER.sub(fact, html))  # noqa: S308


def serve(edition: Edition, clinic: Clinic, *, lost: Collection[str] = ()) -> Page:
    """Return the page a reader sees. An edition that was never saved is a preview.

    `lost` holds the keys of its sources that were retracted since it was published.
    """
    signed = edition.signed_off_at
    return Page(
        article_id=edition.article_id,
        slug=edition.slug,
        title=edition.title,
        summary=fill_text(edition.summary, clinic),
        key_points=[fill_text(point, clinic) for point in edition.key_points],
        number=edition.number,
        published_on=edition.published_at.astimezone(clinic.zone).date(),
        what_changed=edition.what_changed,
        reviewed_on=signed.astimezone(clinic.zone).date() if signed else None,
        review_due=edition.review_due,
        signed_off_role=edition.signed_off_role,
        contents=[
            {**entry, "label": fill_text(entry["label"], clinic)} for entry in edition.contents
        ],
        body=_fill_html(_tell_lost(edition.html, lost), clinic),
    )


# As `django.utils.html.json_script` does: no text can end the block or open a comment in it.
_ESCAPES = str.maketrans({"<": r"\u003C", ">": r"\u003E", "&": r"\u0026"})


def data_block(facts: Mapping[str, Any]) -> SafeString:
    """Return a JSON-LD block. Browsers do not run it, so `script-src` has no say in it."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    # Safe: every character that HTML could take for markup is escaped above.
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
