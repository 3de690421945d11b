"""The steps before a booking exists: begin, answer, look back; gone after 24 hours.

Each answered step is one sealed line, and lines are only ever added: Back with a changed answer
adds a line, so that a reviewer can see that an earlier answer was different.

What the lines of each step must carry for Progress to work:
    safety      {"version": int, "answers": {question key: "yes" | "no" | "not-sure"}}
    service     {"service": id, "practitioner": id or None, "checklist": name or ""}
    checklist   {"name": str, "version": int, "answers": {...}}
    times       {"start": ISO text in UTC, "practitioner": id or None}
    details     {...}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import transaction

from intake import envelopes
from intake.exceptions import EnvelopeError, NotAllowed
from intake.models import Enquiry
from intake.triage.question_sets import SAFETY
from intake.triage.questions import Answer, Outcome, safety_outcome

LASTS = timedelta(hours=24)
# Nobody answers this often; a script that does must not fill the disk.
MOST_LINES = 200
BEGUN = "begun"
CALL_BACK = "call_back"
STEPS = ("safety", "service", "checklist", "times", "details", "summary")


def begin_enquiry(now: datetime) -> Enquiry:
    """Begin an enquiry; keep its id in the session."""
    with transaction.atomic():
        enquiry = Enquiry.objects.create(created_at=now, expires_at=now + LASTS)
        append_answers(enquiry, BEGUN, {}, now)
    return enquiry


def resume_enquiry(enquiry_id: UUID, now: datetime) -> "tuple[Enquiry, Progress] | None":
    """Return the enquiry and how far it has come, or None when there is none or its time is over.

    None too where its answers do not open, because their key was taken away: they are lost, and
    the person must be led to the beginning.

    One query: every page of the journey begins with it. The first line says when it all began.
    """
    try:
        lines = envelopes.open_lines(enquiry_id)
    except EnvelopeError:
        return None
    if not lines:
        return None
    begun = datetime.fromisoformat(lines[0]["at"])
    if begun + LASTS <= now:
        return None
    enquiry = Enquiry(id=enquiry_id, created_at=begun, expires_at=begun + LASTS)
    return enquiry, Progress(tuple(lines))


def append_answers(enquiry: Enquiry, step: str, data: Mapping[str, Any], now: datetime) -> None:
    """Add the answers of a step. Raises NotAllowed when the enquiry is expired or flooded."""
    line = {"step": step, "data": data, "at": now.isoformat()}
    with transaction.atomic():
        if enquiry.expires_at <= now:
            raise NotAllowed("the enquiry has expired")
        kind = envelopes.append(enquiry.id, envelopes.LINE, line, now=now)
        if int(kind.rpartition("-")[2]) > MOST_LINES:
            raise NotAllowed("too many answers")


def forget_enquiry(enquiry_id: UUID) -> None:
    """Delete one enquiry with all answers, because the person asks for it."""
    with transaction.atomic():
        envelopes.delete(enquiry_id)
        Enquiry.objects.filter(id=enquiry_id).delete()


def purge_enquiries(now: datetime) -> int:
    """Delete the enquiries whose time is over, with all answers, and give how many there were."""
    with transaction.atomic():
        expired = list(Enquiry.objects.filter(expires_at__lte=now).values_list("id", flat=True))
        for at in range(0, len(expired), 500):
            some = expired[at : at + 500]
            envelopes.delete(*some)
            Enquiry.objects.filter(id__in=some).delete()
    return len(expired)


@dataclass(frozen=True)
class Progress:
    """What has been answered so far, read off the lines. It never changes: ask for a new one."""

    lines: tuple[Mapping[str, Any], ...] = ()

    def latest(self, step: str) -> Any:
        """Return the step's answers that hold now, or None.

        A chosen time no longer holds once another service or person is chosen, and a checklist
        only holds while the chosen service asks for that very checklist.
        """
        return self._holding.get(step)

    @cached_property
    def _holding(self) -> dict[str, Any]:
        holding: dict[str, Any] = {}
        for line in self.lines:
            step, data = line["step"], line["data"]
            if step == "service" and holding.get("service") != data:
                holding.pop("times", None)
            holding[step] = data
        service = holding.get("service") or {}
        if (holding.get("checklist") or {}).get("name") != service.get("checklist"):
            holding.pop("checklist", None)
        return holding

    @property
    def outcome(self) -> Outcome | None:
        """Return what the safety answers lead to, or None while they are not given."""
        safety = self.latest("safety")
        if safety is None:
            return None
        return safety_outcome(SAFETY[safety["version"]], safety["answers"])

    def next_step(self) -> str:
        """Return the page to go to: the first step that is not done, or a safety exit."""
        if self.outcome is None:
            return "safety"
        if self.outcome is not Outcome.CLEAR:
            return self.outcome.value
        service = self.latest("service")
        for step in STEPS[1:-1]:
            if step == "checklist" and service is not None and not service["checklist"]:
                continue
            if self.latest(step) is None:
                return step
        return STEPS[-1]

    def allows(self, step: str) -> bool:
        """Return whether this page may be opened: every step before it is done.

        A call may be asked for as soon as the safety questions are answered, unless the person
        needs help now.
        """
        if step == CALL_BACK:
            return self.outcome in (Outcome.URGENT, Outcome.CLEAR)
        following = self.next_step()
        if step == "safety" or step == following:
            return True
        if step not in STEPS or following not in STEPS:
            return False
        if step == "checklist" and not (self.latest("service") or {}).get("checklist"):
            return False
        return STEPS.index(step) < STEPS.index(following)

    @cached_property
    def _questioned(self) -> list[Mapping[str, Any]]:
        return [line for line in self.lines if line["step"] in ("safety", "checklist")]

    @property
    def flagged(self) -> bool:
        """Return whether any answer, also one that was changed later, is for a reviewer to see."""
        # Not triage.flags: an emergency yes counts while other questions still wait for an answer.
        given = (line["data"]["answers"].values() for line in self._questioned)
        return any(answer != Answer.NO for answers in given for answer in answers)

    def earlier(self) -> list[dict[str, Any]]:
        """Return the safety and checklist answers that hold no longer, oldest first.

        They were changed later, or the checklist belonged to another service: a flag among them
        is still for a reviewer to see.
        """
        gone = [line for line in self._questioned if line["data"] != self.latest(line["step"])]
        return [{"step": line["step"], "at": line["at"], **line["data"]} for line in gone]

    @property
    def answers_changed(self) -> bool:
        """Return whether the same questions were answered differently before."""
        lines = [
            ((line["step"], line["data"].get("name", "")), line["data"])
            for line in self._questioned
        ]
        latest = dict(lines)
        return any(latest[asked] != data for asked, data in lines)

    def answers(self) -> dict[str, Any]:
        """Return the answers as they are sealed with a booking: safety, checklist, earlier."""
        return {
            "safety": self.latest("safety"),
            "checklist": self.latest("checklist"),
            "earlier": self.earlier(),
        }
