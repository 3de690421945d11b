"""An uploaded picture as HTML: the browser picks a width and a format, and keeps its place free."""

from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.draft import Picture
from clinic_site.foundation.images.naming import file_name, placeholder

# The column of text is 48 rem wide where there is room; below, the page less its margins.
SIZES = "(min-width: 52rem) 48rem, 92vw"
# What a browser without `srcset` gets.
_PLAIN_WIDTH = 960


def picture(shown: Picture) -> str:
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
