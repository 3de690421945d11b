"""Editors at their desk, signed in, for the tests of the admin."""

from django.contrib.auth.models import User
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


def action_page(name: str, made: Article) -> str:
    if name == "publish":
        return f"{reverse('admin:articles_publish')}?article={made.pk}"
    return reverse(f"admin:articles_{name}", args=[made.pk])
