"""Editors at their desk, signed in, and the addresses they go to, for the tests of the admin."""

from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests.articles.factories import staff

EVERYTHING = [
    f"{verb}_{noun}"
    for verb in ("view", "add", "change", "delete")
    for noun in ("article", "section", "claim", "reference", "topic", "glossaryterm", "image")
] + ["submit_article", "view_edition", "publish_edition", "sign_off_edition", "withdraw_edition"]


def signed_in(client: Client, *permissions: str) -> User:
    person = staff(*permissions)
    client.force_login(person, backend="clinic_site.foundation.accounts.backends.StaffBackend")
    return person


def action_page(name: str, made: Article, *more: int) -> str:
    """Return the address of a page of the workflow; `more` is the number of an edition."""
    if name == "publish":
        return f"{reverse('admin:articles_publish')}?article={made.pk}"
    return reverse(f"admin:articles_{name}", args=[made.pk, *more])


def change_page(row: Model) -> str:
    return reverse(f"admin:articles_{row._meta.model_name}_change", args=[row.pk])


def list_page(noun: str) -> str:
    return reverse(f"admin:articles_{noun}_changelist")


def filled(client: Client, address: str, **answers: Any) -> dict[str, Any]:
    """What a browser would send after this form was shown and filled in."""
    form = client.get(address).context["form"]
    shown = {field.name: field.value() for field in form if field.value() is not None}
    return {**shown, **answers}
