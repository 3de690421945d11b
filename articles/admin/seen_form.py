"""Forms that carry what was shown, so that nobody acts on what they have not seen."""

from copy import copy
from typing import Any

from django import forms


class SeenForm(forms.Form):
    """A deed on what was shown. A refused form is shown again with things as they stand now."""

    def show_again(self, seen: object, name: str = "seen") -> None:
        """Keep what was typed, and carry what the page shows now in place of what it showed."""
        # A copy that may be changed. `{**self.data}` would hold a list for each field.
        data: Any = copy(self.data)
        data[name] = str(seen)
        self.data = data
