"""Reading a phone number the way people write it, in the clinic's country or abroad."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberFormat, ValidationResult

LONGEST = 60

UNREADABLE = _(
    "Enter a phone number with its area code, like %(example)s. "
    "For a number abroad, begin with + and the country code."
)
TOO_SHORT = _("This phone number is too short. Check it, and include the area code.")
TOO_LONG = _("This phone number is too long. Enter one number only.")


def clean_phone(raw: str, country: str) -> str:
    """Return the number in international form, such as "+1 415-555-2671 ext. 5".

    `country` is the two letters of the clinic's country, for numbers written without a code.
    Lengths are checked, not ranges: new ranges open every month, and turning away a real
    number is worse than ringing a dead one. Raises ValidationError in plain words.
    """
    number = _parsed(raw.strip(), country)
    outcome = phonenumbers.is_possible_number_with_reason(number)
    if outcome == ValidationResult.TOO_LONG:
        raise ValidationError(TOO_LONG, code="too_long")
    if outcome in (ValidationResult.TOO_SHORT, ValidationResult.IS_POSSIBLE_LOCAL_ONLY):
        raise ValidationError(TOO_SHORT, code="too_short")
    if outcome != ValidationResult.IS_POSSIBLE:
        raise _unreadable(country)
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def _parsed(raw: str, country: str) -> phonenumbers.PhoneNumber:
    if len(raw) > LONGEST:
        raise ValidationError(TOO_LONG, code="too_long")
    try:
        number = phonenumbers.parse(raw, country)
        if raw.startswith("00") and not phonenumbers.is_possible_number(number):
            # Most of the world dials abroad with 00, also where the clinic's country does not.
            number = phonenumbers.parse("+" + raw.removeprefix("00"), country)
    except phonenumbers.NumberParseException:
        raise _unreadable(country) from None
    return number


def _unreadable(country: str) -> ValidationError:
    example = phonenumbers.example_number(country) or phonenumbers.example_number("US")
    shown = phonenumbers.format_number(example, PhoneNumberFormat.NATIONAL) if example else ""
    return ValidationError(UNREADABLE, code="unreadable", params={"example": shown})


def dial(number: str) -> str:
    """Return the address that phones a number, or "" where there is none."""
    digits = "".join(c for c in number if c.isdecimal() or c in "+*#")
    return f"tel:{digits}" if digits else ""
