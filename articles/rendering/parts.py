"""The parts of a page as HTML: cards, claims, figures, pictures, references, words."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.draft import ClaimText, Figure, Picture, Source, Word
from articles.figures import HEIGHT, WIDTH
from articles.models import Claim
from articles.rendering.bodies import Glossary, reference_links, word_id
from clinic_site.foundation.images.naming import file_name, placeholder
from clinic_site.foundation.warning_signs import Card


def items(texts: Iterable[str]) -> str:
    """Return a list of plain texts."""
    return "<ul>" + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def _with_calls(text: str) -> str:
    """Escape a text of a care card, with phone numbers to be filled in as links that call."""
    return re.sub(r"\{(emergency_number|urgent_line)\}", r"{call:\1}", escape(_(text)))


def card(shown: Card, level: int) -> str:
    """Return a care card whose heading has this level. Its placeholders stay."""
    name = f"card-{shown.level}"
    return (
        f'<section class="card card--{shown.level}" aria-labelledby="{name}">'
        f'<h{level} class="card__heading" id="{name}">'
        f'<span class="visually-hidden">{escape(_(shown.level_name))}: </span>'
        f"{_with_calls(shown.heading)}</h{level}>"
        f'<div class="card__body"><p>{escape(_(shown.lead))}</p>'
        f"{items(_(sign.text) for sign in shown.signs)}"
        f"<p>{_with_calls(shown.closing)}</p></div></section>"
    )


def claim(said: ClaimText, numbers: Mapping[str, int], glossary: Glossary) -> str:
    """Return a claim with its grade in words and links to its sources."""
    links = reference_links(said.references, numbers)
    sources = f' <span class="claim__refs">{escape(_("Sources:"))} {links}</span>' if links else ""
    unsure = ""
    if said.not_known:
        label = escape(_("Not known:"))
        unsure = f'<p class="claim__unknown"><b>{label}</b> {escape(said.not_known)}</p>'
    return (
        f'<div class="claim claim--{said.grade}">'
        f'<p class="claim__text">{glossary.mark(escape(said.text))}</p>'
        f'<p class="claim__grade"><span class="claim__label">'
        f"{escape(Claim.GradeChoice(said.grade).label)}</span>{sources}</p>{unsure}</div>"
    )


def figure(shown: Figure) -> str:
    """Return a figure. The address of its file is filled in when the page is served."""
    alt = "" if shown.decorative else _(shown.alt)
    caption = f"<figcaption>{escape(_(shown.caption))}</figcaption>" if shown.caption else ""
    return (
        f'<figure class="figure"><img src="{{figure:{escape(shown.key)}}}" alt="{escape(alt)}"'
        f' width="{WIDTH}" height="{HEIGHT}" loading="lazy">{caption}</figure>'
    )


def unknown(texts: Sequence[str]) -> str:
    """Return the section on what is not known."""
    title = escape(_("What we do not know yet"))
    return (
        '<section class="section unknown" aria-labelledby="not-known">'
        f'<h2 id="not-known">{title}</h2>{items(texts)}</section>'
    )


def questions(texts: Sequence[str]) -> str:
    """Return questions to tick. No form, and no memory: what worries someone is theirs to keep.

    `autocomplete` keeps a browser from showing one person's ticks to the next.
    """
    title = escape(_("Questions to ask"))
    lead = escape(_("Tick what you want to ask, and print this page. Your ticks are not kept."))
    boxes = "".join(
        f'<li><label><input type="checkbox" autocomplete="off">{escape(text)}</label></li>'
        for text in texts
    )
    return (
        '<section class="section questions" aria-labelledby="questions">'
        f'<h2 id="questions">{title}</h2><p>{lead}</p><ul>{boxes}</ul></section>'
    )


def references(sources: Sequence[Source]) -> str:
    """Return the numbered list of sources."""
    title = escape(_("References"))
    entries = "".join(
        f'<li id="ref-{escape(source.key)}">'
        f"{escape(source.citation)}{_source_link(source.url)}</li>"
        for source in sources
    )
    return (
        '<section class="section references" aria-labelledby="references">'
        f'<h2 id="references">{title}</h2><ol>{entries}</ol></section>'
    )


def _source_link(url: str) -> str:
    if not url.startswith(("https://", "http://")):
        return ""
    shown = url.split("://", 1)[1].removeprefix("www.").rstrip("/")
    return f' <a href="{escape(url)}">{escape(shown)}</a>'


def explained_words(used: Sequence[Word]) -> str:
    """Return the explanations: hidden until asked for on screen, endnotes on paper."""
    title = escape(_("Words explained"))
    entries = "".join(
        f'<div popover id="{word_id(word)}" class="word">'
        f"<p><strong>{escape(word.term)}</strong>: {escape(word.definition)}</p></div>"
        for word in used
    )
    return f'<div class="words"><h2 class="words__heading">{title}</h2>{entries}</div>'


# The column of text is 48 rem wide where there is room; below, the page less its margins.
SIZES = "(min-width: 52rem) 48rem, 92vw"
# What a browser without `srcset` gets.
_PLAIN_WIDTH = 960


def picture_figure(shown: Picture) -> str:
    """Return a picture with its words. Addresses of files are filled in when it is served."""
    alt = "" if shown.decorative else shown.alt
    plain = max((width for width in shown.widths if width <= _PLAIN_WIDTH), default=shown.widths[0])
    return (
        f'<figure class="figure {_cut(shown)}"><picture>'
        f'<source type="image/webp" srcset="{_sources(shown, "webp")}" sizes="{SIZES}">'
        f'<img src="{placeholder(file_name(shown.key, plain, "jpg"))}"'
        f' srcset="{_sources(shown, "jpg")}" sizes="{SIZES}" alt="{escape(alt)}"'
        f' width="{shown.widths[-1]}" height="{shown.height}" loading="lazy" decoding="async">'
        f"</picture>{_words(shown)}</figure>"
    )


def _sources(shown: Picture, kind: str) -> str:
    return ", ".join(
        f"{placeholder(file_name(shown.key, width, kind))} {width}w" for width in shown.widths
    )


def _cut(shown: Picture) -> str:
    """The classes that cut it around its focus: a style attribute would need a weaker policy."""
    if shown.focus is None:
        return "figure--whole"
    left, top = shown.focus
    return f"figure--cut cut-x-{left} cut-y-{top}"


def _words(shown: Picture) -> str:
    terms = escape(_(shown.license)) if shown.license else ""
    if shown.license_url and terms:
        terms = f'<a href="{escape(shown.license_url)}">{terms}</a>'
    maker = escape(_("Picture: %s") % shown.credit) if shown.credit else ""
    source = ". ".join(part for part in (maker, terms) if part)
    parts = [escape(shown.caption), f"<small>{source}.</small>" if source else ""]
    said = " ".join(part for part in parts if part)
    return f"<figcaption>{said}</figcaption>" if said else ""
