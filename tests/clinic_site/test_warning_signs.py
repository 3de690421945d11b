import hashlib
import re
from dataclasses import replace
from string import Formatter

import pytest

from clinic_site.foundation.clinic.facts import fill, fill_card
from clinic_site.foundation.clinic.models import Clinic
from clinic_site.foundation.warning_signs import CURRENT, WORDINGS, Card, Level, Wording

PLACEHOLDERS = {"emergency_number", "emergency_department", "urgent_line"}
WORDINGS_AND_CARDS = [
    (wording, card)
    for wording in WORDINGS.values()
    for card in (wording.emergency, wording.urgent, wording.self_care)
]


def texts(card: Card) -> list[str]:
    return [card.heading, card.lead, card.closing, *(sign.text for sign in card.signs)]


def test_wordings_are_numbered_by_their_version() -> None:
    assert {number: wording.version for number, wording in WORDINGS.items()} == {
        number: number for number in WORDINGS
    }
    assert max(WORDINGS) == CURRENT.version


def fingerprint(wording: Wording) -> str:
    return hashlib.sha256(repr(wording).encode()).hexdigest()


# Add a line with each new version. Never change one: people answered to those very words.
FINGERPRINTS = {
    1: "184dfcb3e463fb3a4b0daf956bae2a5d5801f67c8cd555ca0b1e1e8583844714",
}


def test_no_version_was_edited_after_it_was_used() -> None:
    assert {number: fingerprint(wording) for number, wording in WORDINGS.items()} == FINGERPRINTS


def test_an_edited_word_would_be_noticed() -> None:
    edited = replace(CURRENT, urgent=replace(CURRENT.urgent, lead="Other words."))
    assert fingerprint(edited) != fingerprint(CURRENT)


def test_version_1_has_every_emergency_and_urgent_sign() -> None:
    assert [sign.key for sign in WORDINGS[1].emergency.signs] == [
        "saddle-numbness",
        "bladder",
        "bowel",
        "both-legs",
        "sexual-change",
        "heavy-weakness",
        "serious-accident",
        "chest-pain",
        "burst-vessel",
        "sepsis",
        "cancer-nerve-signs",
    ]
    assert [sign.key for sign in WORDINGS[1].urgent.signs] == [
        "fever",
        "infection-risk",
        "weight-loss",
        "cancer-history",
        "lump",
        "no-rest-relief",
        "high-pain",
        "cough-pain",
        "weak-bones",
        "one-leg-worse",
    ]


def test_version_1_names_the_signs_its_clinician_has_yet_to_confirm() -> None:
    signs = WORDINGS[1].emergency.signs + WORDINGS[1].urgent.signs
    assert {sign.key for sign in signs if sign.for_clinician} == {
        "heavy-weakness",
        "sepsis",
        "cancer-nerve-signs",
        "one-leg-worse",
    }


def test_a_card_is_found_by_its_level() -> None:
    assert [CURRENT.card(level).level for level in Level] == list(Level)


def test_a_sign_is_found_on_any_card() -> None:
    assert CURRENT.sign("bladder") in CURRENT.emergency.signs
    assert CURRENT.sign("worried") in CURRENT.self_care.signs


def test_an_unknown_sign_is_an_error() -> None:
    with pytest.raises(KeyError):
        CURRENT.sign("hiccups")


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=lambda wording: wording.version)
def test_keys_are_never_shared(wording: Wording) -> None:
    keys = [sign.key for level in Level for sign in wording.card(level).signs]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(("wording", "card"), WORDINGS_AND_CARDS)
def test_a_card_reads_as_one_call_to_action(wording: Wording, card: Card) -> None:
    assert card.heading.endswith("if:")
    assert "any one of these" in card.lead.lower()
    assert card.closing.startswith("One ")
    assert all(sign.text.endswith(".") for sign in card.signs)


def test_the_emergency_card_says_how_to_go() -> None:
    assert "Do not drive yourself" in CURRENT.emergency.closing
    assert "Do not wait for an appointment." in CURRENT.emergency.closing
    assert "One sign is enough." in CURRENT.emergency.closing


@pytest.mark.parametrize(("wording", "card"), WORDINGS_AND_CARDS)
def test_numbers_are_placeholders_that_the_site_can_fill(wording: Wording, card: Card) -> None:
    for text in texts(card):
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= PLACEHOLDERS
        assert not re.search(r"\b(911|999|112|111)\b", text)


@pytest.mark.parametrize(("wording", "card"), WORDINGS_AND_CARDS)
def test_sentences_are_short_enough_for_a_ten_year_old(wording: Wording, card: Card) -> None:
    for text in texts(card):
        for sentence in re.split(r"(?<=[.:])\s", text):
            assert len(sentence.split()) < 20, sentence


def test_texts_carry_the_clinics_numbers() -> None:
    clinic = Clinic(emergency_number="112", emergency_department="A&E", phone="+49 30 1")
    shown = fill_card(CURRENT.emergency, clinic)
    assert shown.heading == "Call 112 or go to the nearest A&E now if:"
    assert fill("{urgent_line}", clinic) == "+49 30 1"
    assert fill("{urgent_line}", Clinic(urgent_line="111", phone="1")) == "111"
    assert fill("Call {urgent_line}", Clinic()) == "Call the clinic"
    for card in (CURRENT.emergency, CURRENT.urgent):
        assert "{" not in str(fill_card(card, clinic))
