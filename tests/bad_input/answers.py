"""What every answer must be, however odd the request was."""

from typing import Any

POLICY = "default-src 'none'"


def assert_kind(response: Any, *statuses: int) -> None:
    """The status is one of these, the policy is strict, and nothing of our code shows."""
    assert response.status_code in statuses
    assert POLICY in response["Content-Security-Policy"]
    assert "unsafe" not in response["Content-Security-Policy"]
    text = response.content.decode()
    assert "Traceback" not in text
    assert "Exception" not in text


def assert_page(response: Any, *statuses: int) -> None:
    """As above, and there is a page of ours to read."""
    assert_kind(response, *statuses)
    assert "<h1" in response.content.decode()
