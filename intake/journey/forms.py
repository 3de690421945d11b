"""The forms about the visit: the questions of a set, the kind of visit and the person, a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clinic_site.foundation.warning_signs import Level
from intake.models import Practitioner, Service
from intake.triage.questions import ANSWER_LABELS, Answer, Question, QuestionSet, signs_said

ANYONE = "anyone"


class QuestionField(forms.ChoiceField):
    """One question about several signs, which stand as `points` above the answers."""

    def __init__(self, question: Question) -> None:
        self.points = [_(bullet.text) for bullet in question.bullets]
        super().__init__(
            label=_(question.text),
            choices=[(answer.value, _(ANSWER_LABELS[answer])) for answer in Answer],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose yes, no or not sure."),
                "invalid_choice": _("Choose yes, no or not sure."),
            },
        )


class QuestionsForm(forms.Form):
    """Ask every question of a set."""

    def __init__(self, questions: QuestionSet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        hints = {question.hint for question in questions.questions}
        # One hint for all is said once, above them; it would be noise below every question.
        self.hint = _(hints.pop()) if len(hints) == 1 else ""
        for question in questions.questions:
            field = QuestionField(question)
            field.help_text = "" if self.hint else _(question.hint)
            self.fields[question.key] = field
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *(Field(name, wrapper_class="choices--row") for name in self.fields),
            ButtonHolder(Submit("continue", _("Continue"))),
        )

    def answers(self) -> dict[str, str]:
        """Return the answers by question, once the form is valid."""
        return {name: str(self.cleaned_data[name]) for name in self.fields}

    def emergency_at_once(self) -> dict[str, str]:
        """Return what was answered, if it is an emergency while other answers are missing.

        Nobody with such a sign is held back by a question they have not answered.
        """
        given = {
            name: str(self.cleaned_data[name])
            for name in self.fields
            if self.cleaned_data.get(name)
        }
        found = signs_said(self.questions, given, Answer.YES, Level.EMERGENCY)
        return given if found else {}


@dataclass(frozen=True, slots=True)
class Option:
    """A radio button's words: what it is called, and what to know before choosing it."""

    name: str
    summary: str = ""
    meta: str = ""

    def __str__(self) -> str:
        return self.name


class ServiceForm(forms.Form):
    """Which kind of visit, and with whom.

    Pass `services` with their practitioners prefetched, and the line that was kept before.
    """

    service = forms.ChoiceField(widget=forms.RadioSelect)
    practitioner = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self,
        services: Sequence[Service],
        kept: Mapping[str, Any] | None,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        initial = {**kept, "practitioner": kept["practitioner"] or ANYONE} if kept else None
        super().__init__(data, initial=initial)
        self.services = {str(service.pk): service for service in services}
        people = {p.pk: p for service in services for p in service.practitioners.all()}
        everybody = sorted(people.values(), key=lambda person: (person.order, person.pk))
        self.fields["service"] = forms.ChoiceField(
            label=_("What kind of visit would you like?"),
            choices=[(key, describe(service)) for key, service in self.services.items()],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose a kind of visit."),
                "invalid_choice": _("We do not offer that visit now. Choose another one."),
            },
        )
        self.fields["practitioner"] = forms.ChoiceField(
            label=_("Who would you like to see?"),
            choices=[
                (ANYONE, Option(_("Anyone"), _("You see the most free times this way."))),
                *((str(p.pk), self._introduce(p)) for p in everybody),
            ],
            widget=forms.RadioSelect,
            initial=ANYONE,
            error_messages={
                "required": _("Choose a person, or “Anyone”."),
                "invalid_choice": _("That person is not here now. Choose another one."),
            },
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("service", template="intake/includes/options.html"),
            Field("practitioner", template="intake/includes/options.html"),
            ButtonHolder(Submit("continue", _("Continue"))),
        )

    def clean(self) -> dict[str, Any]:
        """Refuse a person who does not give the chosen kind of visit, and say who does."""
        data = super().clean() or {}
        service = self.services.get(data.get("service", ""))
        person = data.get("practitioner", ANYONE)
        if service and person != ANYONE:
            able = {str(p.pk): p.name for p in service.practitioners.all()}
            if person not in able:
                names = ", ".join(able.values()) or _("nobody at the moment")
                message = _("For “%(service)s” you can see: %(names)s. Choose again.")
                self.add_error("practitioner", message % {"service": service, "names": names})
        return data

    def line(self) -> dict[str, Any]:
        """Return the choice as an enquiry keeps it, once the form is valid."""
        chosen = self.services[self.cleaned_data["service"]]
        person = self.cleaned_data["practitioner"]
        return {
            "service": chosen.pk,
            "practitioner": None if person == ANYONE else int(person),
            "checklist": chosen.checklist,
        }

    def _introduce(self, person: Practitioner) -> Option:
        offers = [s.name for s in self.services.values() if person in s.practitioners.all()]
        covered = "" if len(offers) == len(self.services) else ", ".join(offers)
        # A clinic may call people by their role: then it is said once.
        is_said = person.role_title.casefold() in person.name.casefold()
        return Option(person.name, "" if is_said else person.role_title, covered)


class TimesForm(forms.Form):
    """One free time out of those on the page, grouped by day.

    `days` is what is shown: (heading, [(value, label), ...]). `offered` is every value that may
    be chosen now, so that a time from an earlier or later page is as good.
    """

    start = forms.ChoiceField(widget=forms.RadioSelect)
    button = gettext_lazy("Continue")

    def __init__(
        self,
        days: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        offered: frozenset[str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["start"] = _TimeField(
            offered,
            label=_("Which time suits you?"),
            choices=days,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose a time, or say that none of these suit you."),
                "invalid_choice": _("That time is not free any more. Choose another one."),
            },
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *(name for name in self.fields if name != "start"),
            Field("start", template="clinic/times.html"),
            ButtonHolder(Submit("continue", self.button)),
        )


class _TimeField(forms.ChoiceField):
    def __init__(self, offered: frozenset[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.offered = offered

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.offered


def describe(service: Service) -> Option:
    """Return a service's name, what it is, and its length, price and who pays."""
    length = ngettext("%(n)d minute", "%(n)d minutes", service.length_minutes)
    facts = (length % {"n": service.length_minutes}, service.price, service.who_pays)
    return Option(service.name, service.summary, " · ".join(fact for fact in facts if fact))
