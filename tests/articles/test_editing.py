"""The editors' forms: what they say beside the text, and what they cost with many sections."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Claim, Section
from tests.articles.factories import article, reference
from tests.articles.writing import form_address, open_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "clinic", "editor")]

LONG = " ".join(["word"] * 21) + "."


def of_sections(count: int) -> Article:
    """A draft with this many sections, each with a claim and its reference."""
    made = article()
    for number in range(2, count + 1):
        part = Section.objects.create(
            article=made, heading=f"Part {number}", body="<p>Some words.</p>", order=number
        )
        claim = Claim.objects.create(section=part, text=f"Claim {number}.", grade="low", order=1)
        claim.references.add(reference(f"R{number}"))
    return made


def changed(made: Article, client: Client) -> dict[str, object]:
    """The form with new words in its title and in every section."""
    form: dict[str, object] = {**open_form(client, made), "title": "New words"}
    for name in form:
        if name.endswith("-body"):
            form[name] = "<p>New words.</p>"
    return form


def queries(client: Client, count: int, deed: str) -> int:
    made = of_sections(count)
    form = changed(made, client)
    with CaptureQueriesContext(connection) as asked:
        if deed == "open":
            assert client.get(form_address(made)).status_code == 200
        else:
            sent = form if deed == "save" else {**form, "seen_version": 0}
            expected = 302 if deed == "save" else 409
            assert client.post(form_address(made), sent).status_code == expected
    return len(asked)


@pytest.mark.parametrize("deed", ["open", "refuse"])
def test_form_asks_the_same_of_the_database_for_any_number_of_sections(
    client: Client, deed: str
) -> None:
    assert queries(client, 40, deed) == queries(client, 5, deed)


def test_saving_asks_once_for_each_section_that_changed(client: Client) -> None:
    few, many = queries(client, 5, "save"), queries(client, 40, "save")
    assert many - few == 35


def test_saving_one_section_of_many_asks_the_same(client: Client, editor: User) -> None:
    def asked(count: int) -> int:
        made = of_sections(count)
        form = {**open_form(client, made), "sections-1-body": "<p>New words.</p>"}
        with CaptureQueriesContext(connection) as found:
            assert client.post(form_address(made), form).status_code == 302
        return len(found)

    assert asked(40) == asked(5)


def test_article_form_shows_what_is_to_mend_with_a_way_to_it(client: Client) -> None:
    made = article("walking", body=f"<p>{LONG}</p>", summary="")
    Claim.objects.get().references.clear()
    part = made.sections.get()
    shown = client.get(form_address(made)).content.decode()
    assert "1 thing to fix" in shown
    assert "The article reads at about grade" in shown
    assert f"<li>{LONG}</li>" in shown
    assert '<a href="#id_summary">Summary</a>' in shown
    assert 'id="id_summary"' in shown
    assert '<a href="#sections-0">Walking may help</a>' in shown
    assert 'id="sections-0"' in shown
    assert f'<a href="{form_address(part)}#claims-0">' in shown


def test_section_form_shows_what_is_to_mend_in_this_section(client: Client) -> None:
    made = article("walking", body=f"<p>{LONG}</p>", summary="")
    part = made.sections.get()
    other = Section.objects.create(article=made, heading="Is it?", body="<p>Some.</p>", order=2)
    shown = client.get(form_address(part)).content.decode()
    assert "A sentence has over 20 words" in shown
    assert "The heading is a question" not in shown
    assert "Summary" not in shown
    assert "The heading is a question" in client.get(form_address(other)).content.decode()


def test_control_form_of_a_clean_article_says_so(client: Client) -> None:
    shown = client.get(form_address(article("walking"))).content.decode()
    assert "Nothing that must be fixed" in shown
    assert "A sentence has over" not in shown


def test_section_is_deleted_on_its_articles_form_only(client: Client, editor: User) -> None:
    made = of_sections(2)
    first, second = made.sections.all()
    assert (
        client.post(
            reverse("admin:articles_section_delete", args=[second.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    client.post(reverse("admin:articles_section_changelist"), chosen)
    assert list(made.sections.all()) == [first, second]

    client.post(form_address(made), {**open_form(client, made), "sections-1-DELETE": "on"})
    made.refresh_from_db()
    assert list(made.sections.all()) == [first]
    # Who took out a part has edited the text, and may not sign it off.
    assert made.edited_by == editor


@pytest.mark.parametrize(("months", "status"), [(0, 200), (1, 302), (36, 302), (37, 200)])
def test_review_cannot_be_put_off_for_ever(client: Client, months: int, status: int) -> None:
    made = of_sections(1)
    sent = {**open_form(client, made), "review_months": months}
    assert client.post(form_address(made), sent).status_code == status
    made.refresh_from_db()
    assert (made.review_months == months) == (status == 302)
