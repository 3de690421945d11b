"""Choosing a kind of visit and who to see, and then a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from intake.models import Practitioner, Service

ANYONE = "anyone"


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
                *((str(p.pk), self._introduce(p)) for p in _everybody(services)),
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
            Field("service", template="intake/fields/options.html"),
            Field("practitioner", template="intake/fields/options.html"),
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


class MoveForm(TimesForm):
    """Another time for a visit that was shown at this version."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    button = gettext_lazy("Take this time")


class OfferForm(forms.Form):
    """One of the offered times, or none of them.

    `offered` is what can be chosen: (value, what it is called and with whom).
    """

    NONE = "none"

    answer = forms.ChoiceField(widget=forms.RadioSelect)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, offered: Sequence[tuple[str, Option]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none = Option(_("None of these suit me"), _("We then look for another time."))
        self.fields["answer"] = forms.ChoiceField(
            label=_("Which time suits you?"),
            choices=[*offered, (self.NONE, none)],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose a time, or say that none of these suit you."),
                "invalid_choice": _("We cannot offer that time any more. Choose again."),
            },
        )
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "version",
            Field("answer", template="intake/fields/options.html"),
            ButtonHolder(Submit("send", _("Send my answer"))),
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


def _everybody(services: Sequence[Service]) -> list[Practitioner]:
    found = {p.pk: p for service in services for p in service.practitioners.all()}
    return sorted(found.values(), key=lambda person: (person.order, person.pk))
