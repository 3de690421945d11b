"""How much of a file is taken in, whatever is sent to whichever address."""

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.test import RequestFactory
from pytest_django import Settings

from clinic_site.door import MOST_BYTES
from clinic_site.foundation.images import encoding

CHUNK = 64 * 1024


def taken(rf: RequestFactory, size: int) -> int:
    request = rf.post("/", {"file": SimpleUploadedFile("x", b"x" * size)})
    request.user = User(username="ann")
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)
    assert len(file.read()) == file.size
    return file.size or 0


@pytest.mark.parametrize("size", [0, 1, CHUNK + 1, MOST_BYTES])
def test_file_that_a_form_may_take_comes_whole(rf: RequestFactory, size: int) -> None:
    assert taken(rf, size) == size


def test_rest_of_a_huge_file_is_dropped_and_the_form_can_tell(rf: RequestFactory) -> None:
    assert MOST_BYTES < taken(rf, 3 * MOST_BYTES) <= MOST_BYTES + 2 * CHUNK


def test_pictures_are_told_apart_by_their_own_limit() -> None:
    assert encoding.MOST_BYTES <= MOST_BYTES


def test_without_the_handler_all_of_it_would_be_kept(
    rf: RequestFactory, settings: Settings
) -> None:
    """The control."""
    settings.FILE_UPLOAD_HANDLERS = settings.FILE_UPLOAD_HANDLERS[1:]
    assert taken(rf, 3 * MOST_BYTES) == 3 * MOST_BYTES
