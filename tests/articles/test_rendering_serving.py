"""A page filled in for a reader."""

from pytest_django import Settings

from articles.draft import Figure
from articles.figures import FIGURES, find_figure
from articles.models import Edition
from articles.rendering.composing import compose
from articles.rendering.serving import fill_text, serve
from clinic_site.foundation.clinic.models import Clinic
from tests.articles.factories import NOW, draft
from tests.articles.pages import served


def test_serve_fills_every_placeholder_with_escaped_facts() -> None:
    page = served("<p>{emergency_number} {emergency_department} {urgent_line} {interest}</p>")
    assert page == "<p>911 emergency room 555 0100 &lt;We gain&gt;</p>"


def test_serve_makes_numbers_on_cards_into_calls() -> None:
    page = compose(draft(care_cards=("emergency", "urgent")), ()).html
    assert served(page).count('<a href="tel:911">911</a>') == 3
    assert served(page).count('Call <a href="tel:5550100">555 0100</a> and ask') == 1


def test_serve_makes_no_call_of_words_and_leaves_unknown_calls() -> None:
    edition = Edition(
        html="{call:urgent_line} {call:none} {call:interest}", summary="", key_points=[],
        contents=[], number=1, published_at=NOW,
    )  # fmt: skip
    page = serve(edition, Clinic(interest_statement="<We gain>"))
    assert page.body == "the clinic {call:none} &lt;We gain&gt;"


def test_serve_never_fills_twice() -> None:
    clinic = Clinic(phone="{interest}", interest_statement="secret")
    edition = Edition(
        html="{clinic_phone} {unknown} {figure:none}", summary="{clinic_phone}",
        key_points=["{urgent_line}"], contents=[], number=1, published_at=NOW,
    )  # fmt: skip
    page = serve(edition, clinic)
    assert page.body == "{interest} {unknown} {figure:none}"
    assert (page.summary, page.key_points) == ("{interest}", ["{interest}"])


def test_fill_text_names_the_clinic_when_there_is_no_phone() -> None:
    assert fill_text("Call {urgent_line} or {clinic_phone}.", Clinic()) == (
        "Call the clinic or the clinic."
    )


def test_serve_gives_the_review_date_in_the_clinics_zone() -> None:
    edition = Edition(
        html="", summary="", key_points=[], contents=[], number=1, published_at=NOW,
        signed_off_at=NOW.replace(hour=2),
    )  # fmt: skip
    assert serve(edition, Clinic()).reviewed_on == NOW.replace(month=2, day=28).date()


def test_figures_all_have_words_and_a_file(settings: Settings) -> None:
    folder = settings.BASE_DIR / "static" / "img" / "figures"
    for key, picture in FIGURES.items():
        assert picture.alt
        assert picture.caption
        assert (folder / f"{key}.svg").is_file()


def test_find_of_no_figure_is_none() -> None:
    assert find_figure("") is None
    assert find_figure("unheard-of") == Figure("unheard-of", "", "")
