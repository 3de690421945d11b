"""What the database keeps of the second step: nothing that makes a code or is one."""

import base64
import re

import pytest
from django.contrib.auth.models import User

from clinic_site import roles
from clinic_site.foundation.clinic.models import Clinic
from tests.canary import whole_database
from tests.clinic_site.staff import SET_UP, enrolled, member, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database_bound]


def test_neither_the_apps_secret_nor_a_recovery_code_is_readable(clinic: Clinic) -> None:
    user = member(roles.RECEPTION)
    key = _key_shown_to(user)
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    codes = enrolled(user)
    assert len(codes) == 8
    sought = [key, secret.hex(), base64.b64encode(secret).decode(), secret.decode("latin-1")]
    everything = whole_database()
    assert [text for text in sought if text.lower() in everything.lower()] == []
    assert [code for code in codes if code in everything] == []


def test_control_the_same_search_finds_what_is_kept_in_clear(clinic: Clinic) -> None:
    user = member(roles.RECEPTION)
    key = _key_shown_to(user)
    secret = base64.b32decode(key + "=" * (-len(key) % 8))
    User.objects.filter(pk=user.pk).update(first_name=key, last_name=secret.hex())
    everything = whole_database()
    assert key in everything
    assert secret.hex() in everything


def _key_shown_to(user: User) -> str:
    shown = re.search(r"<code>([A-Z2-7 ]+)</code>", signed_in(user).get(SET_UP).text)
    assert shown is not None
    return shown[1].replace(" ", "")
