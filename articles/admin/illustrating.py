"""The choice of a drawing or a picture in a section's form, with what is chosen beside it."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.forms import illustration_field, source_of
from articles.models import Section


def offer_illustrations(form: Any) -> None:
    """Return a form class its one choice, read from the database once for all its sections."""
    if "figure" in form.base_fields:
        form.base_fields["figure"] = illustration_field()


class ShowsIllustration:
    """For the admin classes of sections: a small picture of what is chosen."""

    @admin.display(description=_("shown now"))
    def shown_here(self, section: Section) -> str:
        """Show it. The script of the page changes it with the choice."""
        source = source_of(section)
        if source:
            return format_html('<img class="illustration" src="{}" alt="">', source)
        return format_html('<img class="{}" alt="" hidden>', "illustration")
