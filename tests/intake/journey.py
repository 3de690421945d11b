"""Walking the booking journey the way a browser does: following forms, links and redirects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from intake.models import Booking
from intake.throttling import seal_moment
from intake.triage.question_sets import current_checklist, current_safety

DETAILS: Mapping[str, str] = {
    "adult": "yes",
    "visitor": "me",
    "name": "Nguyễn O'Brien",
    "reach_by": "email",
    "email": "ann@example.org",
    "email_again": "Ann@example.org",
    "phone": "",
    "interpreter": "Vietnamese",
    "access_needs": "I use a wheelchair.",
    "reason": "My back hurts when I sit.",
    "consent": "on",
}
BY_PHONE: Mapping[str, str] = {
    **DETAILS,
    "reach_by": "phone",
    "email": "",
    "email_again": "",
    "phone": "(415) 555-2671",
}

A_WHILE = timedelta(seconds=30)
"""So long a person looks at a form before sending it."""


def safe_answers(**changes: str) -> dict[str, str]:
    """No to every safety question, apart from the changes."""
    return {**{q.key: "no" for q in current_safety().questions}, **changes}


def checklist_answers(**changes: str) -> dict[str, str]:
    """No to every question of the traction checklist, apart from the changes."""
    return {**{q.key: "no" for q in current_checklist("traction").questions}, **changes}


@dataclass
class Patient:
    """A browser on its way through the journey. Each step asserts that the next page came."""

    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=False))

    def get(self, name: str, **query: str) -> Any:
        return self.client.get(reverse(f"intake:{name}"), query)

    def post(self, name: str, data: Mapping[str, Any] | None = None) -> Any:
        if name in ("details", "call_back"):
            data = self.looked_at(data)
        elif name == "summary":
            data = {"told": "held", **(data or {})}
        given = data
        return self.client.post(reverse(f"intake:{name}"), {**(given or {})})

    def looked_at(self, data: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What a form sends that was looked at for a while before."""
        return {"shown": seal_moment(timezone.now() - A_WHILE), **(data or {})}

    def answer_safety(self, **changes: str) -> Any:
        return self.post("safety", safe_answers(**changes))

    def choose(self, service: object, practitioner: object = "anyone") -> Any:
        return self.post("service", {"service": str(service), "practitioner": str(practitioner)})

    def offered(self, **query: str) -> list[str]:
        """The values of the radio buttons on the times page."""
        return radios(self.get("times", **query), "start")

    def walk(self, upto: str, service: object, details: Mapping[str, str] = DETAILS) -> "Patient":
        """Do every step before this page; `service` has no checklist."""
        steps: dict[str, Callable[[], Any]] = {
            "service": self.answer_safety,
            "times": lambda: self.choose(service),
            "details": lambda: self.post("times", {"start": self.offered()[0]}),
            "summary": lambda: self.post("details", details),
            "held": self.send,
        }
        for page, step in steps.items():
            response = step()
            assert response.status_code == 302, response.text
            assert response["Location"] == reverse(f"intake:{page}")
            if page == upto:
                break
        return self

    def send(self) -> Any:
        """Press the last button, whatever its page says about the time."""
        return self.post("summary", {"told": value(self.get("summary"), "told")})

    def booking(self) -> Booking:
        """The one booking there is."""
        return Booking.objects.get()


class Page(HTMLParser):
    """What a page holds: ids, references to ids, fields, links, text."""

    POINTERS = ("for", "aria-describedby", "aria-labelledby", "aria-controls", "popovertarget")

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.pointers: list[str] = []
        self.inputs: list[dict[str, str]] = []
        self.links: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        # As a browser shows it: all white space is one blank.
        self.title, self.text = " ".join(self.title.split()), " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._open.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        for name in self.POINTERS:
            self.pointers += given.get(name, "").split()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
            if given["href"].startswith("#"):
                self.pointers.append(given["href"][1:])
        if tag in ("input", "textarea", "select", "button"):
            self.inputs.append({"tag": tag, **given})

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        inside = self._open[-1] if self._open else ""
        self.text += data
        if inside == "title":
            self.title += data
        if inside == "h1" and data.strip():
            self.headings.append(" ".join(data.split()))


def page(response: Any) -> Page:
    return Page(response.text)


def radios(response: Any, name: str) -> list[str]:
    return [i["value"] for i in page(response).inputs if i.get("name") == name]


def value(response: Any, name: str) -> str:
    """What stands in a text field."""
    return next(i.get("value", "") for i in page(response).inputs if i.get("name") == name)


def checked(response: Any, name: str) -> list[str]:
    return [
        i.get("value", "on")
        for i in page(response).inputs
        if i.get("name") == name and "checked" in i
    ]


def as_instant(form_value: str) -> datetime:
    return datetime.fromisoformat(form_value)
