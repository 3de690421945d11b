"""The HTML that staff may write, and nothing else."""

import pytest

from articles.rendering.bodies import clean


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        '<p onclick="alert(1)">x</p>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="java&#10;script:alert(1)">x</a>',
        '<a href="{urgent_line}">x</a>',
        '<a href="//evil.example/">x</a>',
        '<p style="position:fixed">x</p>',
        '<img src=x onerror="alert(1)">',
        "<iframe src=/></iframe>",
        "<svg><script>alert(1)</script></svg>",
        "<!-- --!><script>alert(1)</script>",
        '<p id="references">x</p>',
        "<h1>x</h1>",
    ],
)
def test_clean_drops_what_staff_may_not_write(attack: str) -> None:
    safe = clean(attack)
    for part in ("script", "onclick", "onerror", "style", "href", "<img", "<iframe", "id=", "<h1"):
        assert part not in safe.replace("alert(1)", "")


def test_clean_keeps_what_staff_may_write() -> None:
    kept = (
        '<h3>A</h3><p><strong>b</strong> <em>c</em> <a href="/articles/x/">d</a></p>'
        '<ul><li>e</li></ul><ol start="2"><li>f</li></ol>'
        '<table><thead><tr><th scope="col">g</th></tr></thead>'
        "<tbody><tr><td>h</td></tr></tbody></table>"
    )
    assert clean(kept) == kept
