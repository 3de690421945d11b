"""Editors at their desk: signed in, the addresses they go to, and the forms they fill in there."""

from html.parser import HTMLParser
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from articles.models import Article, Section
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


class _Fields(HTMLParser):
    """Reads what a form of the admin would send."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, list[str]] = {}
        self._name = ""
        self._in_select = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        name = facts.get("name", "")
        kind = facts.get("type", "text")
        if tag == "input" and name and kind in ("text", "hidden", "number", "checkbox", "url"):
            if kind != "checkbox" or "checked" in facts:
                self.found.setdefault(name, []).append(facts.get("value", ""))
        elif tag in ("textarea", "select"):
            self._name, self._in_select = name, tag == "select"
            if tag == "textarea":
                self.found[name] = [""]
        elif tag == "option" and self._in_select and "selected" in facts:
            self.found.setdefault(self._name, []).append(facts.get("value", ""))

    def handle_data(self, data: str) -> None:
        if self._name and not self._in_select:
            self.found[self._name][-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._name = ""


Form = dict[str, Any]


def fields_of(page: str) -> Form:
    """Everything that the page's form would send back untouched, its buttons apart."""
    reader = _Fields()
    reader.feed(page)
    drop = ("csrfmiddlewaretoken", "_selected_action")
    # A browser leaves out the line end that follows the opening tag.
    return {
        name: [value.removeprefix("\n") for value in values]
        for name, values in reader.found.items()
        if name and name not in drop and "__prefix__" not in name
    }


def open_form(client: Client, made: Article | Section) -> Form:
    """Open the form and return what it holds."""
    return fields_of(client.get(change_page(made)).content.decode())
