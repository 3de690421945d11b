"""Every staff address x role x method, read off the resolver: nothing is open by oversight."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client

from clinic_site import roles
from intake.models import ReadLog
from intake.transitions.table import TRANSITIONS
from tests.clinic_site.staff import member, signed_in
from tests.clinic_site.staff_addresses import (
    NOBODY,
    REFUSED_WITH_404,
    ROLES,
    RULES,
    SUPERUSER,
    UNNAMED,
    WITHOUT_SIGNING_IN,
    addresses,
)
from tests.clinic_site.staff_rows import addresses_with_rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

METHODS = ("GET", "POST")
REFUSED_METHODS = ("PUT", "DELETE")
LOGIN = "/staff/login/"


@pytest.fixture
def where() -> dict[str, str]:
    return addresses_with_rows()


def test_every_staff_address_has_an_expectation() -> None:
    unknown = {
        f"{name} {route}"
        for name, route in addresses()
        if name not in RULES
        and name not in WITHOUT_SIGNING_IN
        and not (name == "" and route.endswith(UNNAMED))
    }
    assert unknown == set()
    gone = (set(RULES) | WITHOUT_SIGNING_IN) - {name for name, _route in addresses()}
    assert gone == set()


def test_every_move_of_the_staff_has_an_address() -> None:
    names = {name for name, _route in addresses()}
    by_staff = {transition.name for transition in TRANSITIONS if "staff" in transition.actors}
    for name in {transition.name for transition in TRANSITIONS}:
        assert (f"admin:intake_booking_{name}" in names) == (name in by_staff)


def expected(name: str, role: str, method: str) -> set[int]:
    """The statuses that are right.

    400: allowed, but nothing was sent; 409: allowed, but not possible for the booking as it stands.
    """
    rule = RULES[name]
    allowed = {"GET": rule.read, "POST": rule.post}.get(method)
    if allowed is None:
        return {405}
    if role in allowed:
        return {200, 302, 400, 409}
    return {404 if name in REFUSED_WITH_404 else 403}


def test_every_address_answers_each_role_and_method_as_expected(where: dict[str, str]) -> None:
    wrong = []
    for role in ROLES:
        browser = signed_in(member(None if role == NOBODY else role, f"tester {role}"))
        browser.raise_request_exception = False
        # Which methods there are is asked of those who may do nothing and those who may do all.
        methods = METHODS + (REFUSED_METHODS if role in (NOBODY, SUPERUSER) else ())
        for name, address in sorted(where.items()):
            for method in methods:
                answer = browser.generic(method, address)
                if answer.status_code not in expected(name, role, method) or _asks_to_sign_in(
                    answer
                ):
                    wrong.append(f"{role}: {method} {name}: {answer.status_code}")
    assert wrong == []


def test_without_a_staff_account_everything_leads_to_signing_in(where: dict[str, str]) -> None:
    wrong = []
    for browser in (Client(), signed_in(User.objects.create_user("patient"))):
        for name, address in where.items():
            for method in METHODS:
                answer = browser.generic(method, address)
                if answer.status_code != 405 and not _asks_to_sign_in(answer):
                    wrong.append(f"{method} {name}: {answer.status_code}")
    assert wrong == []


def _asks_to_sign_in(answer: HttpResponseBase) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith(LOGIN)


def test_reading_changes_nothing_but_the_read_log(where: dict[str, str]) -> None:
    member(roles.CLINICIAN, "reader")
    browser = signed_in(member(SUPERUSER))
    before = _everything()
    for address in where.values():
        browser.get(address)
        browser.head(address)
    assert _everything() == before


def _everything() -> dict[str, list[Any]]:
    ours = [m for app in ("intake", "articles", "clinic", "outbox") for m in _models(app)]
    watched: list[type[Model]] = [LogEntry, *(model for model in ours if model is not ReadLog)]
    return {
        model.__name__: list(model._default_manager.order_by("pk").values()) for model in watched
    }


def _models(app: str) -> list[type[Model]]:
    return list(apps.get_app_config(app).get_models())
