"""Forms that carry what was shown, so that nobody acts on what they have not seen."""

from django import forms


class SeenForm(forms.Form):
    """A deed on what was shown. A refused form is shown again with things as they stand now."""

    def show_again(self, seen: object, name: str = "seen") -> None:
        """Keep what was typed, and carry what the page shows now in place of what it showed."""
        self.data = {**self.data, name: str(seen)}
