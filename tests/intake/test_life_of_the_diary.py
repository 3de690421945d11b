"""Random lives of a clinic: nobody is booked twice, time cells agree, no notification lies.

The actions are in `life/`, what must hold in `facts_of_life.py`.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from intake.actions import time_cells
from tests.intake.life import Life

pytestmark = [pytest.mark.django_db, pytest.mark.database_bound]

# Slow machines draw fewer lives a minute, but never other ones: the seed is fixed.
LIVES = settings(
    max_examples=20,
    stateful_step_count=40,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_diary_stays_sound_whatever_people_do() -> None:
    run_state_machine_as_test(Life, settings=LIVES)


def test_control_time_that_is_not_let_go_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_cells, "release", lambda booking: None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Life, settings=settings(LIVES, phases=[Phase.generate]))


def test_control_time_that_is_not_claimed_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    own: Callable[..., Any] = time_cells._own_exactly
    monkeypatch.setattr(
        time_cells,
        "_own_exactly",
        lambda booking, wanted: own(booking, dict(list(wanted.items())[1:])),
    )
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Life, settings=settings(LIVES, phases=[Phase.generate]))
