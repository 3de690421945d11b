"""Every edition that readers could open, and whether a copy of one on paper is still current."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import segno
from django.conf import settings
from django.urls import reverse

from articles.models import Edition
from clinic_site.foundation.clinic.models import Clinic


@dataclass(frozen=True, slots=True)
class PastEdition:
    """One edition that was live, as told in public. Never its text.

    Of an edition that was taken down only the dates are told: `what_changed` and `role` are empty.
    """

    number: int
    published_on: date
    reviewed_on: date | None
    role: str
    what_changed: str
    withdrawn_on: date | None


def editions_shown(article_id: int, now: datetime) -> list[Edition]:
    """Return every edition of an article that readers could open, newest first. One query."""
    found = Edition.objects.published(now).filter(article=article_id)
    return list(found.cleared().light().order_by("-number"))


def tell_editions(editions: Iterable[Edition], clinic: Clinic) -> list[PastEdition]:
    """Return them for a page, with every date in the clinic's zone."""
    return [
        PastEdition(
            number=edition.number,
            published_on=_day(edition.published_at, clinic),
            reviewed_on=_day(edition.signed_off_at, clinic) if edition.signed_off_at else None,
            role="" if edition.withdrawn_at else edition.signed_off_role,
            what_changed="" if edition.withdrawn_at else edition.what_changed,
            withdrawn_on=_day(edition.withdrawn_at, clinic) if edition.withdrawn_at else None,
        )
        for edition in editions
    ]


def _day(moment: datetime, clinic: Clinic) -> date:
    return moment.astimezone(clinic.zone).date()


# A crumpled or poorly printed code is still read with 15 in 100 of it missing.
ERROR_CORRECTION = "m"
# Modules of white around the code, as the standard asks.
QUIET_ZONE = 4


@dataclass(frozen=True, slots=True)
class Leaflet:
    """What the printed page says of itself. `typed` is the address as a person would type it."""

    address: str
    typed: str
    qr_address: str


def leaflet_of(edition: Edition) -> Leaflet | None:
    """Return the addresses that stand for one edition for ever; None for one never published."""
    if edition.pk is None:
        return None
    code = [edition.article_id, edition.number]
    address = settings.SITE_URL + reverse("articles:copy", args=code)
    return Leaflet(
        address=address,
        typed=address.split("://", 1)[-1].rstrip("/"),
        qr_address=reverse("articles:copy_qr", args=code),
    )


def qr_code(address: str) -> bytes:
    """Return the address as a QR code: an SVG image without script and without style."""
    drawn = io.BytesIO()
    segno.make_qr(address, error=ERROR_CORRECTION).save(
        drawn,
        kind="svg",
        border=QUIET_ZONE,
        light="#fff",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        nl=False,
    )
    return drawn.getvalue()


@dataclass(frozen=True, slots=True)
class Copy:
    """One printed edition, and what has become of its article since.

    `current` is what readers see now, if anything. `later` holds the editions that followed and
    were not taken down, newest first. `taken_down` is the edition whose withdrawal makes the copy
    void: this one, or the last of its article.
    """

    edition: Edition
    current: Edition | None
    later: Sequence[Edition]
    taken_down: Edition | None

    @property
    def is_current(self) -> bool:
        """Return whether readers see exactly this edition now."""
        return self.current == self.edition


def find_copy(article_id: int, number: int, now: datetime) -> Copy | None:
    """Return how a printed edition stands now; None if readers were never shown such a one."""
    shown = editions_shown(article_id, now)
    edition = next((each for each in shown if each.number == number), None)
    if edition is None:
        return None
    deciding = Edition.objects.deciding(now).light().get(article=article_id)
    taken_down = (each for each in (edition, deciding) if each.is_cleared and each.withdrawn_at)
    return Copy(
        edition=edition,
        current=deciding if deciding.is_open else None,
        later=[each for each in shown if each.number > number and not each.withdrawn_at],
        taken_down=next(taken_down, None),
    )
