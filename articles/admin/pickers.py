"""Fields that pick several rows with a search."""

from typing import Any, TypeVar

from django.contrib.admin.options import BaseModelAdmin
from django.db.models import ManyToManyField, Model
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


class NamedPickers(BaseModelAdmin[Row]):
    """Drops the picker's "clear all": it is a button inside a list, which no reader can name."""

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **options: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        """Return the field with a picker that every reader can use."""
        field = super().formfield_for_manytomany(db_field, request, **options)
        if field is not None:
            # What the picker goes by. The field itself may be left empty as before.
            field.widget.is_required = True
        return field
