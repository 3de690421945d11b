"""Reading grade and long sentences."""

import pytest

from articles.readability import measure, sentences, syllables, words


@pytest.mark.parametrize(
    ("word", "count"),
    [("back", 1), ("table", 2), ("walked", 1), ("treated", 2), ("disease", 2), ("42", 1), ("b", 1)],
)
def test_syllables_counts_by_rule_of_thumb(word: str, count: int) -> None:
    assert syllables(word) == count


def test_words_counts_a_placeholder_and_a_number_once() -> None:
    assert words("Call {emergency_number} at 10.30, don’t wait.") == [
        "Call", "{emergency_number}", "at", "10.30", "don’t", "wait",
    ]  # fmt: skip


def test_sentences_splits_at_stops_and_colons() -> None:
    assert sentences("Sit up. Then walk: It helps! 3 times.") == [
        "Sit up.", "Then walk:", "It helps!", "3 times.",
    ]  # fmt: skip


def test_measure_scores_hard_text_above_easy_text() -> None:
    easy = measure(["Walk a bit each day.", "Rest when it hurts."])
    hard = measure(["Intervertebral decompression facilitates physiological rehabilitation."])
    assert easy.grade < 4 < hard.grade


def test_measure_lists_sentences_over_twenty_words() -> None:
    long = " ".join(["word"] * 21) + "."
    score = measure([f"Short. {long.capitalize()}", " ".join(["word"] * 20)])
    assert score.long_sentences == (long.capitalize(),)


def test_measure_of_nothing_is_zero() -> None:
    assert (measure([]).grade, measure(["", "…"]).words) == (0.0, 0)
