"""Walking the pages of a call the way a member of staff does."""

from django.test import Client

from intake.models import Service
from tests.intake.journey import DETAILS, checklist_answers, radios, safe_answers

BEGIN = "/staff/intake/booking/call/"
WHO = {name: said for name, said in DETAILS.items() if name != "email_again"}
BY_PHONE = {**WHO, "reach_by": "phone", "email": "", "phone": "(415) 555-2671"}


def begin(desk: Client, **answers: str) -> str:
    answer = desk.post(BEGIN, safe_answers(**answers))
    assert answer.status_code == 302
    return str(answer["Location"])


def at(address: str, step: str) -> str:
    """Another page of the same call."""
    return f"{address.rstrip('/').rpartition('/')[0]}/{step}/"


def walk(desk: Client, service: Service, who: dict[str, str] = WHO) -> str:
    """Everything up to the page that is read back to the caller."""
    here = begin(desk)
    choice = {"service": str(service.pk), "practitioner": "anyone"}
    here = desk.post(here, choice)["Location"]
    if service.checklist:
        here = desk.post(here, checklist_answers())["Location"]
    here = desk.post(here, {"start": radios(desk.get(here), "start")[0]})["Location"]
    answer = desk.post(here, who)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])
