"""Finding what may point at a person in words of any kind, in no time, whatever is typed."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic_site.foundation.text.personal import (
    LEFT_OUT,
    looks_personal,
    without_details,
    without_hidden,
)


@given(st.text(max_size=300))
def test_any_text_is_taken_and_nothing_hidden_is_left(text: str) -> None:
    clean = without_details(text)
    assert not set(clean) & set("\n\r\t\x00\u202e\u2066\u200b")
    assert without_hidden(clean) == clean
    assert not set(clean) & set("@＠﹫")


@given(
    st.text(alphabet=string.ascii_letters + " ,.!?", max_size=80),
    st.from_regex(r"[a-z]{1,8}(\.[a-z]{1,8})?@[a-z]{1,10}\.[a-z]{2,4}", fullmatch=True),
    st.lists(st.text(alphabet=string.digits, min_size=2, max_size=4), min_size=4, max_size=5),
    st.sampled_from(["", " ", "-", ".", " - ", "/"]),
)
def test_mail_and_phone_in_the_middle_of_words_are_always_found(
    words: str, mail: str, digits: list[str], between: str
) -> None:
    phone = between.join(digits)
    clean = without_details(f"{words} {mail} {words} {phone} {words}")
    assert mail not in clean
    assert phone not in clean
    assert clean.count(LEFT_OUT) >= 2
    assert looks_personal(mail)
    assert looks_personal(phone)


@pytest.mark.parametrize("text", ["lower back pain", "l5 s1", "30 minutes a day", "10 000 steps"])
def test_ordinary_words_are_let_be(text: str) -> None:
    assert not looks_personal(text)
    assert without_details(text) == text
