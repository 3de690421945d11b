"""A body as staff wrote it, cleaned and set: tables that scroll, citations, glossary words."""

import re
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser

import nh3
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.draft import Word
from articles.markup import CITATION

TAGS = {
    "p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "th": {"colspan", "rowspan", "scope"},
    "td": {"colspan", "rowspan"},
}


def _attribute(tag: str, name: str, value: str) -> str | None:
    # A placeholder here could be filled with another scheme; "//host" looks like our own page.
    if name == "href" and ("{" in value or value.startswith("//")):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


def clean(html: str) -> str:
    """Return the body with only what staff may write, well-formed."""
    return _CLEANER.clean(html)


# Inside these a button would be invalid, or would break the sense.
QUIET = frozenset({"a", "h3", "h4", "th"})


class Glossary:
    """Marks the first use of each word on one page, and remembers which ones were used."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = {word.term.lower(): word for word in words}
        longest_first = sorted(self._words, key=len, reverse=True)
        terms = "|".join(re.escape(escape(term)) for term in longest_first)
        self._pattern = re.compile(rf"\b({terms})(?:e?s)?\b", re.IGNORECASE) if terms else None
        self.used: list[Word] = []

    def mark(self, text: str) -> str:
        """Return escaped text with a button around each word's first use on this page."""
        return self._pattern.sub(self._button, text) if self._pattern else text

    def _button(self, found: re.Match[str]) -> str:
        word = self._words.get(found[1].lower())
        # An abbreviation is not the small word it may look like.
        if word is None or word in self.used or (word.term.isupper() and word.term != found[1]):
            return found[0]
        self.used.append(word)
        return (
            f'<button type="button" class="term" popovertarget="{word_id(word)}">'
            f"{found[0]}</button>"
        )


def word_id(word: Word) -> str:
    """Return the id of a word's explanation."""
    return f"word-{slugify(word.term)}"


def reference_links(keys: Iterable[str], numbers: Mapping[str, int]) -> str:
    """Return links to the numbered references. Keys without a number are left out."""
    return ", ".join(
        f'<a href="#ref-{escape(key)}">{numbers[key]}</a>' for key in keys if key in numbers
    )


class _Setter(HTMLParser):
    def __init__(self, label: str, numbers: Mapping[str, int], glossary: Glossary) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self._label = label
        self._numbers = numbers
        self._glossary = glossary
        self._quiet = 0
        self._links = 0
        self._tables = 0
        self._row = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        self._quiet += tag in QUIET
        self._links += tag == "a"
        if tag == "table":
            self._tables += 1
            self._row = 0
            # A name of its own: the section around it is a landmark with the heading's name.
            number = "" if self._tables == 1 else f" {self._tables}"
            name = _("Table%(number)s: %(heading)s") % {"number": number, "heading": self._label}
            text = (
                f'<div class="table" role="region" tabindex="0" aria-label="{escape(name)}">{text}'
            )
        elif tag == "tr":
            self._row += 1
        elif tag == "th" and "scope" not in dict(attrs):
            text = f'{text[:-1]} scope="{"col" if self._row == 1 else "row"}">'
        self.out.append(text)

    def handle_endtag(self, tag: str) -> None:
        self._quiet -= tag in QUIET
        self._links -= tag == "a"
        self.out.append(f"</{tag}>" + ("</div>" if tag == "table" else ""))

    def handle_data(self, data: str) -> None:
        for position, part in enumerate(CITATION.split(data)):
            if position % 2:
                self.out.append(self._citation(part))
            else:
                self.out.append(part if self._quiet else self._glossary.mark(part))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def _citation(self, keys: str) -> str:
        wanted = [key.strip() for key in keys.split(",")]
        if self._links:
            known = ", ".join(str(self._numbers[key]) for key in wanted if key in self._numbers)
        else:
            known = reference_links(wanted, self._numbers)
        return f'<sup class="cite">{known}</sup>' if known else f"[{keys}]"


def set_body(html: str, *, label: str, numbers: Mapping[str, int], glossary: Glossary) -> str:
    """Return a body that is clean and ready. `label` names its tables for screen readers."""
    setter = _Setter(label, numbers, glossary)
    setter.feed(clean(html))
    setter.close()
    return "".join(setter.out).strip()
