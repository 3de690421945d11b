"""A reader with an article open, who says whether it was useful."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.test import Client

ORIGIN = {"Origin": "http://testserver"}
"""What a browser sends along with a form of ours."""


@dataclass
class Reader:
    """Every answer of the site is kept, so that a test can look for cookies in all of them."""

    browser: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))
    answers: list[Any] = field(default_factory=list)

    def open(self, slug: str = "walking", query: str = "?answer=yes&edition=1") -> str:
        """Open the form; return its slip."""
        return self.slip_of(self.get(f"/useful/{slug}/{query}"))

    def get(self, address: str) -> Any:
        response = self.browser.get(address)
        self.answers.append(response)
        return response

    def send(
        self,
        slip: str,
        answer: str = "yes",
        reason: str = "",
        *,
        slug: str = "walking",
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """Send the form the way a browser does, unless other headers are given."""
        response = self.browser.post(
            f"/useful/{slug}/",
            {"answer": answer, "reason": reason, "slip": slip},
            headers=ORIGIN if headers is None else headers,
            **more,
        )
        self.answers.append(response)
        return response

    @staticmethod
    def slip_of(response: Any) -> str:
        found = re.search(r'name="slip" value="([^"]*)"', response.text)
        assert found, response.text
        return unescape(found[1])
