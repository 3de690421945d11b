"""Every staff address x role x method, read off the resolver: nothing is open by oversight."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.models import Edition, GlossaryTerm
from clinic_site import roles
from clinic_site.outbox.models import Letter
from intake.models import Closure, ReadLog
from intake.states import MOVES
from tests.articles.factories import published
from tests.clinic_site.staff import member, signed_in
from tests.clinic_site.staff_addresses import (
    REFUSED_WITH_404,
    ROLES,
    RULES,
    SUPERUSER,
    UNNAMED,
    WITHOUT_SIGNING_IN,
    addresses,
)
from tests.intake.factories import NOW, make_booking, make_clinic, make_room

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "DELETE")
LOGIN = "/staff/login/"
OF_ONE_ARTICLE = {f"admin:articles_{page}" for page in ("check", "preview", "sign_off", "withdraw")}


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def where() -> dict[str, str]:
    """Every address with a real row behind it."""
    rows = _rows()
    found = {}
    for name, route in addresses():
        if name not in RULES:
            continue
        model = name.removeprefix("admin:").rpartition("_")[0]
        if name.startswith("admin:intake_booking_") and "<" in route:
            args: list[object] = [rows["booking"]]
        elif name in OF_ONE_ARTICLE:
            args = [rows["articles_article"]]
        elif name == "admin:view_on_site":
            kind = ContentType.objects.get_for_model(Edition).pk
            args = [kind, rows["articles_edition"]]
        elif name == "admin:app_list":
            args = ["intake"]
        elif name == "admin:auth_user_password_change":
            args = [rows["auth_user"]]
        else:
            args = [rows[model]] if "<" in route else []
        found[name] = reverse(name, args=args)
    found["admin:articles_publish"] += f"?article={rows['articles_article']}"
    return found


def _rows() -> dict[str, object]:
    clinic = make_clinic()
    booking = make_booking()
    edition = published("walking")
    section = edition.article.sections.get()
    reader = member(username="somebody")
    rows: dict[str, Model | None] = {
        "articles_article": edition.article,
        "articles_edition": edition,
        "articles_glossaryterm": GlossaryTerm.objects.create(term="Disc", definition="A cushion."),
        "articles_reference": section.claims.get().references.get(),
        "articles_section": section,
        "articles_topic": edition.topic,
        "auth_user": reader,
        "axes_accessattempt": AccessAttempt.objects.create(failures_since_start=1),
        "axes_accessfailurelog": AccessFailureLog.objects.create(),
        "axes_accesslog": AccessLog.objects.create(),
        "booking": booking,
        "clinic_clinic": clinic,
        "intake_closure": Closure.objects.create(date=NOW.date()),
        "intake_practitioner": booking.practitioner,
        "intake_service": booking.service,
        "intake_room": make_room(),
        "intake_readlog": ReadLog.objects.create(
            subject=booking.pk, kind="contact", user=reader, page="test", at=NOW
        ),
        "otp_static_staticdevice": StaticDevice.objects.create(user=reader, name="x"),
        "otp_totp_totpdevice": TOTPDevice.objects.create(user=reader, name="x"),
        "outbox_letter": Letter.objects.filter(subject=booking.pk).first(),
    }
    return {name: row.pk for name, row in rows.items() if row is not None}


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
    for move in MOVES:
        assert (f"admin:intake_booking_{move.name}" in names) == ("staff" in move.actors)


def expected(name: str, role: str, method: str) -> set[int]:
    """The statuses that are right. 409: allowed, but not possible for the booking as it stands."""
    rule = RULES[name]
    allowed = {"GET": rule.read, "POST": rule.post}.get(method)
    if allowed is None:
        return {405}
    if role in allowed:
        return {200, 302, 409}
    return {404 if name in REFUSED_WITH_404 else 403}


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_each_role_and_method_as_expected(
    role: str, where: dict[str, str]
) -> None:
    user = member(None if role == "nobody" else role, "tester")
    browser = signed_in(user)
    browser.raise_request_exception = False
    wrong = []
    for name, address in sorted(where.items()):
        for method in METHODS:
            answer = browser.generic(method, address)
            if answer.status_code not in expected(name, role, method) or _asks_to_sign_in(answer):
                wrong.append(f"{method} {name}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("is_known", [False, True], ids=["a stranger", "a user who is no staff"])
def test_without_a_staff_account_everything_leads_to_signing_in(
    is_known: bool, where: dict[str, str]
) -> None:
    browser = signed_in(User.objects.create_user("patient")) if is_known else Client()
    wrong = []
    for name, address in where.items():
        for method in ("GET", "POST"):
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


@pytest.mark.parametrize("role", sorted(roles.ROLES))
def test_table_of_roles_is_what_the_database_says(role: str) -> None:
    held = {
        f"{app}.{codename}"
        for app, codename in Group.objects.get(name=role).permissions.values_list(
            "content_type__app_label", "codename"
        )
    }
    assert held == roles.ROLES[role]


def test_applying_the_table_again_takes_back_what_it_does_not_say() -> None:
    group = Group.objects.get(name=roles.EDITOR)
    group.permissions.add(*Group.objects.get(name=roles.CLINICIAN).permissions.all())
    roles.apply()
    labels = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    assert labels == roles.ROLES[roles.EDITOR]


def test_nobody_but_clinicians_reads_answers() -> None:
    holders = {role for role, held in roles.ROLES.items() if "intake.read_answers" in held}
    assert holders == {roles.CLINICIAN}


def test_manager_cannot_rise_above_all_roles() -> None:
    browser = signed_in(member(roles.MANAGER))
    above = member(SUPERUSER)
    someone = member(username="someone")
    form: dict[str, Any] = {
        "username": "someone",
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "on",
    }
    form |= {"groups": [str(Group.objects.get(name=roles.RECEPTION).pk)]}
    assert (
        browser.post(reverse("admin:auth_user_change", args=[someone.pk]), form).status_code == 302
    )
    someone.refresh_from_db()
    assert not someone.is_superuser
    assert [group.name for group in someone.groups.all()] == [roles.RECEPTION]
    for name in ("change", "password_change"):
        address = reverse(f"admin:auth_user_{name}", args=[above.pk])
        assert browser.post(address, form).status_code == 403
    new = {"username": "new", "usable_password": "true", "password1": "quiet-harbor-morning"}
    new["password2"] = new["password1"]
    browser.post(reverse("admin:auth_user_add"), new)
    assert User.objects.get(username="new").is_staff
