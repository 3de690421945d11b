"""Rows of a form that was filled in while a colleague added or deleted some of them."""

import re
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model
from django.forms import BaseInlineFormSet, ModelChoiceField, ModelForm

from clinic_site.foundation.text.numbers import number_in


class _KnownRow(ModelChoiceField[Any]):
    """The key of a row, looked up among rows already read: Django asks the database for each."""

    known: dict[str, Any]

    def to_python(self, value: Any) -> Any:
        """Return the row; refuse a key that is none of theirs."""
        if value in self.empty_values:
            return None
        if (row := self.known.get(str(getattr(value, "pk", value)))) is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return row


class StaleSafeFormSet(BaseInlineFormSet[Any, Any, ModelForm[Any]]):
    """Shows and saves the rows that were sent, whatever rows there are by now.

    A row that a colleague deleted comes back as a new one; a row that a colleague added is left
    alone. Django alone would refuse the first, and hide it, or pair it with another row's name.
    """

    named_by = ""
    """The field that names a row to people."""

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        if not self.named_by:
            raise ImproperlyConfigured("named_by is missing")
        super().__init__(data, *args, **options)
        self.brought_back: list[str] = []
        if self.is_bound:
            self._renumber()

    @cached_property
    def rows_now(self) -> list[Any]:
        """The rows that stand in the database."""
        return list(super().get_queryset())

    def get_queryset(self) -> Any:
        """Return the rows that were sent, in their order; when nothing was sent, all of them."""
        if not self.is_bound:
            return super().get_queryset()
        return list(self._sent_rows.values())

    @cached_property
    def _sent_rows(self) -> dict[str, Any]:
        """The rows that were sent and are still there, by key."""
        by_key = {str(row.pk): row for row in self.rows_now}
        sent = (self._key(number) for number in range(self._count("INITIAL")))
        return {key: by_key[key] for key in sent if key in by_key}

    def added(self) -> list[Model]:
        """Return the rows that were added since the form was shown."""
        sent = {row.pk for row in self.get_queryset()}
        return [row for row in self.rows_now if row.pk not in sent]

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let the keys of all rows be checked together."""
        super().add_fields(form, index)
        key = self._key_field
        theirs = form.fields[key]
        if not self.is_bound or not isinstance(theirs, ModelChoiceField):
            return
        field = _KnownRow(
            theirs.queryset, initial=theirs.initial, required=False, widget=theirs.widget
        )
        field.known = self._sent_rows
        form.fields[key] = field

    def _renumber(self) -> None:
        """Move the rows that are gone behind those that are there, and make them new."""
        known = {str(row.pk) for row in self.rows_now}
        old = range(self._count("INITIAL"))
        gone = [number for number in old if self._key(number) not in known]
        if not gone or self._count("TOTAL") > self.absolute_max:
            return
        here = [number for number in old if number not in gone]
        rest = range(len(old), self._count("TOTAL"))
        places = {number: place for place, number in enumerate((*here, *gone, *rest))}
        self.brought_back = [
            self.data.get(f"{self.prefix}-{number}-{self.named_by}", "") for number in gone
        ]
        # The admin hands every formset a copy of its own.
        data: Any = self.data
        for number in gone:
            data.pop(self._key_name(number), None)
        row_field = re.compile(rf"{re.escape(str(self.prefix))}-(\d+)-(.+)")
        found = [match for name in list(data) if (match := row_field.fullmatch(name))]
        sent = [(int(match[1]), match[2], data.pop(match[0])) for match in found]
        for number, field, values in sent:
            place = places.get(number, number)
            data.setlist(f"{self.prefix}-{place}-{field}", values)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(here))

    def _key_name(self, number: int) -> str:
        return f"{self.prefix}-{number}-{self._key_field}"

    @property
    def _key_field(self) -> str:
        model: Any = self.model
        return str(model._meta.pk.name)  # noqa: SLF001 - Django's own way to a key

    def _key(self, number: int) -> str:
        return str(self.data.get(self._key_name(number), ""))

    def _count(self, which: str) -> int:
        sent = number_in(str(self.data.get(f"{self.prefix}-{which}_FORMS", "")))
        return min(sent or 0, self.absolute_max)
