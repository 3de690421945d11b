"""Sending requests as an attacker does: raw where it matters, and through forms like a browser."""

import http.client
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

HOST = "127.0.0.1"
PATIENCE_SECONDS = 30
FORM = "application/x-www-form-urlencoded"


@dataclass
class Answer:
    """What came back. `seconds` is the time from sending to the last byte."""

    status: int
    headers: Mapping[str, str]
    text: str
    seconds: float
    path: str = ""


@dataclass
class Figures:
    """How many requests were sent, how many the site failed at, and its slowest answer."""

    requests: int = 0
    faults: int = 0
    slowest: float = 0.0
    slowest_path: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer: Answer) -> None:
        """Count one answer. A 503 that says when to come back is a refusal, not a fault."""
        is_refusal = answer.status == 503 and "retry-after" in answer.headers
        with self._lock:
            self.requests += 1
            self.faults += answer.status >= 500 and not is_refusal
            if answer.seconds > self.slowest:
                self.slowest, self.slowest_path = answer.seconds, answer.path[:60]


def send(
    port: int,
    method: str,
    path: str,
    body: str | bytes = "",
    headers: Mapping[str, str] | None = None,
    figures: Figures | None = None,
) -> Answer:
    """Send one request, and return the answer; status 0 where none came in time."""
    began = time.monotonic()
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
    status, found, text = 0, dict[str, str](), ""
    try:
        connection.request(method, path, body or None, {**(headers or {})})
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
        status = response.status
        for name, value in response.getheaders():
            # Of several cookies the lines are joined.
            lower = name.lower()
            found[lower] = f"{found[lower]}\n{value}" if lower in found else value
    except (OSError, http.client.HTTPException):
        # It closed the connection, or let us wait: what that means is for the attack to say.
        text = ""
    finally:
        connection.close()
    answer = Answer(status, found, text, time.monotonic() - began, path)
    if figures is not None:
        figures.add(answer)
    return answer


class _Forms(HTMLParser):
    """The forms of a page: where each is sent, and what each of its fields holds."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, list[str]]]] = []
        self._is_inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = given.get("method", "").lower() == "post"
            if self._is_inside:
                self.forms.append((given.get("action", ""), {}))
        elif self._is_inside and tag in ("input", "textarea", "button") and given.get("name"):
            self.forms[-1][1].setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self._is_inside = self._is_inside and tag != "form"


class Browser:
    """Keeps cookies and follows forms. `address` is what the proxy in front claims to have seen."""

    def __init__(self, port: int, figures: Figures, address: str = "198.51.100.1") -> None:
        self.port = port
        self.figures = figures
        self.address = address
        self.cookies: dict[str, str] = {}
        self.page = Answer(0, {}, "", 0.0)

    def get(self, path: str) -> Answer:
        """Open a page, and follow where it leads."""
        self._send("GET", path)
        for _hop in range(5):
            if self.page.status not in (301, 302):
                break
            self._send("GET", urljoin(self.page.path, self.page.headers["location"]))
        return self.page

    def offered(self, name: str) -> list[str]:
        """Return the values that the forms of the page offer for a field."""
        return [
            value
            for _action, fields in _Forms(self.page.text).forms
            for value in fields.get(name, [])
        ]

    def radios(self) -> list[str]:
        """Return the names of the page's fields that take "no" for an answer."""
        forms = _Forms(self.page.text).forms
        return [
            name for _action, fields in forms for name, values in fields.items() if "no" in values
        ]

    def post(self, data: Mapping[str, str], holding: str = "csrfmiddlewaretoken") -> Answer:
        """Send the page's last form that holds a field of this name, with its hidden fields."""
        forms = [form for form in _Forms(self.page.text).forms if holding in form[1]]
        action, fields = forms[-1]
        hidden = {name: values[0] for name, values in fields.items() if len(values) == 1}
        where = urljoin(self.page.path, action) if action else self.page.path
        return self.post_to(where, {**hidden, **data})

    def post_to(self, path: str, data: Mapping[str, str]) -> Answer:
        """Send these fields to this address, and follow where it leads."""
        self._send("POST", path, urlencode(data))
        if self.page.status == 302:
            return self.get(urljoin(path, self.page.headers["location"]))
        return self.page

    def _send(self, method: str, path: str, body: str = "") -> None:
        parts = urlsplit(path)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = {
            "X-Forwarded-For": self.address,
            "Forwarded": f"for={self.address}",
            "Sec-Fetch-Site": "same-origin",
        }
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        if method == "POST":
            headers["Content-Type"] = FORM
        self.page = send(self.port, method, path, body, headers, self.figures)
        for line in self.page.headers.get("set-cookie", "").splitlines():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
