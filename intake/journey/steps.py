"""The steps of the journey in order, and what each of its pages says to whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Words:
    """What one audience reads at the head of a page. The title is that of the browser's window."""

    title: Promise
    heading: Promise
    lede: Promise | str = ""
    notes: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One page: its place on the way, the page before it, its template and its words."""

    visitor: Words
    caller: Words
    number: int | None = None
    back: str = "safety"
    template: str = "step"


STEPS: Mapping[str, Step] = {
    "safety": Step(
        number=1,
        back="start",
        visitor=Words(
            _("Safety questions"),
            _("First, are you safe?"),
            _(
                "Most back pain is not dangerous. "
                "A few signs need help fast, so we ask everyone about them."
            ),
            (_("Answer for the person who will come. There is no wrong answer."),),
        ),
        caller=Words(
            _("Safety questions"),
            _("First, is the caller safe?"),
            _("Read each question and its signs out as they stand. “Not sure” is an answer."),
            (
                _(
                    "The answers are about the person who will come. If an answer needs help at "
                    "once, say so first: the next page has the words."
                ),
            ),
        ),
    ),
    "emergency": Step(
        template="interruption",
        visitor=Words(_("Get help now"), _("Get help now")),
        caller=Words(_("Emergency"), _("Stop here. Read this out now")),
    ),
    "urgent": Step(
        template="interruption",
        visitor=Words(_("Get advice today"), _("Get advice today")),
        caller=Words(_("Help today"), _("Read this out first")),
    ),
    "call_back": Step(
        visitor=Words(
            _("Ask us to phone you"),
            _("Ask us to phone you"),
            _("Leave a number. We phone you when we are open. No time is booked."),
        ),
        caller=Words(
            _("Request for a call"),
            _("Request for a call"),
            _("A clinician phones back when we are open. No time is held."),
        ),
    ),
    "service": Step(
        number=2,
        template="service",
        visitor=Words(_("Choose your visit"), _("Choose your visit")),
        caller=Words(_("Kind of visit"), _("Kind of visit")),
    ),
    # The checklist belongs to the service, so the number of steps never changes on the way.
    "checklist": Step(
        number=2,
        back="service",
        visitor=Words(
            _("Questions about this visit"),
            _("A few questions about this visit"),
            _(
                "Traction is not safe for everyone. "
                "Your answers help our staff to decide what is right for you."
            ),
        ),
        caller=Words(
            _("Questions about this visit"),
            _("Questions about this visit"),
            _(
                "Read each question out as it stands. "
                "The answers flag what a clinician must read; they decide nothing."
            ),
        ),
    ),
    "times": Step(
        number=3,
        back="service",
        template="times",
        visitor=Words(
            _("Choose a time"),
            _("Choose a time"),
            notes=(_("Choosing a time does not book it yet."),),
        ),
        caller=Words(_("Choose a time"), _("Choose a time"), notes=(_("Staff need no notice."),)),
    ),
    "details": Step(
        number=4,
        back="times",
        visitor=Words(
            _("Your details"),
            _("Your details"),
            _("Tell us who will come and how to reach you. On the next page you can check it all."),
        ),
        caller=Words(
            _("Who will come"),
            _("Who will come"),
            _("Ask the caller to spell the name and the address."),
        ),
    ),
    "summary": Step(
        number=5,
        back="details",
        template="summary",
        visitor=Words(
            _("Check your answers"),
            _("Check your answers"),
            _("Is everything right? Nothing has been sent yet."),
        ),
        caller=Words(
            _("Read it back"),
            _("Read it back"),
            _("Nothing is held yet. Read this to the caller."),
        ),
    ),
}
LAST_NUMBER = 5
