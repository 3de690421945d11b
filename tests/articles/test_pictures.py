"""Uploaded pictures on the reader's page: every file is there, and an edition keeps its words."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from articles.draft import Picture, draft_from_snapshot
from articles.editions.proposals import proposals
from articles.editions.publishing import withdraw
from articles.gate.check import check_draft
from articles.models import Appearance, Article, Edition, EditionIsFinal, Image, Section
from articles.rendering.composing import compose
from tests.articles.factories import LATER, SECTION, YEAR, article, draft, publish, sign_off
from tests.articles.pictures import image

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic", "media")]
PICTURE = Picture("a" * 32, (480, 960, 1440), 1080, "A person lies down.", "A first visit.")


def composed(picture: Picture) -> str:
    return compose(draft(sections=(replace(SECTION, picture=picture),)), []).html


def showing(picture: Image) -> Article:
    made = article()
    Section.objects.filter(article=made).update(picture=picture)
    return made


def test_page_offers_every_width_in_both_formats_and_each_is_there(client: Client) -> None:
    made = showing(image(width=1600, height=1200))
    edition = publish(made)
    page = client.get(edition.get_absolute_url()).text
    found = re.findall(r'(/media/pictures/[^ "]+)(?: (\d+)w)?', page)
    assert sorted({width for _address, width in found}) == ["", "1440", "480", "960"]
    addresses = {address for address, _width in found}
    assert len(addresses) == 6
    for address in addresses:
        assert (Path(site.MEDIA_ROOT) / address.removeprefix("/media/")).is_file()
        answer = client.get(address)
        assert answer.status_code == 200
        answer.close()
    (tag,) = re.findall(r"<img[^>]+pictures[^>]+>", page)
    for part in ('width="1440"', 'height="1080"', 'loading="lazy"', 'decoding="async"', "sizes="):
        assert part in tag
    assert "{picture" not in page


def test_small_picture_is_offered_as_it_is() -> None:
    page = composed(replace(PICTURE, widths=(300,), height=200))
    assert page.count("-300.webp} 300w") == 1
    assert "-480" not in page


def test_decoration_says_nothing_and_words_are_escaped() -> None:
    assert 'alt=""' in composed(replace(PICTURE, alt="x", decorative=True))
    evil = '"><script>'
    page = composed(
        replace(PICTURE, alt=evil, caption=evil, credit=evil, license=evil, license_url=evil)
    )
    assert "<script" not in page


def test_terms_stand_below_the_picture_with_their_address() -> None:
    shown = replace(
        PICTURE, credit="A. Maker", license="CC BY 4.0", license_url="https://x.example/"
    )
    page = composed(shown)
    assert "A first visit. <small>Picture: A. Maker. " in page
    assert '<a href="https://x.example/">CC BY 4.0</a>.</small></figcaption>' in page
    assert "figcaption" not in composed(replace(PICTURE, caption=""))


def test_picture_is_cut_around_its_focus_only_where_it_may_be(client: Client) -> None:
    whole = publish(showing(image()))
    cut = publish(showing(image(cropped=True, focal_x=20, focal_y=80)))
    styles = (site.BASE_DIR / "static" / "css" / "cut.css").read_text()
    page = client.get(cut.get_absolute_url()).text
    assert "figure--cut cut-x-20 cut-y-80" in page
    assert "css/cut.css" in page
    for axis in "xy":
        for step in range(0, 101, 10):
            assert f".cut-{axis}-{step} " in styles
    assert "cut" not in client.get(whole.get_absolute_url()).text.split("</head>")[0]


@pytest.mark.parametrize(
    ("changes", "is_error"),
    [({}, False), ({"alt": " "}, True), ({"alt": "", "decorative": True}, False)],
)
def test_gate_stops_a_picture_without_words(changes: dict[str, Any], is_error: bool) -> None:
    judged = draft(sections=(replace(SECTION, picture=replace(PICTURE, **changes)),))
    codes = {found.code for found in check_draft(judged, live=(), standings={}, year=YEAR)}
    assert ("image-without-alt" in codes) == is_error


def test_edition_keeps_the_words_it_was_published_with(client: Client) -> None:
    picture = image(alt="Old words.", caption="Old caption.", credit="Old maker")
    edition = publish(showing(picture))
    Image.objects.update(alt="New words.", caption="New caption.", credit="New maker")
    page = client.get(edition.get_absolute_url()).text
    for words in ("Old words.", "Old caption.", "Old maker"):
        assert words in page
    assert not {"New words.", "New caption.", "New maker"} & set(re.findall(r"New \w+\.?", page))
    kept = draft_from_snapshot(Edition.objects.get().snapshot).sections[0].picture
    assert kept == picture.to_picture()


@pytest.mark.parametrize("change", [{"alt": "New."}, {"credit": "New."}, {"focal_x": 0}])
def test_changed_picture_voids_the_sign_off(change: dict[str, object]) -> None:
    made = showing(image(cropped=True))
    sign_off(made)
    (before,) = proposals([made.pk], LATER)
    Image.objects.update(**change)
    (after,) = proposals([made.pk], LATER)
    assert (before.sign_off is not None, after.sign_off) == (True, None)


@pytest.mark.database_bound
def test_section_shows_a_drawing_or_a_picture_never_both() -> None:
    made = showing(image())
    with pytest.raises(IntegrityError), transaction.atomic():
        Section.objects.filter(article=made).update(figure="spine-regions")
    Section.objects.filter(article=made).update(figure="spine-regions", picture=None)


@pytest.mark.database_bound
def test_picture_is_described_or_decoration_never_both() -> None:
    made = image()
    with pytest.raises(IntegrityError), transaction.atomic():
        Image.objects.filter(pk=made.pk).update(decorative=True)
    Image.objects.filter(pk=made.pk).update(decorative=True, alt="")


def delete_below_django(picture: Image) -> None:
    """As somebody at the database's own console would."""
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL looks at foreign keys at the end otherwise, which a test never reaches.
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("DELETE FROM articles_image WHERE id = %s", [picture.pk])
        connection.check_constraints(["articles_section", "articles_appearance"])


@pytest.mark.database_bound
@pytest.mark.parametrize("used_in", ["a draft", "the live edition", "an old edition", "one gone"])
def test_picture_in_use_cannot_be_deleted_by_any_way(used_in: str) -> None:
    picture = image()
    made = showing(picture)
    if used_in != "a draft":
        edition = publish(made)
        Section.objects.update(picture=None)
        if used_in == "an old edition":
            publish(made, LATER)
        if used_in == "one gone":
            withdraw(edition.pk, by=None, now=LATER, reason="A test.")
    with pytest.raises(ProtectedError):
        picture.delete()
    with pytest.raises(ProtectedError):
        Image.objects.all().delete()
    with pytest.raises(IntegrityError):
        delete_below_django(picture)
    assert Image.objects.filter(pk=picture.pk).exists()


@pytest.mark.database_bound
def test_picture_that_nothing_shows_can_be_deleted_by_every_way() -> None:
    """The control of the test above."""
    publish(article())
    image(seed=1).delete()
    delete_below_django(image(seed=2))
    assert not Image.objects.exists()


def test_record_of_what_an_edition_shows_is_final() -> None:
    publish(showing(image()))
    row = Appearance.objects.get()
    for action in (row.delete, Appearance.objects.all().delete, Appearance.objects.update):
        with pytest.raises(EditionIsFinal):
            action()
