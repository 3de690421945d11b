"""Texts beside the articles that readers see and that no gate stands before."""

from typing import Any, TypeVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext

from articles.gate.errors import banned_words

Row = TypeVar("Row", bound=Model)


class HonestForm(forms.ModelForm[Row]):
    """Refuses, in the fields that readers see, the words that the gate refuses in an article."""

    seen_by_readers: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        """Point at the field that promises too much."""
        cleaned = super().clean() or self.cleaned_data
        for name in self.seen_by_readers:
            for word in banned_words(str(cleaned.get(name) or "")):
                said = gettext("Readers see this. The word “%s” promises more than anybody knows.")
                self.add_error(name, said % word)
        return cleaned


class TopicForm(HonestForm[Any]):
    """A topic."""

    seen_by_readers = ("title", "summary")


class GlossaryForm(HonestForm[Any]):
    """A glossary word."""

    seen_by_readers = ("definition",)
