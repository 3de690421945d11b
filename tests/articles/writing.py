"""The forms of an article as a browser sends them: filled in as they were shown, then changed."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from articles.models import Article, Section
from tests.articles.editors import change_page


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
