"""The README's state diagram is the table of transitions, and CI says when it is not."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from intake.management.commands.draw_transitions import BEGIN, END, draw
from intake.transitions.statuses import Status
from intake.transitions.table import TRANSITION_NAMES

ROOT = Path(__file__).resolve().parent.parent.parent


def test_readme_shows_the_moves_as_they_are() -> None:
    call_command("draw_transitions", check=True)


def test_drawing_names_every_status_and_every_move() -> None:
    drawn = draw()
    for status in Status:
        assert status.value in drawn
    for name in TRANSITION_NAMES:
        assert f"{name.replace('_', ' ')} (" in drawn


def test_stale_drawing_is_refused_and_drawn_anew(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before\n{BEGIN}\nold\n{END}\nAfter\n")
    with pytest.raises(CommandError, match="stale"):
        call_command("draw_transitions", check=True, file=str(page))
    assert "old" in page.read_text()
    call_command("draw_transitions", file=str(page))
    text = page.read_text()
    assert text.startswith("Before\n")
    assert text.endswith("After\n")
    assert "held --> offered: offer (staff)" in text
    call_command("draw_transitions", check=True, file=str(page))


def test_page_without_the_marks_is_left_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("Nothing to draw into\n")
    with pytest.raises(CommandError, match="marks"):
        call_command("draw_transitions", file=str(page))


def test_ci_checks_the_drawing() -> None:
    assert "draw_transitions --check" in (ROOT / ".ci" / "run").read_text()
