"""Editors in a race: each sends the form of one article as they opened it, with words of theirs."""

from typing import Any
from unittest import mock

from django import forms
from django.test import Client

from articles.admin.concurrency.versions import VersionedForm
from articles.editions.editing import note_edit

Cookies = dict[str, str]


def save(address: str, cookies: Cookies, form: dict[str, Any], title: str) -> tuple[int, str]:
    """Send the form; return the status and the title that was sent."""
    browser = Client(raise_request_exception=False)
    for name, value in cookies.items():
        browser.cookies[name] = value
    return browser.post(address, {**form, "title": title}).status_code, title


def save_without_looking(*order: Any) -> tuple[int, str]:
    """Send the form where the friendly look at the version is taken out."""
    # Every thread puts the same in, and the process ends with the test.
    mock.patch.object(VersionedForm, "clean", forms.ModelForm.clean).start()
    return save(*order)


def save_without_comparing(*order: Any) -> tuple[int, str]:
    """Send the form where the save does not compare the version either."""
    mock.patch("articles.admin.concurrency.versions.note_edit", _edited_by_anybody).start()
    return save_without_looking(*order)


_edited = note_edit


def _edited_by_anybody(*order: Any, seen: int | None) -> None:
    _edited(*order)
