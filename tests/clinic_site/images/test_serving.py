"""The files of pictures as browsers get them: of this name and no other, and never as a page."""

from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic_site.foundation.images.encoding import Encoded, encode
from clinic_site.foundation.images.keeping import FOLDER, address, keep
from tests.clinic_site.images.uploads import photo

pytestmark = pytest.mark.django_db
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def kept(media: Path) -> Encoded:
    made = encode(photo())
    keep(made.files)
    return made


def test_every_file_is_served_as_what_it_is(client: Client, kept: Encoded) -> None:
    for name, content in kept.files.items():
        answer = client.get(address(name))
        assert answer.status_code == 200
        assert answer.getvalue() == content
        assert answer["Content-Type"] == f"image/{name[-4:].replace('.jpg', 'jpeg')}"
        assert answer["Content-Length"] == str(len(content))
        assert answer["Cache-Control"] == FOR_EVER
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "script-src" not in answer["Content-Security-Policy"]
        answer.close()


def test_file_costs_no_query_and_no_cookie(client: Client, kept: Encoded) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address(next(iter(kept.files))))
    assert len(asked) == 0
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    answer.close()


def test_browser_that_has_the_file_is_told_so(client: Client, kept: Encoded) -> None:
    where = address(next(iter(kept.files)))
    first = client.get(where)
    again = client.get(where, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", FOR_EVER)
    other = client.get(where, headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    first.close()
    other.close()


def test_file_cannot_be_posted_to(client: Client, kept: Encoded) -> None:
    assert client.post(address(next(iter(kept.files)))).status_code == 405


NAME = "0" * 32
OTHER_NAMES = [
    "", ".", "..", f"{NAME}-480.webp", f"{NAME}-480.svg", f"{NAME}-480.webp%0a", "secret.txt",
    "../secret.txt", "..%2fsecret.txt", "%2e%2e%2fsecret.txt", "..%252fsecret.txt",
    "..%c0%afsecret.txt", "..%5csecret.txt", "....//secret.txt", "%00", f"{NAME}-480.webp%00",
    "a" * 1_900, "../../x", "CON", f"{NAME}-480.webp/", "%ed%a0%80",
]  # fmt: skip


@pytest.mark.usefixtures("clinic", "kept")
def test_no_other_name_leads_anywhere(client: Client, media: Path) -> None:
    (media / "secret.txt").write_text("do-not-show")
    (media / FOLDER / "secret.txt").write_text("do-not-show")
    for name in OTHER_NAMES:
        answer = client.get(f"{site.MEDIA_URL}{FOLDER}/{name}")
        assert answer.status_code == 404, name
        assert "do-not-show" not in answer.text, name


def test_file_is_written_whole_and_never_over_another(media: Path) -> None:
    made = encode(photo())
    first = next(iter(made.files))
    (media / FOLDER).mkdir(parents=True)
    (media / FOLDER / first).write_bytes(b"as it was")
    keep(made.files)
    assert (media / FOLDER / first).read_bytes() == b"as it was"
    assert {each.name for each in (media / FOLDER).iterdir()} == set(made.files)
