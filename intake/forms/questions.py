"""A set of safety questions as one form: yes, no or not sure, each of them answered."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Field, Layout, Submit
from django import forms
from django.utils.translation import gettext as _

from clinic_site.foundation.warning_signs import Level
from intake.triage import Answer, Question, QuestionSet, signs_said


class QuestionField(forms.ChoiceField):
    """One question about several signs, which stand as `points` above the answers."""

    def __init__(self, question: Question) -> None:
        self.points = [_(bullet.text) for bullet in question.bullets]
        super().__init__(
            label=_(question.text),
            choices=[
                (Answer.YES.value, _("Yes")),
                (Answer.NO.value, _("No")),
                (Answer.NOT_SURE.value, _("Not sure")),
            ],
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
        given = {name: str(self.cleaned_data[name]) for name in self.fields if self._said(name)}
        found = signs_said(self.questions, given, Answer.YES, Level.EMERGENCY)
        return given if found else {}

    def _said(self, name: str) -> bool:
        return bool(self.cleaned_data.get(name))
