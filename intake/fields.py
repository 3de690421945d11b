"""Form fields for what people type about themselves: the one place where it is cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic_site.foundation.text.names import (
    LINE_LENGTH,
    NAME_LENGTH,
    NOTE_LENGTH,
    clean_line,
    clean_name,
    clean_note,
)
from clinic_site.foundation.text.phones import clean_phone

EMAIL_LENGTH = 254
EMAIL_MESSAGE = _("Enter an e-mail address in the right form, like name@example.com.")


class NameField(forms.CharField):
    """A person's name, in any script; "" when nothing visible was typed."""

    longest = NAME_LENGTH
    tidy = staticmethod(clean_name)

    def __init__(self, *, most: int | None = None, **kwargs: Any) -> None:
        self.most = most or self.longest
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned text."""
        return self.tidy(str(value), self.most) if value else ""


class LineField(NameField):
    """One line about anything."""

    longest = LINE_LENGTH
    tidy = staticmethod(clean_line)


class NoteField(NameField):
    """Text that may run over several lines."""

    longest = NOTE_LENGTH
    tidy = staticmethod(clean_note)

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)


class AddressField(forms.EmailField):
    """An e-mail address. It is never guessed at: only blanks and invisible characters go."""

    default_error_messages = {"invalid": EMAIL_MESSAGE}

    def __init__(self, **kwargs: Any) -> None:
        # Without Django's max_length: it adds maxlength, and browsers then cut pasted text
        # without a word. clean_line refuses what is too long, and says so.
        super().__init__(max_length=None, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the address as it was typed."""
        return clean_line(str(value), EMAIL_LENGTH) if value else ""


class PhoneField(forms.CharField):
    """A phone number; set `country` before cleaning, for numbers without a country code."""

    country = "US"

    def to_python(self, value: Any) -> str:
        """Return the number in international form, or "" when nothing was typed."""
        typed = str(value).strip() if value else ""
        return clean_phone(typed, self.country) if typed else ""
