"""A sample clinic, marked as one, for a first look."""

from datetime import time

from clinic_site.foundation.clinic.models import THE_ONLY_ROW, Clinic, OpeningHours

OPENS, CLOSES = time(8), time(18)
WORKING_WEEK = range(5)


def load() -> bool:
    """Create the sample clinic if there is none; tell whether it was created."""
    if Clinic.objects.exists():
        return False
    clinic = Clinic.objects.create(
        pk=THE_ONLY_ROW,
        name="Sample Back Clinic",
        is_sample=True,
        tagline="Plain advice about back pain, and consultations with people who listen.",
        address="1 Sample Street\nSampletown",
        directions="This clinic is a sample. A real one says here which bus stops near its door.",
        parking="A real clinic says here where to park, and what it costs.",
        step_free_access="A real clinic says here how to get in without a step.",
        phone="+1 202-555-0100",
        email="desk@clinic.example",
        opening_text="Monday to Friday, 8 am to 6 pm",
        privacy_contact="privacy@clinic.example",
        who_pays=(
            "You pay for a consultation yourself, unless your insurer agrees to pay. "
            "Ask your insurer first."
        ),
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(clinic=clinic, weekday=day, opens=OPENS, closes=CLOSES) for day in WORKING_WEEK
    )
    return True
