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
    """A person's name, in any script."""

    def __init__(self, *, most: int = NAME_LENGTH, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned name; "" when nothing visible was typed."""
        return clean_name(str(value), self.most) if value else ""


class LineField(forms.CharField):
    """One line about anything."""

    def __init__(self, *, most: int = LINE_LENGTH, **kwargs: Any) -> None:
        self.most = most
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned line; "" when nothing visible was typed."""
        return clean_line(str(value), self.most) if value else ""


class NoteField(forms.CharField):
    """Text that may run over several lines."""

    def __init__(self, *, most: int = NOTE_LENGTH, rows: int = 4, **kwargs: Any) -> None:
        self.most = most
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the cleaned text; "" when nothing visible was typed."""
        return clean_note(str(value), self.most) if value else ""


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
