"""Cells that a spreadsheet program must not compute."""

import pytest

from intake.exchange.tables import safe_cell


@pytest.mark.parametrize(
    "formula",
    [
        '=HYPERLINK("https://example.org","x")',
        "+1+1",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "|calc",
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        " =1",
        "\u00a0=1",
        "\u3000＝1",
        "\ufeff=1",
        "\x00=1",
    ],
)
def test_cell_that_would_be_computed_stays_text(formula: str) -> None:
    assert safe_cell(formula).startswith("'")


@pytest.mark.parametrize("text", ["O'Brien", "N. N.", "3 = 3", "a-b", "", "2027-03-03 09:00-05:00"])
def test_cell_that_is_plain_stays_as_it_is(text: str) -> None:
    assert safe_cell(text) == text


def test_cell_of_nothing_is_empty() -> None:
    assert safe_cell(None) == ""
