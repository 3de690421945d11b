"""Everything a person has told us, as rows for the last page before the request."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic_site.foundation.clinic.models import Clinic
from intake.forms import describe
from intake.models import Practitioner, ReachBy, Service
from intake.triage import CHECKLISTS, Answer
from intake.views.choices import chosen_start
from intake.views.way import Visit
from intake.views.wording import say_moment


@dataclass(frozen=True, slots=True)
class Row:
    """One answer, and the page on which it can be changed.

    `marked` stands in place of a value: questions with what was said to each of them.
    """

    label: str
    value: str
    page: str
    more: str = ""
    marked: tuple[tuple[str, str], ...] = ()

    @property
    def where(self) -> str:
        """The name of that page's address."""
        return f"intake:{self.page}"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The kind of visit and the person chosen so far; "" and None where nothing was."""

    service_id: int | None = None
    service: str = ""
    person: str = ""


def what_was_chosen(visit: Visit, *, is_unsure: bool) -> Chosen:
    """Return what a request for a call keeps; nothing for who is not sure what they need."""
    choice = visit.progress.latest("service")
    service = None if is_unsure or not choice else Service.objects.filter(pk=choice["service"])
    found = service.first() if service is not None else None
    if found is None:
        return Chosen()
    person = Practitioner.objects.filter(pk=choice["practitioner"]).first()
    return Chosen(found.pk, found.name, person.name if person else "")


def overview(visit: Visit, clinic: Clinic, *, is_held: bool) -> list[Row]:
    """Return the rows for the summary page, in the order they were asked.

    is_held: the time is called the visit's own; else it is what the person asks for.

    There are none when the chosen service is not there any more.
    """
    choice = visit.progress.latest("service")
    service = Service.objects.filter(pk=choice["service"]).first()
    if service is None:
        return []
    return [
        *_visit_rows(visit, choice, service, clinic, is_held=is_held),
        *_person_rows(visit.progress.latest("details")),
        *_safety_rows(visit),
    ]


def _visit_rows(
    visit: Visit, choice: dict[str, Any], service: Service, clinic: Clinic, *, is_held: bool
) -> list[Row]:
    person = Practitioner.objects.filter(pk=choice["practitioner"]).first()
    described = describe(service)
    start = chosen_start(visit)
    return [
        Row(_("Visit"), described.name, "service", described.meta),
        Row(_("With"), person.name if person else _("Anyone who is free"), "service"),
        Row(
            _("Time") if is_held else _("Time you would like"),
            say_moment(start, clinic.zone) if start else "",
            "times",
        ),
    ]


def _person_rows(kept: dict[str, Any]) -> list[Row]:
    contact = kept["contact"]
    by_email = contact["reach_by"] == ReachBy.EMAIL
    reached = (_("By e-mail"), contact["email"]) if by_email else (_("By phone"), contact["phone"])
    whom = _("Someone else, who agrees") if contact["for_someone_else"] else _("Me")
    nothing = _("Nothing")
    return [
        Row(_("Name"), contact["name"], "details"),
        Row(_("This is for"), whom, "details"),
        Row(_("18 or over"), _("Yes"), "details"),
        Row(_("We answer"), ": ".join(reached), "details"),
        Row(_("Interpreter"), contact["interpreter"] or _("Not needed"), "details"),
        Row(_("What you need"), contact["access_needs"] or nothing, "details"),
        Row(_("What we should know"), kept["reason"] or nothing, "details"),
    ]


def _safety_rows(visit: Visit) -> list[Row]:
    """Say the answers in one line each set; only what was not a plain no is named."""
    safety = visit.progress.latest("safety")["answers"]
    rows = [Row(_("Safety questions"), _all_no(len(safety)), "safety")]
    checklist = visit.progress.latest("checklist")
    if checklist:
        questions = CHECKLISTS[checklist["name"]][checklist["version"]].questions
        given = checklist["answers"]
        named = {Answer.YES.value: _("Yes"), Answer.NOT_SURE.value: _("Not sure")}
        marked = tuple((_(q.text), named[given[q.key]]) for q in questions if given[q.key] in named)
        value = "" if marked else _all_no(len(given))
        rows.append(Row(_("Questions about this visit"), value, "checklist", marked=marked))
    return rows


def _all_no(count: int) -> str:
    return ngettext("No to the one question", "No to all %(count)d questions", count) % {
        "count": count
    }
