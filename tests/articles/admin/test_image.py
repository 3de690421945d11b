"""The shelf of pictures in the admin: what is taken, refused, described, and kept."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.models import Image, Section
from tests.articles.editors import change_page, list_page, signed_in
from tests.articles.factories import LATER, article, publish
from tests.articles.pictures import image, upload

pytestmark = pytest.mark.usefixtures("media", "editor")
ADD = "admin:articles_image_add"
WORDS: dict[str, Any] = {
    "title": "A first visit", "alt": "A person lies down.", "caption": "C.", "credit": "",
    "license_kind": "own", "license_text": "", "point": "50-50",
}  # fmt: skip


def send(client: Client, content: bytes, name: str = "x.jpg", title: str = "A visit") -> Any:
    file = SimpleUploadedFile(name, content)
    return client.post(reverse(ADD), {"title": title, "upload": file})


def errors(answer: Any) -> str:
    return " ".join(re.findall(r"errorlist[^>]*>(.*?)</ul>", answer.content.decode(), re.DOTALL))


def test_upload_is_kept_and_leads_to_its_words(client: Client, editor: User, media: Path) -> None:
    answer = send(client, upload(1000, 800))
    made = Image.objects.get()
    assert answer["Location"] == change_page(made)
    assert (made.title, made.widths, made.height) == ("A visit", [480, 960, 1000], 800)
    assert made.uploaded_by == editor
    files = {each.name for each in (media / "pictures").iterdir()}
    assert files == set(made.file_names())
    page = client.get(change_page(made)).text
    assert "Now say what it shows." in page
    assert made.smallest_file() in page


def test_name_of_an_upload_is_used_for_nothing(client: Client, media: Path) -> None:
    names = ["../../x.php", "..\\..\\x", "/etc/passwd", "a" * 300, "‮gpj.exe"]
    for seed, name in enumerate(names):
        send(client, upload(seed=seed), name)
        kept = {each.name for each in media.rglob("*") if each.is_file()}
        assert Image.objects.count() == seed + 1, name
        assert kept == {file for made in Image.objects.all() for file in made.file_names()}, name
        assert list(media.parent.rglob("*x.php")) == []


REFUSED = [
    (b"", "empty"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
    (b"GIF89a", "not a JPEG, PNG or WebP"),
    (upload()[:200], "damaged"),
    (b"\0" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
]


def test_refused_upload_says_why_and_keeps_what_was_typed(client: Client, media: Path) -> None:
    for content, words in REFUSED:
        answer = send(client, content, title="My own words")
        assert answer.status_code == 200, words
        assert words in errors(answer)
        assert 'value="My own words"' in answer.text, words
        assert not Image.objects.exists(), words
        assert not media.exists(), words


def test_form_without_a_file_asks_for_one(client: Client) -> None:
    assert "required" in errors(client.post(reverse(ADD), {"title": "x", "upload": "no file"}))


def test_same_picture_is_not_kept_twice(client: Client) -> None:
    send(client, upload(), title="The first")
    assert "already: “The first”" in errors(send(client, upload()))
    assert Image.objects.count() == 1


def test_full_disk_is_told_and_leaves_nothing(
    client: Client, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "could not be kept" in errors(send(client, upload()))
    assert not Image.objects.exists()
    assert [each for each in media.rglob("*") if each.is_file()] == []


DO_NOT_HOLD = [
    ({"alt": ""}, "Describe the picture, or tick"),
    ({"decorative": "on"}, "Not both"),
    ({"license_kind": "cc-by"}, "name who made"),
    ({"license_kind": "other"}, "what the terms are"),
    ({"point": "numbers", "focal_x": "33", "focal_y": "20"}, "steps of ten"),
    ({"point": "numbers", "focal_x": "110", "focal_y": "20"}, "less than or equal to 100"),
    ({"point": "7-7"}, "not one of the available choices"),
]


def test_words_that_do_not_hold_are_refused(client: Client) -> None:
    made = image(alt="Old.")
    for answers, words in DO_NOT_HOLD:
        answer = client.post(change_page(made), {**WORDS, **answers})
        assert words in errors(answer)
        assert Image.objects.get().alt == "Old.", words


# What is sent, the point that is kept, and what the form then shows as picked.
POINTS = [
    ({"point": "20-80"}, (20, 80), "20-80"),
    ({"point": "20-80", "focal_x": "999", "focal_y": "x"}, (20, 80), "20-80"),
    ({"point": "numbers", "focal_x": "30", "focal_y": "0"}, (30, 0), "numbers"),
    ({"point": "numbers", "focal_x": "", "focal_y": ""}, (50, 50), "50-50"),
]


def test_point_to_keep_in_view_is_picked_or_given_in_numbers(client: Client) -> None:
    for answers, expected, picked in POINTS:
        made = image()
        answer = client.post(change_page(made), {**WORDS, "cropped": "on", **answers})
        assert answer.status_code == 302, errors(answer)
        made.refresh_from_db()
        assert made.to_picture().focus == expected
        page = client.get(change_page(made)).text
        assert re.search(rf'value="{picked}"[^>]* checked', page), answers
        assert f"cut-x-{expected[0]} cut-y-{expected[1]}" in page


def test_a_person_who_may_only_look_sees_everything_and_changes_nothing(client: Client) -> None:
    made = image(alt="Old.", caption="Below it.")
    signed_in(client, "view_image")
    page = client.get(change_page(made)).text
    for part in ("Old.", "Below it.", "Nothing shows it"):
        assert part in page
    assert 'name="point"' not in page
    assert client.post(change_page(made), WORDS).status_code == 403
    assert client.get(reverse(ADD)).status_code == 403
    deletion = reverse("admin:articles_image_delete", args=[made.pk])
    assert client.post(deletion, {"post": "yes"}).status_code == 403
    assert client.get(list_page("image")).status_code == 200


def test_decoration_needs_no_words(client: Client) -> None:
    made = image()
    client.post(change_page(made), {**WORDS, "alt": "", "decorative": "on"})
    assert (Image.objects.get().alt, Image.objects.get().decorative) == ("", True)


def test_list_shows_what_each_says_and_where_it_is(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    shown, _idle = image(title="Shown"), image(title="Idle", alt="")
    made = article()
    Section.objects.filter(article=made).update(picture=shown)
    publish(made)
    for number in range(5):
        image(title=f"More {number}")
    with django_assert_max_num_queries(12):
        page = client.get(list_page("image")).text
    assert "1 draft section, 1 edition" in page
    assert "Not described yet" in page
    assert shown.smallest_file() in page
    found = client.get(list_page("image"), {"q": "idle"}).text
    assert "Idle" in found
    assert "Shown" not in found


def test_every_place_that_shows_a_picture_is_listed(client: Client) -> None:
    shown = image()
    made = article("walking")
    Section.objects.filter(article=made).update(picture=shown)
    publish(made)
    Section.objects.update(heading="Other words", picture=shown)
    publish(made, LATER)
    page = client.get(change_page(shown)).text
    assert "The draft of “Walking”, section “Other words”" in page
    assert "“Walking”, editions 1, 2" in page
    assert "Nothing shows it" in client.get(change_page(image())).text


@pytest.mark.parametrize("published", [False, True])
def test_picture_in_use_is_not_deleted_and_the_reason_is_given(
    client: Client, media: Path, published: bool
) -> None:
    shown = image()
    made = article()
    Section.objects.filter(article=made).update(picture=shown)
    if published:
        publish(made)
        Section.objects.update(picture=None)
    address = reverse("admin:articles_image_delete", args=[shown.pk])
    for answer in (
        client.get(address, follow=True),
        client.post(address, {"post": "yes"}, follow=True),
    ):
        assert answer.redirect_chain == [(change_page(shown), 302)]
        reason = "kept for ever" if published else "Take it out there first"
        assert reason in answer.text
    assert Image.objects.get() == shown
    assert len(list((media / "pictures").iterdir())) == len(shown.file_names())


@pytest.mark.django_db(transaction=True)
def test_idle_picture_is_deleted_with_its_files(client: Client, media: Path) -> None:
    """The control of the test above."""
    idle, other = image(), image()
    address = reverse("admin:articles_image_delete", args=[idle.pk])
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert Image.objects.get() == other
    assert {each.name for each in (media / "pictures").iterdir()} == set(other.file_names())
