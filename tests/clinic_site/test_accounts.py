"""Roles and accounts: the table in code is what the database says, and nobody rises above it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from clinic_site import roles
from tests.clinic_site.staff import member, signed_in
from tests.clinic_site.staff_addresses import SUPERUSER

pytestmark = pytest.mark.django_db


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
