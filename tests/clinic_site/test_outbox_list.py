"""The staff's list of notifications."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from clinic_site import roles
from clinic_site.foundation.outbox.models import Notification
from tests.clinic_site.staff import member, signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("to_staff", "said"),
    [
        (True, "not sent, nobody at the clinic has an e-mail address here"),
        (False, "no e-mail address: phone this person"),
    ],
)
def test_list_asks_to_phone_patients_and_never_colleagues(to_staff: bool, said: str) -> None:
    Notification.objects.create(
        kind="booking.new_request",
        subject=uuid4(),
        version=1,
        to_staff=to_staff,
        status=Notification.Status.PHONE,
        created_at=NOW,
        next_attempt_at=NOW,
    )
    desk = signed_in(member(roles.RECEPTION))
    text = desk.get(reverse("admin:outbox_notification_changelist")).content.decode()
    row = text[text.index('id="result_list"') : text.index("</table>")]
    assert f'field-became">{said}<' in row
