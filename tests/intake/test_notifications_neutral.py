"""No notification says or hints why somebody comes: subject, text, calendar, sender.

Generated over every kind there is, so a new notification is held to it at once.
"""

import re

import pytest

from clinic_site.foundation.outbox.registry import Message
from intake.transitions.statuses import DECLINE_REASONS
from tests.intake.factories import make_clinic, make_practitioner, make_service, make_staff
from tests.intake.notification_moments import ALL, booking_for, written

pytestmark = pytest.mark.django_db

HEALTH = """
    ache aching back bladder bowel cancer checklist clinical complaint condition consultation cure
    diagnosis disc discs disease doctor drug examination exercise fever fracture headache health
    hernia herniated hurt hurts illness infection injection injury leg legs lumbar medical medicine
    medicines mri neck nerve numb numbness operation pain painful physician physical physiotherapy
    pregnancy pregnant rehabilitation saddle safety scan sciatica sick spinal spine surgery symptom
    symptoms tests therapist therapy tingling traction treatment treatments urgent vertebra weakness
    x-ray
"""
HEALTH_WORDS = frozenset(HEALTH.split())
# Parts of our own sentences in which a word of the list means something else.
HARMLESS = ("back to you", "taken that back", "safety net")
REASON = "It hurts when I sit"


def words_of(message: Message) -> set[str]:
    calendar = (message.calendar or b"").decode().replace("\r\n ", "")
    said = f"{message.subject}\n{message.text}\n{calendar}".lower()
    for phrase in HARMLESS:
        said = said.replace(phrase, "")
    said = re.sub(r"https?://\S+|prodid:.*", "", said)
    return set(re.findall(r"[a-z][a-z'-]*", said))


@pytest.fixture(autouse=True)
def _clinic() -> None:
    make_clinic(directions="Bus 7 to the harbor.", parking="Behind the house.")
    service = make_service(name="Traction assessment", summary="For sciatica")
    make_practitioner(service, name="Ada")
    make_staff("decider", "decide_booking", email="decider@clinic.example")


@pytest.mark.parametrize("kind", ALL)
def test_notification_has_no_health_word(kind: str) -> None:
    message = written(kind, booking_for(kind, flagged=True))
    assert words_of(message) & HEALTH_WORDS == set()


@pytest.mark.parametrize("kind", ALL)
def test_notification_tells_neither_service_nor_answers_nor_notes_nor_why_staff_said_no(
    kind: str,
) -> None:
    message = written(kind, booking_for(kind, flagged=True))
    said = f"{message.subject}\n{message.text}\n{(message.calendar or b'').decode()}"
    private = ["Traction assessment", "sciatica", REASON, "Because the test says so"]
    for secret in [*private, *DECLINE_REASONS.values()]:
        assert secret not in said


def test_a_health_word_would_be_found() -> None:
    planted = Message(to=(), subject="Your visit", text="About your back, and the x-ray.\n")
    assert words_of(planted) & HEALTH_WORDS == {"back", "x-ray"}
    hidden = Message(to=(), subject="", text="", calendar=b"SUMMARY:Trac\r\n tion\r\n")
    assert words_of(hidden) & HEALTH_WORDS == {"traction"}
