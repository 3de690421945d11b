"""Names of the whole world pass; what nobody can see does not."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from clinic_site.foundation.text.names import clean_line, clean_name, clean_note, count_letters

NAMES = [
    "O'Brien",
    "O’Brien-Smith",
    "Nguyễn Thị Minh Khai",
    "X",
    "Ó",
    "A" * 100,
    "é" * 100,
    "محمد بن سلمان",
    "אַבְרָהָם",
    "李小龍",
    "Владимир",
    "சிவா",
    "Þórdís Kolbrún R. Gylfadóttir",
    "Jean-François d'Arc, Jr.",
    "María José & Ana",
    "D’Angelo (Tony)",
    "X Æ A-12",
    "👩‍👩‍👧",
    "Zoë 🌻",
    "می‌خواهم",
    "Null",
    "True",
    "Robert'); DROP TABLE students;--",
    "<b>Ann</b>",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_pass_unchanged(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann \u00a0 Lee ", "Ann Lee"),
        ("Ann\u200b Lee\ufeff", "Ann Lee"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("\u200fאברהם\u200f", "אברהם"),
        ("soft\u00adhyphen", "softhyphen"),
        ("\u200dAnn\u200d", "Ann"),
        ("Ann\u3164", "Ann"),
        ("Ann Lee\r\n", "Ann Lee"),
        ("flag\U000e0067\U000e007f", "flag"),
    ],
)
def test_what_nobody_sees_goes(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "blank", ["", " ", "\u200b", "\u3164", "\u2800", "\u00ad\u2060", "\u200d", "\u3000\u00a0", "\t"]
)
def test_blanks_of_every_kind_are_empty(blank: str) -> None:
    assert clean_name(blank) == ""


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Ann\u202eeeL", "hidden"),
        ("Ann\u2066Lee\u2069", "hidden"),
        ("Ann\r\nBcc: all@example.org", "hidden"),
        ("Ann\u2028Lee", "hidden"),
        ("Ann\x00Lee", "hidden"),
        ("Ann\x1b[31m", "hidden"),
        ("Ann\x85Lee", "hidden"),
        ("Ann\tLee", "hidden"),
        ("Ann\ud800", "hidden"),
        ("Ann\uffff", "hidden"),
        ("Ann\ufdd0", "hidden"),
        ("Ann\ufffd", "unreadable"),
        ("Z" + "\u0301" * 30, "marks"),
        ("A" * 101, "max_length"),
        ("A" * 1_000_000, "max_length"),
        ("=HYPERLINK(1)", "formula"),
        ("＝cmd", "formula"),
        ("@Ann", "formula"),
        ("+1", "formula"),
        ("Free money http://evil.example", "address"),
        ("www.evil.example", "address"),
    ],
)
def test_what_no_name_is_gets_a_kind_message(typed: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        clean_name(typed)
    assert refused.value.code == code
    assert " ".join(refused.value.messages).endswith(".") or "it has" in refused.value.messages[0]


def test_notes_keep_their_lines_and_lose_pasted_direction_marks() -> None:
    typed = "\u2068It hurts\u2069\r\n\r\n\r\n\r\n\twhen I sit.  \r\n"
    assert clean_note(typed) == "It hurts\n\nwhen I sit."


def test_notes_are_refused_with_control_characters_and_when_too_long() -> None:
    for typed, code in (("a\x00b", "hidden"), ("a" * 501, "max_length")):
        with pytest.raises(ValidationError) as refused:
            clean_note(typed)
        assert refused.value.code == code
    assert clean_note("a" * 500) == "a" * 500


def test_marks_belong_to_their_letter_when_letters_are_counted() -> None:
    assert count_letters("אַבְרָהָם") == 5


@given(st.text(max_size=120))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    for clean in (clean_line, clean_name, clean_note):
        try:
            once = clean(text)
        except ValidationError:
            continue
        assert clean(once) == once
        once.encode()  # a lone surrogate would raise
        assert not any(unicodedata.category(c) == "Cc" for c in once if c != "\n")
