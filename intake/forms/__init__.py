"""The forms of the booking journey. Import them from here."""

from intake.forms.caller import CallerCallBackForm, CallerForm
from intake.forms.details import CallContactForm, ContactForm, DetailsForm, KnownForm
from intake.forms.person import CallBackForm, PersonForm
from intake.forms.questions import QuestionsForm
from intake.forms.visit import (
    MoveForm,
    OfferForm,
    Option,
    ServiceForm,
    TimesForm,
    describe,
)

__all__ = [
    "CallBackForm",
    "CallContactForm",
    "CallerCallBackForm",
    "CallerForm",
    "ContactForm",
    "DetailsForm",
    "KnownForm",
    "MoveForm",
    "OfferForm",
    "Option",
    "PersonForm",
    "QuestionsForm",
    "ServiceForm",
    "TimesForm",
    "describe",
]
