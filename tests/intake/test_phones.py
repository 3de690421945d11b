"""Phone numbers as people write them."""

import pytest
from django.core.exceptions import ValidationError

from clinic_site.foundation.text.phones import clean_phone, dial

# What a person types, the clinic's country, and the number that is meant.
FORMATS = [
    ("(415) 555-2671", "US", "+1 415-555-2671"),
    ("415-555-2671", "US", "+1 415-555-2671"),
    ("415.555.2671", "US", "+1 415-555-2671"),
    ("4155552671", "US", "+1 415-555-2671"),
    ("1-415-555-2671", "US", "+1 415-555-2671"),
    ("+1 (415) 555 2671", "DE", "+1 415-555-2671"),
    ("415-555-2671 x12", "US", "+1 415-555-2671 ext. 12"),
    ("415 555 2671 ext. 9", "US", "+1 415-555-2671 ext. 9"),
    ("tel:+1-415-555-2671", "US", "+1 415-555-2671"),
    ("011 44 20 7946 0958", "US", "+44 20 7946 0958"),
    ("0044 20 7946 0958", "US", "+44 20 7946 0958"),
    ("+44 (0)20 7946 0958", "US", "+44 20 7946 0958"),
    ("020 7946 0958", "GB", "+44 20 7946 0958"),
    ("07700 900123", "GB", "+44 7700 900123"),
    ("(030) 901820", "DE", "+49 30 901820"),
    ("0176/12345678", "DE", "+49 176 12345678"),
    ("+49 (0) 176 1234-5678", "US", "+49 176 12345678"),
    ("01 23 45 67 89", "FR", "+33 1 23 45 67 89"),
    ("06.12.34.56.78", "FR", "+33 6 12 34 56 78"),
    ("+39 06 6988 5341", "US", "+39 06 6988 5341"),
    ("347 123 4567", "IT", "+39 347 123 4567"),
    ("912 345 678", "ES", "+34 912 34 56 78"),
    ("612 34 56 78", "ES", "+34 612 34 56 78"),
    ("06-12345678", "NL", "+31 6 12345678"),
    ("020 123 4567", "NL", "+31 20 123 4567"),
    ("0470 12 34 56", "BE", "+32 470 12 34 56"),
    ("044 668 18 00", "CH", "+41 44 668 18 00"),
    ("0664 1234567", "AT", "+43 664 1234567"),
    ("512 345 678", "PL", "+48 512 345 678"),
    ("070-123 45 67", "SE", "+46 70 123 45 67"),
    ("91 23 45 67", "NO", "+47 91 23 45 67"),
    ("8 (912) 345-67-89", "RU", "+7 912 345-67-89"),
    ("098765 43210", "IN", "+91 98765 43210"),
    ("+91-98765-43210", "US", "+91 98765 43210"),
    ("090-1234-5678", "JP", "+81 90-1234-5678"),
    ("０９０－１２３４－５６７８", "JP", "+81 90-1234-5678"),
    ("138 0013 8000", "CN", "+86 138 0013 8000"),
    ("0412 345 678", "AU", "+61 412 345 678"),
    ("021 123 4567", "NZ", "+64 21 123 4567"),
    ("(11) 96123-4567", "BR", "+55 11 96123-4567"),
    ("55 1234 5678", "MX", "+52 55 1234 5678"),
    ("082 123 4567", "ZA", "+27 82 123 4567"),
    ("٠٥٠ ١٢٣ ٤٥٦٧", "SA", "+966 50 123 4567"),
    ("050-234-5678", "IL", "+972 50-234-5678"),
    ("0532 123 45 67", "TR", "+90 532 123 45 67"),
]


@pytest.mark.parametrize(("typed", "country", "meant"), FORMATS)
def test_real_formats_are_understood(typed: str, country: str, meant: str) -> None:
    assert clean_phone(typed, country) == meant


def test_list_is_as_long_as_promised() -> None:
    assert len(FORMATS) >= 40
    assert len({meant.split()[0] for _typed, _country, meant in FORMATS}) >= 20


@pytest.mark.parametrize(
    "typed",
    [
        "911",
        "555-2671",
        "hello",
        "1" * 50,
        "9" * 1_000_000,
        "\x00",
        "+",
        "+999 123456789",
        "ann@x.org",
    ],
)
def test_what_is_no_number_gets_a_kind_message(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_phone(typed, "US")
    assert refused.value.messages[0].endswith(".")


def test_country_we_do_not_know_still_takes_full_numbers() -> None:
    assert clean_phone("+44 20 7946 0958", "XX") == "+44 20 7946 0958"
    with pytest.raises(ValidationError, match="area code"):
        clean_phone("020 7946 0958", "XX")


def test_message_shows_a_number_of_the_clinics_country() -> None:
    with pytest.raises(ValidationError, match="121 234 5678"):
        clean_phone("call me", "GB")


@pytest.mark.parametrize(
    ("number", "address"), [("+1 (202) 555-0100", "tel:+12025550100"), ("911", "tel:911"), ("", "")]
)
def test_number_can_be_pressed(number: str, address: str) -> None:
    assert dial(number) == address
