"""The forms of the booking journey. Import them from here."""

from intake.forms.details import DetailsForm
from intake.forms.person import CallBackForm, PersonForm
from intake.forms.questions import QuestionsForm
from intake.forms.visit import Option, ServiceForm, TimesForm, describe

__all__ = [
    "CallBackForm",
    "DetailsForm",
    "Option",
    "PersonForm",
    "QuestionsForm",
    "ServiceForm",
    "TimesForm",
    "describe",
]
