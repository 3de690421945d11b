"""Claims whose sources no longer stand, and what the text may still tell of them."""

from articles.gate.evidence import shaken_keys
from tests.articles.test_gate import STANDINGS, citing, codes, findings


def test_gate_claim_that_rests_only_on_a_retracted_source_is_an_error_once() -> None:
    found = [each for each in findings(citing("R9")) if "retracted" in each.code]
    assert [(each.code, each.is_error) for each in found] == [("claim-on-retracted-source", True)]
    assert "R9" in found[0].said()


def test_gate_retracted_source_beside_others_is_an_error_too() -> None:
    found = [each for each in findings(citing("R1", "R9")) if "retracted" in each.code]
    assert [(each.code, each.is_error) for each in found] == [("retracted-source", True)]


def test_gate_claim_may_not_cite_what_was_retracted_even_as_history() -> None:
    assert "retracted-source" in codes(citing("R1", "R9", text="It was withdrawn."))


def test_gate_text_may_tell_of_a_retracted_source_as_history() -> None:
    told = citing("R1", body="<p>That paper has since been retracted [R9].</p>")
    silent = citing("R1", body="<p>It was retracted.</p><p>That paper said more [R9].</p>")
    assert "retracted-source" not in codes(told)
    assert "retracted-source" in codes(silent)


def test_gate_superseded_source_names_the_newer_one_and_does_not_block() -> None:
    (found,) = [each for each in findings(citing("R7")) if each.code == "superseded-source"]
    assert not found.is_error
    assert "R8" in found.advice()


def test_gate_lets_sources_that_stand_be() -> None:
    assert codes(citing("R1", "R8")) == set()
    assert codes(citing("R7", "R9"), standings={}) == set()


def test_shaken_keys_leave_out_what_is_told_as_history() -> None:
    told = "<p>It was withdrawn [R9].</p>"
    assert shaken_keys(citing("R1", body=told), STANDINGS) == ()
    assert shaken_keys(citing("R1", "R7", body=told), STANDINGS) == ("R7",)
    assert shaken_keys(citing("R9", "R7"), STANDINGS) == ("R9", "R7")
